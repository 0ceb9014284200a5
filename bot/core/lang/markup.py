"""What a message is built from: spans of clean text, escaped once, counted as Telegram counts.

Rule 1: every text goes through `visible` or `clean` where it is put in; only `html_of` escapes.
Rule 2: lengths are UTF-16 code units of the text a reader sees, before escaping.
Rule 3: a text is cut between words, a message between lines; never inside a tag.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from itertools import groupby
from string import Formatter
from urllib.parse import urlsplit

from bot.core.lang.invisible import is_joiner, without_invisible

TEXT_LIMIT = 4096
"""UTF-16 units of one message after entity parsing (Bot API, sendMessage)."""

_URL_LIMIT = 2000
"""Characters: Telegram drops links beyond about 2048."""

_MARKS_LIMIT = 3
"""Combining marks on one letter: real scripts need at most three, stacks of them deface a chat."""

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
"""They look like nothing though Unicode calls them letters, marks or symbols."""

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Controls, format characters (bidirectional overrides, zero-width, tags), surrogates, private
use, unassigned.
"""

_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `style` is an HTML tag name (b, i, u, s, code) or empty."""

    text: str
    style: str = ""
    url: str | None = None
    at: datetime | None = None
    """A moment that Telegram shows in the reader's own zone; older clients show `text`."""
    form: str = ""
    """How Telegram writes the moment: `r` or `w?[dD]?[tT]?` (Bot API, date-time entities)."""
    aside: str = ""
    """`closed` or `open`: in a quote of three lines that a tap opens, or in an open one."""


Line = tuple[Span, ...]


def plain(text: str) -> Span:
    return Span(clean(text))


def bold(text: str) -> Span:
    return Span(clean(text), style="b")


def italic(text: str) -> Span:
    return Span(clean(text), style="i")


def code(text: str) -> Span:
    return Span(clean(text), style="code")


def link(text: str, url: str | None) -> Span:
    """Link the text, if the address is one that `safe_url` allows."""
    return Span(clean(text), url=safe_url(url))


def line(*pieces: "str | Span | Line") -> Line:
    """Put pieces one after the other; it is the caller who puts spaces between them."""
    return tuple(span for piece in pieces for span in _spans(piece))


def joined(lines: Iterable[Line], separator: str) -> Line:
    """Join lines to one, with the separator between them."""
    spans: list[Span] = []
    for each in lines:
        spans += [Span(separator), *each] if spans else each
    return tuple(spans)


def aside(lines: Iterable[Line], *, closed: bool = True) -> tuple[Line, ...]:
    """Put lines into one quote; `closed`: three lines show until a reader opens it."""
    form = "closed" if closed else "open"
    return tuple(
        tuple(replace(span, aside=form) for span in each or (Span(""),)) for each in lines
    )


def filled(template: str, **values: "str | Span | Line") -> Line:
    """Replace a template's `{name}`s by spans; braces in the values are left alone."""
    spans: list[Span] = []
    for literal, name, _, _ in Formatter().parse(template):
        spans += [Span(literal)] if literal else []
        spans += _spans(values[name]) if name is not None else ()
    return tuple(spans)


def clean(text: str) -> str:
    """Return the visible text on one line, trimmed, with single spaces between its words."""
    return _SPACES.sub(" ", visible(text)).strip()


def visible(text: str) -> str:
    """Remove what a reader cannot see or is deceived by.

    Controls, bidirectional overrides, lone surrogates, stacks of combining marks, and tags and
    zero-width characters that no script or emoji needs. Line breaks and odd spaces become spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for character in without_invisible(_BREAKS.sub(" ", text)):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        hidden = category in _DROPPED or character in _INVISIBLE
        if marks <= _MARKS_LIMIT and (not hidden or is_joiner(character)):
            kept.append(character)
    return "".join(kept)


def safe_url(url: str | None) -> str | None:
    """Return the address if it is http(s) without a user name, hidden characters or spaces."""
    if not url or len(url) > _URL_LIMIT or url != clean(url) or " " in url:
        return None
    try:
        parts = urlsplit(url)
        honest = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return None
    return url if honest and parts.password is None else None


def units(text: str) -> int:
    """Count UTF-16 code units, as Telegram does."""
    return len(text) + sum(character > "\uffff" for character in text)


def length(lines: Iterable[Line]) -> int:
    """Count the UTF-16 units of lines one below the other."""
    counts = [sum(units(span.text) for span in each) for each in lines]
    return sum(counts) + max(len(counts) - 1, 0)


def shortened(text: str, limit: int) -> str:
    """Cut a text to the whole words that fit into `limit` UTF-16 units with an ellipsis."""
    if units(text) <= limit:
        return text
    kept = ""
    for word in text.split(" "):
        longer = f"{kept} {word}" if kept else word
        if units(longer) + 1 > limit:
            break
        kept = longer
    return f"{kept.rstrip(' ,;:-–—(«“')}…" if kept else _cut(text, limit)


def within(lines: Iterable[Line], limit: int = TEXT_LIMIT) -> tuple[Line, ...]:
    """Return the first lines that fit; the last resort, as pages are made to fit."""
    kept: list[Line] = []
    for each in lines:
        if length([*kept, each]) > limit:
            break
        kept.append(each)
    return tuple(kept)


def html_of(lines: Iterable[Line]) -> str:
    """Write the lines as HTML for Telegram; the only place where text is escaped."""
    written: list[str] = []
    for form, block in groupby(lines, key=lambda each: each[0].aside if each else ""):
        text = "\n".join("".join(_markup(span) for span in each) for each in block)
        written.append(f"{_ASIDE[form]}{text}</blockquote>" if form else text)
    return "\n".join(written)


_ASIDE = {"closed": "<blockquote expandable>", "open": "<blockquote>"}


def text_of(lines: Iterable[Line]) -> str:
    """Write the lines as plain text."""
    return "\n".join("".join(span.text for span in each) for each in lines)


def styled(spans: Line, style: str) -> Line:
    """Put spans in a style; moments keep their own."""
    return tuple(replace(span, style=style) if span.at is None else span for span in spans)


def _spans(piece: "str | Span | Line") -> Line:
    if isinstance(piece, str):
        return (Span(visible(piece)),) if piece else ()
    return (piece,) if isinstance(piece, Span) else piece


def _cut(text: str, limit: int) -> str:
    """Cut a single word longer than the limit between characters."""
    kept = ""
    for character in text:
        if units(kept + character) + 1 > limit:
            break
        kept += character
    return f"{kept}…" if limit > 0 else ""


def _markup(span: Span) -> str:
    if not span.text.strip():
        return span.text
    body = escape(span.text)
    if span.at is not None:
        body = f'<tg-time unix="{int(span.at.timestamp())}" format="{span.form}">{body}</tg-time>'
    elif span.url is not None:
        body = f'<a href="{escape(span.url)}">{body}</a>'
    return f"<{span.style}>{body}</{span.style}>" if span.style else body
