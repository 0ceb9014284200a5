"""Where a page says its feed is, and where feeds mostly are when it says nothing.

The links are those of https://blog.whatwg.org/feed-autodiscovery.
"""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.feeds.links import absolute

_KINDS = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_LINKS = 10
_LOOKED_AT = 500_000
"""Characters of a page; its links are in its head."""

_USUAL = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")


def linked_feeds(page: str, url: str) -> tuple[str, ...]:
    """Addresses of the feeds a page links to, in its order; feeds of comments come last."""
    tree = LexborHTMLParser(page[:_LOOKED_AT])
    base = tree.css_first("base[href]")
    start = (base and absolute(base.attributes.get("href") or "", url)) or url
    found: dict[str, bool] = {}
    for link in tree.css("link[rel][href]"):
        if _is_feed(link) and (address := absolute(link.attributes.get("href") or "", start)):
            found.setdefault(address, _of_comments(link))
    return tuple(sorted(found, key=lambda address: found[address])[:_LINKS])


def usual_feeds(url: str) -> Iterator[str]:
    """Addresses to try where a page links to none."""
    return filter(None, (absolute(path, url) for path in _USUAL))


def _is_feed(link: LexborNode) -> bool:
    rel, kind = (link.attributes.get(name) or "" for name in ("rel", "type"))
    return "alternate" in rel.lower().split() and kind.partition(";")[0].strip().lower() in _KINDS


def _of_comments(link: LexborNode) -> bool:
    words = f"{link.attributes.get('href')} {link.attributes.get('title')}".lower()
    return "comment" in words or "комментари" in words
