"""Where a web page says its feed is, and the usual places to try if it does not say.

See https://blog.whatwg.org/feed-autodiscovery for the links.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from selectolax.lexbor import LexborNode

from bot.feeds.links import absolute
from bot.feeds.nesting import html_tree

_KINDS = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_KINDS_OF_OTHERS = frozenset({"", "text/xml", "application/xml", "application/json", "text/rss"})
"""Types that mean a feed only if the address or the title says so."""
_LINKS = 10
_ANCHORS = 6
_LOOKED_AT = 500_000
"""Characters of a page that are parsed; the links are in its head."""

_USUAL = (
    *("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json"),
    *("/rss/", "/feeds/posts/default", "/?feed=rss2", "/index.rdf", "/blog/feed/", "/news/rss"),
)
_USUAL_BELOW = ("feed/", "rss", "rss.xml")
"""Relative to the page itself: a section may have its own feed."""


def linked_feeds(page: str, url: str, headers: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the feeds a page links to: first from `Link` headers, then its head, then its text.

    Within each group, feeds of comments come last.
    """
    tree = html_tree(page[:_LOOKED_AT])
    base = tree.css_first("base[href]")
    start = (base and absolute(base.attributes.get("href") or "", url)) or url
    in_head = _feeds_of(tree.css("link[rel][href], a[rel][href]"), _is_feed, start)
    anchors = _feeds_of(tree.css("a[href], area[href]"), _reads_as_feed, start)
    found = (*_in_headers(headers, url), *in_head[:_LINKS], *anchors[:_ANCHORS])
    return tuple(dict.fromkeys(found))


def usual_feeds(url: str) -> Iterator[str]:
    """Yield the addresses to try when a page links to no feed."""
    below = url if url.endswith("/") else f"{url.partition('?')[0]}/"
    at_root = (absolute(path, url) for path in _USUAL)
    under = (absolute(path, below) for path in _USUAL_BELOW)
    return filter(None, dict.fromkeys((*at_root, *under)))


def _feeds_of(
    links: Iterable[LexborNode], is_one: Callable[[LexborNode], bool], start: str
) -> list[str]:
    found: dict[str, bool] = {}
    for link in links:
        if is_one(link) and (address := absolute(link.attributes.get("href") or "", start)):
            found.setdefault(address, _of_comments(link))
    return sorted(found, key=lambda address: found[address])


_HEADER = re.compile(r"<([^<>]*)>([^<]*)")


def _in_headers(headers: Iterable[str], url: str) -> Iterator[str]:
    for address, parameters in (found for header in headers for found in _HEADER.findall(header)):
        words = parameters.lower()
        of_feed = any(kind in words for kind in _KINDS) and "alternate" in words
        if (of_feed or re.search(r"rel=\"?[^\";]*\bfeed\b", words)) and (
            found := absolute(address, url)
        ):
            yield found


_FEED = re.compile(
    r"(?<![a-zа-я])(?:rss2?|atom|rdf|feeds?|xml)(?![a-zа-я])|рсс|лента rss", re.IGNORECASE
)


def _attribute(link: LexborNode, name: str) -> str:
    return (link.attributes.get(name) or "").strip()


def _is_feed(link: LexborNode) -> bool:
    rel = _attribute(link, "rel").lower().split()
    kind = _attribute(link, "type").partition(";")[0].strip().lower()
    if "feed" in rel or "service.feed" in rel:
        return True
    if "alternate" not in rel or "stylesheet" in rel:
        return False
    named = _FEED.search(f"{_attribute(link, 'href')} {_attribute(link, 'title')}")
    return kind in _KINDS or (kind in _KINDS_OF_OTHERS and bool(named or kind.endswith("/xml")))


def _reads_as_feed(link: LexborNode) -> bool:
    """Whether an anchor's address or text names a feed; an XML file or a share button does not."""
    address, kind = _attribute(link, "href"), _attribute(link, "type").lower()
    shown = f"{link.text(deep=True)} {_attribute(link, 'title')} {_attribute(link, 'aria-label')}"
    in_address = _FEED.search(address.partition("?")[0].rpartition("//")[2])
    return kind in _KINDS or bool(in_address or _READ.search(shown))


_READ = re.compile(r"\b(?:rss|atom|web ?feed|feed|рсс)\b|rss-лент", re.IGNORECASE)


def _of_comments(link: LexborNode) -> bool:
    words = f"{link.attributes.get('href')} {link.attributes.get('title')}".lower()
    return "comment" in words or "комментари" in words
