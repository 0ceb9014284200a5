"""The forms of an English word by its spelling: `dock`, `docks`, `docked`, `docking`.

Made for tracked phrases: a form that does not exist does no harm, a missing one loses news.
"""

from collections.abc import Iterator

VOWELS = "aeiou"


def english_forms(word: str) -> frozenset[str]:
    """Return every likely form of a folded word, itself included."""
    if len(word) < 3 or word in _UNCHANGING:
        return frozenset({word})
    for irregular in _IRREGULAR:
        if word in irregular:
            return frozenset(irregular)
    forms = {word}
    for base in _bases(word):
        forms.update(_forms_of(base))
    return frozenset(forms)


def _bases(word: str) -> Iterator[str]:
    """Yield what the word may be a form of: `docking` of `dock` and of `docke`."""
    yield word
    if word.endswith("ies") and len(word) > 4:
        yield word[:-3] + "y"
    elif word.endswith(("ches", "shes", "xes", "sses", "zes")):
        yield word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and any(vowel in stem for vowel in VOWELS):
            yield from _stems(stem)


def _stems(stem: str) -> Iterator[str]:
    if stem[-1] == stem[-2] and stem[-1] not in "ls":
        yield stem[:-1]
    elif stem.endswith("i"):
        yield stem[:-1] + "y"
    else:
        yield stem
        yield stem + "e"


def _forms_of(base: str) -> Iterator[str]:
    yield base
    if base.endswith("y") and base[-2] not in VOWELS:
        yield from (base[:-1] + "ies", base[:-1] + "ied", base + "ing")
    elif base.endswith("e"):
        yield from (base + "s", base + "d", base[:-1] + "ing")
    elif base.endswith(("s", "x", "z", "ch", "sh")):
        yield from (base + "es", base + "ed", base + "ing")
    else:
        yield from (base + "s", base + "ed", base + "ing")
    if base[-1] not in "aeiouwxyhls" and base[-2] in VOWELS and base[-3] not in VOWELS:
        yield from (base + base[-1] + "ed", base + base[-1] + "ing")


_UNCHANGING = frozenset({"news", "mars", "iss", "series", "species", "nasa", "progress", "less"})
_IRREGULAR = (
    ("leave", "leaves", "left", "leaving"),
    ("fly", "flies", "flew", "flown", "flying"),
    ("quit", "quits", "quitting"),
    ("withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"),
    ("land", "lands", "landed", "landing", "landings"),
    ("break", "breaks", "broke", "broken", "breaking"),
    ("man", "men"),
    ("woman", "women"),
    ("crew", "crews", "crewed"),
    ("find", "finds", "found", "finding"),
    ("say", "says", "said", "saying"),
    ("go", "goes", "went", "gone", "going"),
    ("begin", "begins", "began", "begun", "beginning"),
)
