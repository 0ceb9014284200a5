"""Lays a message's text out as a phone 390 px wide does: the rows a reader sees before any tap."""

import re
from functools import cache
from html import unescape
from pathlib import Path

import matplotlib
from PIL import ImageFont

INNER = 324
"""Pixels: 390 less the page's edges, 94 % of it for the bubble, less its own padding."""

QUOTE = INNER - 36
CLOSED = 3
SIZE = 16

_BLOCK = re.compile(r"(<blockquote(?: expandable)?>.*?</blockquote>)", re.DOTALL)
_BOLD = re.compile(r"(<b>.*?</b>)", re.DOTALL)


@cache
def _font(*, bold: bool) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, wider than what phones have: what fits here fits there."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    folder = Path(matplotlib.__file__).parent / "mpl-data" / "fonts" / "ttf"
    return ImageFont.truetype(str(folder / name), SIZE)


def rows_of(html: str) -> int:
    """Count the rows that show; a closed quote shows three at most."""
    rows = 0
    for part in _BLOCK.split(html.replace("</blockquote>\n", "</blockquote>")):
        quoted = part.startswith("<blockquote")
        inside = re.sub(r"</?blockquote[^>]*>", "", part)
        text = inside.removesuffix("\n") if not quoted else inside
        if not text and not quoted:
            continue
        shown = sum(_wrapped(row, QUOTE if quoted else INNER) for row in text.split("\n"))
        closed = part.startswith("<blockquote expandable")
        rows += min(shown, CLOSED) if closed else shown
    return rows


def _wrapped(html: str, width: int) -> int:
    rows, used = 1, 0.0
    for piece in _BOLD.split(html):
        font = _font(bold=piece.startswith("<b>"))
        space = font.getlength(" ")
        for word in unescape(re.sub(r"<[^>]+>", "", piece)).split():
            need = font.getlength(word)
            if used and used + space + need > width:
                rows, used = rows + 1, 0.0
            used += need + (space if used else 0)
    return rows
