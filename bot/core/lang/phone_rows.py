"""How many rows a text takes on a phone 390 px wide: a message is kept to what one sees at once.

Rule 1: it is an estimate on the safe side; tests/integration/app/test_scene_layout.py lays real
text out with a real font.
"""

import re
from collections.abc import Iterable

from bot.core.lang.markup import Line

ROW = 320.0
"""Pixels of a row: 390 without the edges of chat and bubble, and four to be sure."""
QUOTE = 284.0
"""Pixels of a row in a quote."""

CLOSED = 3
"""Rows of a quote until a reader opens it."""

_SPACE = 5.1
_BOLD = 1.1
_KINDS = (
    (re.compile(r"[ijl.,:;'|!()\[\]ftrI·«»“”-]"), 6.1),
    (re.compile(r"[mwMW—…]"), 14.5),
    (re.compile(r"[A-Z]"), 11.2),
    (re.compile(r"[a-z0-9]"), 9.9),
    (re.compile(r"[жшщюфыъмЖШЩЮФЫМ]"), 13.5),
    (re.compile(r"[а-яё]"), 10.3),
    (re.compile(r"[А-ЯЁ]"), 12.0),
)
"""Pixels of a letter at 16 px in a wide face; what is of no kind is as wide as a sign."""
_SIGN = 18.0


def row_count(lines: Iterable[Line]) -> int:
    """Count the rows of lines one below the other; a closed quote takes three at most."""
    shown = aside = 0
    for each in lines:
        quoted = each[0].aside if each else ""
        rows = _rows(each, QUOTE if quoted else ROW)
        shown, aside = (shown, aside + rows) if quoted == "closed" else (shown + rows, aside)
    return shown + min(aside, CLOSED)


def _rows(each: Line, width: float) -> int:
    """Wrap the words as a phone does."""
    rows, used = 1, 0.0
    for span in each:
        for word in span.text.split():
            need = sum(map(_pixels, word)) * (_BOLD if span.style == "b" else 1.0)
            if used and used + _SPACE + need > width:
                rows, used = rows + 1, 0.0
            used += need + (_SPACE if used else 0)
    return rows


def _pixels(letter: str) -> float:
    return next((wide for kind, wide in _KINDS if kind.match(letter)), _SIGN)
