"""Plain text out of whatever a feed puts into a title or a body.

Rule 1: no markup, entity, control or bidi character gets through, and no invisible one that no
script or emoji needs.
Rule 2: text of different blocks is separated by at least a space.
"""

import re
from html import unescape

from bot.core.lang.invisible import without_invisible
from bot.feeds.brackets import escape_brackets
from bot.feeds.nesting import html_tree

LONGEST_MARKUP = 500_000
_ROUNDS = 3
"""How often a text is unescaped: feeds escape twice, some three times."""

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BLOCKS = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|figcaption"
    r"|figure|footer|form|h[1-6]|header|hr|img|legend|li|main|nav|ol|option|p|pre|section|summary"
    r"|table|tbody|td|tfoot|th|thead|tr|ul)\b",
    re.IGNORECASE,
)
_UNREAD = "script, style, template, noscript, iframe, object, svg, math, head"

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def plain(markup: str) -> str:
    """Return one line of plain text."""
    text = _CDATA.sub("", markup[:LONGEST_MARKUP])
    for _ in range(_ROUNDS):
        if not (_MARKUP.search(text) or _ENTITY.search(text)):
            break
        text = _text(text)
    return cleaned(text)


def prose(markup: str) -> str:
    """Return one line of plain text, with a bullet after paragraphs that lack a full stop.

    Such are standfirsts, captions and the items of a list: "Watch live • The crew has docked."
    """
    parted = markup[:LONGEST_MARKUP].replace(_PART, "")
    if "<" in parted or "&lt;" in parted:
        parted = _PARAGRAPHS.sub(rf"{_PART}\g<0>", parted)
    text = plain(parted)
    return _joined([part.strip() for part in text.split(_PART)]) if _PART in text else text


def _joined(parts: list[str]) -> str:
    """Join paragraphs, with a bullet where one without a full stop is followed by a sentence."""
    parts = [part for part in parts if part]
    text = parts[0] if parts else ""
    for part in parts[1:]:
        text += (" • " if _OPEN.match(text[-1]) and _SENTENCE.match(part) else " ") + part
    return text


_PART = "\ue000"
"""A private-use character, so that no real text contains it."""
_PARAGRAPHS = re.compile(
    r"(?:<|&lt;)/(?:p|div|li|h[1-6]|figcaption|figure|blockquote|section|header)\b", re.IGNORECASE
)
_OPEN = re.compile(r"[\w)»”’\"]")
_SENTENCE = re.compile(r"[(A-ZА-ЯЁ«“\"]")


def cleaned(text: str) -> str:
    """Return one line with single spaces, without control and invisible characters."""
    seen = text.replace(_PART, "")
    if seen.isascii() and seen.isprintable():
        return " ".join(text.split())
    return " ".join(_CONTROLS.sub(" ", without_invisible(text)).split())


def captions(markup: str) -> str:
    """Return the alternative texts of a body's pictures, except those that are file names."""
    if "<img" not in markup.lower():
        return ""
    images = html_tree(markup[:LONGEST_MARKUP]).css("img")
    texts = (
        cleaned(image.attributes.get("alt") or image.attributes.get("title") or "")
        for image in images
    )
    return " • ".join(dict.fromkeys(text for text in texts if text and not _FILE.fullmatch(text)))


_FILE = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|svg|heic)|[\d_-]+|image|photo|picture", re.IGNORECASE
)


def is_readable(text: str) -> bool:
    """Whether at most 30 % are replacement characters; the rest would be mojibake."""
    return text.count("\ufffd") * 10 <= len(text) * 3


_ATTRIBUTES = r"""(?:\s+[A-Za-z-]+=(?:"[^"<>&]*"|'[^'<>&]*'))*\s*/?>"""
_BLOCK = re.compile(rf"</?(?:p|br|div|ul|ol|li|h[1-6]|blockquote|img){_ATTRIBUTES}")
_INLINE = re.compile(rf"</?(?:a|b|i|em|strong|span|u|s|small|code|tg-emoji){_ATTRIBUTES}")
_CHARACTER = re.compile(
    r"&(?:amp|lt|gt|quot|nbsp|[lr][ds]quo|[mn]dash|hellip|laquo|raquo|#39|#0?38|#82\d\d);"
)


def simple_text(markup: str) -> str | None:
    """Return the text of markup of which a tree would show no more; None where it might."""
    text = _INLINE.sub("", _BLOCK.sub(" ", markup))
    if "<" in text:
        return None
    if "&" not in text:
        return text
    return None if "&" in _CHARACTER.sub("", text) else unescape(text)


def _text(markup: str) -> str:
    simple = simple_text(markup)
    return tree_text(markup) if simple is None else simple


def tree_text(markup: str) -> str:
    """Return the text that a browser would show."""
    tree = html_tree(_BLOCKS.sub(r" \g<0>", escape_brackets(markup)))
    tree.strip_tags(_UNREAD.split(", "))
    return tree.body.text() if tree.body is not None else ""
