"""Acronyms that an entry itself uses for something else: «МКС (Московская кредитная служба)».

Rule 1: the words beside the brackets begin with the letters of the acronym, and none of them
belongs to the name we know it by: `ISS (International Space Station)` stays.
"""

import re
from collections.abc import Iterator

_OWN = {
    "ISS": ("space", "spatial", "espacial", "spazial", "raum"),
    "МКС": ("косм",),
    "РОС": ("орбит",),
}
"""Acronym -> how a word of the name we know it by may begin."""

_AFTER = r"(?<!\w){}(?:\s*\(|\s+[—–-]\s+|,\s+(?:or|или|то есть|that is)\s+)([^()\n]{{5,120}})"
_BEFORE = r"(?:\(|,\s+(?:or|или)\s+)[«\"“]?{}(?!\w)"
_FORMS = {
    acronym: (re.compile(_AFTER.format(acronym)), re.compile(_BEFORE.format(acronym)))
    for acronym in _OWN
}
_LONGEST = 120
"""Characters beside an acronym in which its words are looked for."""
_CLAUSE = re.compile(r"[().!?\n]")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset({"of", "for", "the", "and", "in", "on", "и", "в", "на", "по", "для", "им"})


def mask_borrowed_acronyms(title: str, body: str) -> tuple[str, str]:
    """Replace acronyms that the entry uses for something else by dots of the same length."""
    for acronym in _OWN:
        if acronym in title or acronym in body:
            stands_for = [*_beside(acronym, title), *_beside(acronym, body)]
            if any(_spells(acronym, words) for words in stands_for):
                blank = "·" * len(acronym)
                title, body = (text.replace(acronym, blank) for text in (title, body))
    return title, body


def _beside(acronym: str, text: str) -> Iterator[list[str]]:
    """Yield the words that brackets, a dash or an "or" put beside an acronym."""
    after, before = _FORMS[acronym]
    for match in after.finditer(text):
        yield _words(match[1])[: len(acronym)]
    for match in before.finditer(text):
        clause = _CLAUSE.split(text[max(match.start() - _LONGEST, 0) : match.start()])[-1]
        yield _words(clause)[-len(acronym) :]


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _SMALL]


def _spells(acronym: str, words: list[str]) -> bool:
    """Whether these words make up the acronym, and are not those of the name we know it by."""
    if "".join(word[0] for word in words) != acronym.lower():
        return False
    return not any(word.startswith(_OWN[acronym]) for word in words)
