"""Text as the rules see it: one spelling for everything a reader takes for the same word.

Rule 1: nothing raises, whatever the input: lone surrogates, controls and 1 MB texts included.
Rule 2: folding twice changes nothing more.
Rule 3: `fold` only lowers what `fold_keeping_case` returns: both have the same offsets.
"""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
"""A word: letters and digits of any script. Hyphens and apostrophes separate words."""


def fold(text: str) -> str:
    """Fold a text to the spelling in which texts are compared.

    Lower case, no accents (`ё` becomes `е`, `й` stays), one kind of dash, quote and space, no
    invisible characters, look-alike letters of the other alphabet replaced, `I.S.S.` as `iss`, and
    the number of a Russian ship as `ms-28` in all its spellings (МС-28, MC-28, MS 28).
    """
    return fold_keeping_case(text).lower()


def fold_keeping_case(text: str) -> str:
    """Fold, but keep letter case: for acronyms that mean something else in lower case."""
    if text.isascii():
        return _indexed(_undotted(_CONTROLS.sub(" ", text)))
    for _ in range(_ROUNDS):
        folded = _ODD.sub(_plain_run, unicodedata.normalize("NFC", text))
        folded = _unmixed(_undotted(folded))
        if folded == text:
            break
        text = folded
    return _indexed(text)


def tokens(text: str) -> tuple[str, ...]:
    """Split a text into folded words, in order: `ms-28` into `ms` and `28`."""
    return tuple(WORD.findall(fold(text)))


def strip_rubric(title: str) -> str:
    """Remove what an outlet puts round a headline, never all of it.

    A rubric before it (`Наука:`, `LIVE |`), a signature after it (` - РИА Новости, 12.03.2026`,
    ` | Reuters`).
    """
    stripped = _RUBRIC.sub("", _SIGNATURE.sub("", title)).strip()
    return stripped or title.strip()


_ROUNDS = 4
"""Folding a folded text can only meet a new composition; two rounds have always been enough."""

_ODD = re.compile("[^\\n -~А-Яа-я]+")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_TWO_SCRIPTS = re.compile("[A-Za-z](?:(?=[\u0400-\u04ff])|(?<=[\u0400-\u04ff].))")
_SEAMS = re.compile("(?<=[A-Za-z])(?=[\u0400-\u04ff])|(?<=[\u0400-\u04ff])(?=[A-Za-z])")
_LETTERS = re.compile(r"[^\W\d_]+")
_DOTS = re.compile(r"\.[^\W\d_]\.")
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}[^\W\d_](?![^\W_])\.?")
# These two run over every text: a pattern that begins with a set of letters is searched fastest.
_SERIES = re.compile(r"[мМ](?<![^\W_].)[сС](?![^\W\d_])")
_INDEX = re.compile(r"[mM](?<![^\W_].)[sScC][ -]?(\d{1,3})(?![^\W_])")

_LOOK_ALIKES = tuple(zip("aceopxykmhtbACEOPXYKMHTB", "асеорхукмнтвАСЕОРХУКМНТВ", strict=True))
_NOT_RUSSIAN = tuple(zip("ijsIJS", "іјѕІЈЅ", strict=True))
_TO_CYRILLIC = {ord(latin): ord(cyrillic) for latin, cyrillic in _LOOK_ALIKES}
_TO_LATIN = {ord(cyrillic): ord(latin) for latin, cyrillic in _LOOK_ALIKES + _NOT_RUSSIAN}

_QUOTES = dict.fromkeys("«»„“”‟″〝〞〟＂‹›", '"') | dict.fromkeys("‘’‚‛ʼʹ′`´ʻ", "'")
_LETTERS_WITHOUT_PARTS = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}
_SPECIAL = _QUOTES | _LETTERS_WITHOUT_PARTS | dict.fromkeys("™®©℠", "") | {"−": "-", "⁃": "-"}
_CACHED = 20_000
"""Characters remembered: a hostile text of all code points must not fill the memory."""


class _Characters(dict[int, str]):
    """What each unusual character is folded to, computed when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _settled(chr(code))
        if len(self) < _CACHED:
            self[code] = folded
        return folded


_CHARACTERS = _Characters()


def _plain_run(run: re.Match[str]) -> str:
    return run[0].translate(_CHARACTERS)


def _settled(character: str) -> str:
    """Fold until nothing changes: the compatibility form of a character may hold others."""
    while (folded := "".join(map(_folded_character, character))) != character:
        character = folded
    return character


def _folded_character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    match unicodedata.category(character):
        case "Pd":
            return "-"
        case "Mn" | "Me" | "Cf":
            return ""
        case "Zs" | "Zl" | "Zp" | "Cc" | "Cs":
            return character if character == "\n" else " "
    whole = unicodedata.normalize("NFKC", character)
    return _lowered_evenly(_without_accents(whole))


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    if len(parts) == len(text) or not _has_letters_with_accents(parts[0]):
        return text
    marks = "и\u0306", "И\u0306"
    if parts[:2] in marks:
        return unicodedata.normalize("NFC", parts[:2])
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def _has_letters_with_accents(character: str) -> bool:
    """Whether it is Latin, Greek or Cyrillic: elsewhere a mark is a letter like the others."""
    return character < "\u0530" or "\u1e00" <= character < "\u2000"


def _lowered_evenly(text: str) -> str:
    """Lower what would change its length later: `ß` to `ss`, or every offset after it shifts."""
    lowered = text.casefold()
    return text if len(lowered) == len(text) and lowered == text.lower() else lowered


def _unmixed(text: str) -> str:
    if _CYRILLIC.search(text) and _TWO_SCRIPTS.search(text):
        return _LETTERS.sub(_one_script, text)
    return text


def _one_script(match: re.Match[str]) -> str:
    """Write a word of two alphabets in the one that all its letters look like."""
    word = match[0]
    if not _TWO_SCRIPTS.search(word):
        return word
    latin = [letter for letter in word if letter < "\u0250"]
    cyrillic = [letter for letter in word if "\u0400" <= letter < "\u0530"]
    only_latin = sum(ord(letter) not in _TO_CYRILLIC for letter in latin)
    only_cyrillic = sum(ord(letter) not in _TO_LATIN for letter in cyrillic)
    if only_latin and only_cyrillic and len(_SEAMS.findall(word)) < 2:
        return word
    if only_cyrillic > only_latin or (only_cyrillic == only_latin and len(cyrillic) >= len(latin)):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN)


def _undotted(text: str) -> str:
    return _DOTTED.sub(_without_dots, text) if _DOTS.search(text) else text


def _indexed(text: str) -> str:
    return _INDEX.sub(r"MS-\1", _SERIES.sub("MS", text))


def _without_dots(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


_OUTLETS = (
    r"(?:РИА Новости|РИА|ТАСС|Интерфакс|РБК|Коммерсантъ?|Известия|Ведомости|Газета\.?Ru|Лента\.?ру"
    r"|Lenta\.ru|RT на русском|RT|Reuters|AP|AFP|BBC(?: News)?|CNN|NPR|TASS|Interfax|SpaceNews"
    r"|Space\.com|NASASpaceflight\.com|Ars Technica|The Moscow Times|Meduza|Российская газета|РГ)"
)
_SIGNATURE = re.compile(
    rf"\s+(?:[|—–-]\s*{_OUTLETS}(?:,?\s*\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})?"
    r"|\|\s*[^|:]{2,40})\s*$"
)
_RUBRIC = re.compile(
    r"^\s*(?:РИА Наука|Наука(?: и техника)?|Космос|Общество|Видео|Фото|Срочно|Молния|Science|Space"
    r"|Video|Photos?|Watch|Live|Breaking|Updated?|Exclusive|Opinion|World|News)"
    r"\s*(?:[|:/]|[—–]\s)\s*",
    re.IGNORECASE,
)
