"""HTML as a tree, for whatever other people nest.

A parser looks through all open elements at many a tag, so that 80,000 nested `<div>`, which are
400 kB, take it 20 s, and nothing interrupts it.
"""

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

DEEPEST = 1_000
"""Open elements that hold others. Browsers stop at 512, pages at some 50."""

_HOLDERS = re.compile(
    r"<(/?)(address|applet|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset"
    r"|figcaption|figure|footer|form|header|hgroup|listing|main|marquee|math|menu|nav|object|ol"
    r"|pre|search|section|summary|svg|table|template|ul|xmp)\b",
    re.IGNORECASE,
)


def html_tree(markup: str) -> LexborHTMLParser:
    """The tree of what stands before it becomes deeper than anything that was written."""
    return LexborHTMLParser(_shallow(markup))


def _shallow(markup: str) -> str:
    if markup.count("<") <= DEEPEST:
        return markup
    opened = Counter[str]()
    depth = 0
    for tag in _HOLDERS.finditer(markup):
        name = tag[2].lower()
        step = 1 if not tag[1] else -1 if opened[name] else 0
        opened[name] += step
        depth += step
        if depth > DEEPEST:
            return markup[: tag.start()]
    return markup
