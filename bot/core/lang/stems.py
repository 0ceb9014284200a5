"""What words are compared by: their stem, a group of words that say the same, in one language or
two, and for names their consonants in any alphabet.

Rule 1: a stem need not be the linguist's; it only has to be the same for all forms of a word.
Rule 2: there is no dictionary, so a name first met today is treated like any other.
Rule 3: of synonyms a word listed as it is goes before a beginning (`strike*`), a longer beginning
before a shorter one; of two groups that list the same the first counts.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_ENGLISH_KEPT = ("ss", "us", "is")
_REFLEXIVE = ("ся", "сь")
_ENDINGS = """
иями ями ами ыми ими ого его ому ему иях иям ией ием иев ах ях ам ям ов ев ей ой ый ий ая
яя ое ее ые ие ых их ым им ом ем ую юю ою ею ия ию ии ья ье ью ют ут ят ат ит ет ешь ить ать
ять еть ила али ели яли ыли или ала ела яла ыла ило ало ело ил ал ел ял ыл ла ло ли
а е и о у ы ь ю я й
"""
_RUSSIAN_ENDINGS = tuple(sorted(_ENDINGS.split(), key=len, reverse=True))
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў"
_ROMANISED = (
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g u"
)
_LATIN = dict(zip(_CYRILLIC, _ROMANISED.split(), strict=True))
_TRANSLITERATION = {ord(letter): latin.replace("_", "") for letter, latin in _LATIN.items()}
_SOUNDS = (
    ("ight", "it"),
    ("shch", "s"), ("sch", "s"), ("sh", "s"), ("zh", "z"), ("kh", "k"), ("ch", "c"), ("ts", "c"),
    ("tz", "c"), ("dzh", "z"), ("dj", "z"), ("ph", "f"), ("ck", "k"), ("x", "ks"), ("q", "k"),
    ("w", "v"), ("ou", "u"), ("j", "y"),
)  # fmt: skip
_SILENT = frozenset("aeiouyh'")
_SHORTEST_SKELETON = 3
_SHORTEST_KEY = 4
_FROM_W = re.compile("^у(?=[аеиоэ])")
"""How Russian writes a foreign W: Уилсон."""
_NAME_ENDING = re.compile(
    "(?<=....)(?:ыми|ими|ами|ями|ого|его|ому|ему|ых|их|ым|им|ом|ем|ой|ей|ый|ий|ах|ях|ам|ям)$"
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Remove the ending of a folded word; digits and other scripts are left alone."""
    if word.isascii():
        return word if word.isdigit() else _english(word)
    if "а" <= word[0] <= "я":
        return _russian(word)
    return word


def romanised(folded: str) -> str:
    """Write Cyrillic in Latin letters."""
    return folded.translate(_TRANSLITERATION)


@lru_cache(maxsize=50_000)
def skeleton(name: str) -> str:
    """Return the consonants of a folded name in Latin letters: `krklv` of Крикалев and Krikalyov.

    Empty if too little is left to tell names apart.
    """
    latin = romanised(name)
    for letters, sound in _SOUNDS:
        latin = latin.replace(letters, sound)
    bones = latin[:1] + "".join(letter for letter in latin[1:] if letter not in _SILENT)
    single = "".join(a for a, b in zip(bones, f"{bones[1:]} ", strict=bool(bones)) if a != b)
    return single if len(single) >= _SHORTEST_SKELETON else ""


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """Return what a folded name is compared by, in any alphabet, case or adjective: `zrcnsk` of
    Зареченск, зареченском and Zarechensk. Empty if too little is left to tell names apart.
    """
    if "а" <= name[:1] <= "я":
        name = _FROM_W.sub("в", _NAME_ENDING.sub("", name))
    bones = skeleton(name)
    return bones if len(bones) >= _SHORTEST_KEY else ""


def _english(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(_ENGLISH_KEPT):
        word = word[:-1]
    for ending, shortest in (("ing", 6), ("ed", 5), ("er", 6), ("ly", 6)):
        if len(word) >= shortest and word.endswith(ending):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _russian(word: str) -> str:
    if len(word) > 5 and word.endswith(_REFLEXIVE):
        word = word[:-2]
    for ending in _RUSSIAN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


SHARED = "="
"""How the name of a group begins."""
_REMEMBERED = 50_000
"""Words looked up once; forgotten when full, so that hostile texts cannot fill the memory."""


class Synonyms:
    """Finds what a folded word is compared by: its group, or else its stem."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._by_stem: dict[str, str] = {}
        self._by_beginning: dict[str, str] = {}
        for first, *more in groups:
            group = SHARED + first.rstrip("*")
            for word in (first, *more):
                if word.endswith("*"):
                    self._by_beginning.setdefault(word[:-1], group)
                else:
                    self._by_stem.setdefault(stem(word), group)
        self._lengths = sorted({len(each) for each in self._by_beginning}, reverse=True)
        self._known: dict[str, str] = {}

    def word(self, folded: str) -> str:
        """Return what stands for the word: equal for all that say the same."""
        known = self._known.get(folded)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[folded] = self._found(folded)
        return known

    def _found(self, folded: str) -> str:
        bare = stem(folded)
        if bare in self._by_stem:
            return self._by_stem[bare]
        for length in self._lengths:
            if length <= len(folded) and folded[:length] in self._by_beginning:
                return self._by_beginning[folded[:length]]
        return bare
