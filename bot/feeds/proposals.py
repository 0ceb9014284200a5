"""Proposes where the news is in JSON and on a page that nobody has described yet."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborNode

from bot.feeds.nesting import html_tree

Find = tuple[tuple[str, str], ...]
"""As `Feed.find`."""

_NAMES = {
    "id": ("id", "guid", "uuid", "slug"),
    "title": ("title", "headline", "name"),
    "link": ("url", "link", "href", "permalink", "canonical_url", "web_url"),
    "date": (
        *("published_at", "publishedAt", "published", "date_published", "pubDate", "net"),
        *("date", "created_at", "createdAt", "created", "datetime", "timestamp", "updated_at"),
    ),
    "summary": ("summary", "description", "excerpt", "lead", "teaser", "abstract"),
}
_DEPTH = 3
_ENOUGH = 4
"""Items that make a pattern."""
_SHORTEST, _LONGEST = 15, 1_500
"""Letters in an item of a page."""
_LOOKED_AT = 500_000
_OFTEN = 300
"""Elements of one name that are looked at."""


def proposed_paths(text: str) -> Find | None:
    """Return paths to the longest list of things with a title; None if there is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    lists = [(path, found) for path, found in _lists(value, (), _DEPTH) if _named(found[0])]
    if not lists:
        return None
    path, found = max(lists, key=lambda each: len(each[1]))
    return (("items", ".".join(path) or "."), *_named(found[0]))


def _lists(
    value: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield path, value
    elif isinstance(value, dict) and depth:
        for name, inner in value.items():
            if "." not in name:
                yield from _lists(inner, (*path, name), depth - 1)


def _named(item: dict[str, Any]) -> Find:
    """Return the paths of an item's parts; none without a title."""
    found = {
        place: next((name for name in names if isinstance(item.get(name), str | int)), "")
        for place, names in _NAMES.items()
    }
    pairs = ((place, found[place]) for place in ("title", "link", "date", "summary", "id"))
    return tuple((place, name) for place, name in pairs if name) if found["title"] else ()


def proposed_selector(page: str) -> Find | None:
    """Return the selector of the elements that look most like items of news; None without any."""
    kinds: dict[str, list[LexborNode]] = defaultdict(list)
    tree = html_tree(page[:_LOOKED_AT])
    for node in tree.css("article, li, div, section, tr, a"):
        for name in _selectors(node):
            if len(kinds[name]) < _OFTEN:
                kinds[name].append(node)
    scored = {name: _score(nodes) for name, nodes in kinds.items() if len(nodes) >= _ENOUGH}
    best = max(scored, key=lambda name: scored[name], default="")
    return (("items", best),) if best and scored[best] > 0 else None


def _selectors(node: LexborNode) -> Iterator[str]:
    tag = node.tag or ""
    for name in (node.attributes.get("class") or "").split():
        if name.replace("-", "").replace("_", "").isalnum() and not name[0].isdigit():
            yield f"{tag}.{name}"
    if tag == "article":
        yield tag


def _score(nodes: list[LexborNode]) -> float:
    """Return how much these look like news: a link and words each, a heading and a date."""
    good = [node for node in nodes if _is_item(node)]
    if len(good) < _ENOUGH or len(good) * 2 < len(nodes):
        return 0
    headed = sum(node.css_first("h1, h2, h3, h4, h5") is not None for node in good)
    dated = sum(node.css_first("time, [datetime]") is not None for node in good)
    alone = sum(len(node.css("a[href]")) <= 3 for node in good)
    return (len(good) + 2 * headed + 3 * dated + alone) * len(good) / len(nodes)


def _is_item(node: LexborNode) -> bool:
    links = [node] if node.tag == "a" else node.css("a[href]")
    linked = max((len(_said(link)) for link in links), default=0)
    return linked >= _SHORTEST and len(_said(node)) <= _LONGEST


def _said(node: LexborNode) -> str:
    return " ".join(node.text(deep=True).split())
