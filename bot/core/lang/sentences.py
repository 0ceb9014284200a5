"""Where sentences end, in English and Russian.

Rule 1: with the spaces between them the sentences are the text: it is divided, never changed.
Rule 2: a full stop after an abbreviation, an initial or a number alone does not end a sentence.
Rule 3: nor does any mark inside quotation marks or brackets that are closed soon.
"""

import re

_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s|$)|\n\s*\n|\n|\s[•▪●](?=\s|$)")

_SHORT = """
mr mrs ms dr prof gen col lt maj capt cmdr sgt sen rep gov st jr sr vs etc e.g i.e a.m p.m u.s
u.k u.n e.u d.c ph.d no nos vol fig approx est dept inc ltd co corp bros jan feb mar apr jun jul
aug sep sept oct nov dec mon tue wed thu fri sat sun fla calif tex ala ft lb lbs mi km hr hrs min
sec al ca cf adm brig messrs incl sens reps govs gens profs drs supt hon pvt pp
г гг в вв им т т.е т.к т.д т.п т.н т.ч др пр руб коп тыс млн млрд трлн долл стр см рис ул д кв
обл р пос н.э акад проф чл корр ген полк кап зам гл ст мл мин сек час ч кг м км напр прим янв фев
апр авг сент окт нояб дек о св яз соч экз
"""
_ABBREVIATIONS = frozenset(_SHORT.split())

_LAST = "a.m p.m u.s u.k u.n d.c etc inc ltd co corp др т.д т.п н.э"
_LAST_AFTER_NUMBERS = """
г гг вв руб мин сек час ч км кг м см мм тыс млн млрд трлн min hr hrs ft lb lbs mi km
"""
_COUNTED = frozenset(_LAST_AFTER_NUMBERS.split())
"""Abbreviations that end a sentence only after a number: `2022 г.` may, `в г. Королёв` not."""

_CLOSING = _COUNTED | frozenset(_LAST.split())
"""Abbreviations that often end a sentence: they do if a capital letter follows, unless the next
word continues a name or a unit.
"""

_GOES_ON = re.compile(
    r"\s+(?:[a-zа-яё0-9(«\"—–-]|[A-ZА-ЯЁ]\.|(?:[ECMPBJ]?[SD]T|AK[SD]T|[ECMP]T|GMT|UTC|CES?T|МСК|January|February|March"
    r"|April|May|June|July|August|September|October|November|December|Navy|Army|Air|Senate|House|Monday"
    r"|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|President|Congress|Space|Department|Government|Marine|Coast|State|Capitol|East|Eastern)\b)"
)


def sentences(text: str) -> tuple[str, ...]:
    """Divide a text into sentences, without the white space round them; none is empty."""
    parts: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if "\n" in match[0] or _ends(text, start, match):
            parts.append(text[start : match.end()])
            start = match.end()
    parts.append(text[start:])
    return tuple(stripped for each in parts if (stripped := each.strip()))


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: not after an abbreviation, an initial or a list number."""
    if _within(text, start, match.end()):
        return False
    mark = match[0].lstrip()
    if mark in _BULLETS:
        return True
    goes_on = _GOES_ON.match(text, match.end())
    if mark[0] != ".":
        return goes_on is None or not re.match(r"\s+[a-zа-яё—–-]", goes_on[0])
    before = text[max(start, match.start() - _LONGEST) : match.start()]
    *_, last, word = ["", *re.split(r"[\s(«\"“]", before.lower())]
    if word in _CLOSING:
        return goes_on is None and (word not in _COUNTED or last[-1:].isdigit())
    if len(mark) == 1 and (word in _ABBREVIATIONS or _initial(before) or _dotted(word)):
        return _initial(before) and _OPENS.match(text, match.end()) is not None
    if re.fullmatch(r"\d{1,2}", before.strip()):
        return False
    return goes_on is None or not re.match(r"\s+[a-zа-яё—–-]", goes_on[0])


_BULLETS = "•▪●"

_LONGEST = 24
"""Characters back from a full stop that an abbreviation can take."""


_OPENS = re.compile(r"\s+(?:The|An?|In|On|At|It|He|She|They|This|That|These|We|But|And|Its)\s")
"""Words that do not continue a name: `on X. The crew`."""

_PAIRS = (("«", "»"), ("“", "”"), ("(", ")"), ("[", "]"))
_SOON = 250
"""Characters within which a quotation or bracket has to be closed."""


def _within(text: str, start: int, end: int) -> bool:
    """Whether `end` is inside quotation marks or brackets opened after `start`."""
    soon = text[end : end + _SOON]
    if text.count('"', start, end) % 2 and '"' in soon:
        return True
    return any(
        text.count(opening, start, end) > text.count(closing, start, end) and closing in soon
        for opening, closing in _PAIRS
    )


def _initial(before: str) -> bool:
    """Whether it ends in one capital letter alone: `A. S. Pushkin`, `А. С. Пушкин`, `Dr. J.`"""
    return re.search(r"(?:^|[\s(«\"“.-])[A-ZА-ЯЁ]$", before) is not None


def _dotted(word: str) -> bool:
    return re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word) is not None
