"""Reads a page that lists news, by the CSS selectors of a stanza.

`items` fits each item; the others are looked for inside it: `h2`, `a.more`, `time`. What is left
out is guessed: the first link, its text or a heading, a `<time>`. `selector@name` takes an
attribute instead of the text.
"""

from collections.abc import Iterable

from selectolax.lexbor import LexborNode, SelectolaxError

from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.encodings import encoding_of
from bot.feeds.kinds.documents import document_of, is_cut
from bot.feeds.links import absolute
from bot.feeds.nesting import html_tree
from bot.feeds.parser import page_title
from bot.feeds.raw_items import RawItem

_DEFAULTS = {
    "title": "h1, h2, h3, h4, h5",
    "link": "a[href]",
    "date": "time, [datetime]",
}
LONGEST_PAGE = 2_000_000
"""Characters that are parsed."""


def read_listing(body: bytes, order: Order) -> Document | Unreadable:
    """Read the items of a page."""
    text = encoding_of(body, order.content_type).text(body)[:LONGEST_PAGE]
    places = _DEFAULTS | dict(order.find)
    tree = html_tree(text)
    try:
        nodes = tree.css(places["items"])
        raw_items = [_raw_item(node, places, order.url) for node in nodes]
    except (SelectolaxError, ValueError):
        selectors = ", ".join(path for _, path in order.find)
        return Unreadable("no_items", FeedFailure.BAD_SELECTOR(path=selectors))
    titled = [item for item in raw_items if item.title]
    if not nodes:
        return Unreadable("no_items", FeedFailure.NOTHING_FOUND(path=places["items"]))
    if not titled:
        none = FeedFailure.NO_TITLES(n=len(nodes), path=places["title"])
        return Unreadable("no_items", none)
    root = tree.css_first("html[lang]")
    language = (root.attributes.get("lang") or "") if root is not None else ""
    return document_of(
        titled,
        order,
        format="page",
        title=page_title(text),
        language=language,
        cut=is_cut(text),
    )


def _raw_item(node: LexborNode, places: dict[str, str], url: str) -> RawItem:
    link = _value(node, places["link"], ("href",))
    address = absolute(link, url) if link else None
    title = _value(node, places["title"]) or _value(node, places["link"], ()) or _own_text(node)
    return RawItem(
        guid=_value(node, places["id"]) if "id" in places else "",
        link=address or "",
        title=title,
        summary=_value(node, places["summary"]) if "summary" in places else "",
        dates=(_value(node, places["date"], ("datetime", "content")),),
    )


def _value(node: LexborNode, place: str, attributes: Iterable[str] = ()) -> str:
    """Return the attribute that the place names, else the first of `attributes`, else the text."""
    selector, _, attribute = place.partition("@")
    found = _first(node, selector)
    if found is None:
        return ""
    for name in (attribute,) if attribute else attributes:
        if value := found.attributes.get(name):
            return value.strip()
    return "" if attribute else _text(found)


def _first(node: LexborNode, selector: str) -> LexborNode | None:
    """Return the first node inside that fits, or the item itself: a list may be of links."""
    inside: LexborNode | None = node.css_first(selector)
    return node if inside is None and node.css_matches(selector) else inside


def _own_text(node: LexborNode) -> str:
    return _text(node) if node.tag == "a" else ""


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())
