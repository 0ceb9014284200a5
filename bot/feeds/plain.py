"""Text as people read it, out of whatever a feed puts into a title or a body.

Rule 1: no markup, no entity, no control, direction, tag or zero-width character gets through.
Rule 2: what stood in blocks of its own is a word of its own.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

_LONGEST_MARKUP = 500_000
_LONGEST_LINK = 2_000
_LINKS = 50
_ROUNDS = 3
"""Times a text is unescaped: feeds escape twice, some three times."""

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

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff\U0001d173-\U0001d17a]"
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def plain(markup: str) -> str:
    """One line of plain text."""
    text = _CDATA.sub("", markup[:_LONGEST_MARKUP])
    for _ in range(_ROUNDS):
        if not (_MARKUP.search(text) or _ENTITY.search(text)):
            break
        text = _text(text)
    return cleaned(text)


def prose(markup: str) -> str:
    """One line of plain text in which a paragraph that ends without a mark is parted from the next
    by a bullet: a standfirst, a caption, the points of a list.
    """
    parted = markup[:_LONGEST_MARKUP].replace(_PART, "")
    if "<" in parted or "&lt;" in parted:
        parted = _PARAGRAPHS.sub(rf"{_PART}\g<0>", parted)
    return " ".join(_PARTED.sub(" • ", plain(parted)).replace(_PART, " ").split())


_PART = "\ue000"
"""Private, so that no text has it."""
_PARAGRAPHS = re.compile(
    r"(?:<|&lt;)/(?:p|div|li|h[1-6]|figcaption|figure|blockquote|section|header)\b", re.IGNORECASE
)
_PARTED = re.compile(rf"(?<=[\w)»”’\"])\s*(?:{_PART}\s*)+(?=[(A-ZА-ЯЁ«“\"])")


def cleaned(text: str) -> str:
    """White space as single spaces, and none of the characters that hide or deceive."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(_CONTROLS.sub(" ", _UNSEEN.sub("", text)).split())


def links(markup: str, base: str) -> tuple[str, ...]:
    """The http(s) addresses a body links to, absolute, each once, in its order; at most 50."""
    if "<a" not in markup and "<A" not in markup:
        return ()
    found: dict[str, None] = {}
    for address in _addresses(markup[:_LONGEST_MARKUP], base):
        found[address] = None
        if len(found) == _LINKS:
            break
    return tuple(found)


def absolute(address: str, base: str) -> str | None:
    """A link resolved against where it stood; None for what is no http(s) address."""
    address = "".join(cleaned(address).split())
    if not address or len(address) > _LONGEST_LINK:
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
        return joined if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def readable(text: str) -> bool:
    """Not mostly replacement characters: mojibake is no news."""
    return text.count("\ufffd") * 10 <= len(text) * 3


def _text(markup: str) -> str:
    if not _MARKUP.search(markup):
        markup = markup.replace("<", "&lt;")
    tree = LexborHTMLParser(_BLOCKS.sub(r" \g<0>", markup))
    tree.strip_tags(_UNREAD.split(", "))
    return tree.body.text() if tree.body is not None else ""


def _addresses(markup: str, base: str) -> Iterator[str]:
    for anchor in LexborHTMLParser(markup).css("a[href]"):
        address = absolute(anchor.attributes.get("href") or "", base)
        if address is not None:
            yield address
