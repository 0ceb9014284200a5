"""Where a document or its headers say that a hub tells of its news (WebSub)."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from bot.feeds.jsonfeed import is_json
from bot.feeds.links import absolute

_LOOKED_AT = 16 * 1024
"""Bytes of a document: hubs are named before its items."""
_LINK = re.compile(r"<(?:\w+:)?link\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(rel|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HEADER = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r"""\brel\s*=\s*"?([^";,]*)""", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:item|entry)\b", re.IGNORECASE)
_JSON_HUBS = re.compile(r'"hubs"\s*:\s*(\[[^\[\]]{0,2000}\])')
_JSON_OWN = re.compile(r'"feed_url"\s*:\s*("(?:[^"\\]|\\.){0,2000}")')
_JSON_ITEMS = re.compile(rb'"items"\s*:')


def hub_of(headers: Iterable[str], body: bytes, url: str) -> tuple[str, str]:
    """Return the hub, or "", and the address by which it knows the document, by `Link` headers
    before the document itself. `url`: where the document came from.
    """
    item, in_head = (_JSON_ITEMS, _in_json) if is_json(body) else (_ITEM, _in_head)
    begins = item.search(body, 0, _LOOKED_AT)
    head = body[: begins.start() if begins else _LOOKED_AT].decode("utf-8", "replace")
    named = [*_in_headers(headers), *in_head(head)]
    if not named:
        return "", ""
    hub, own = (
        next((found for rel, to in named if rel == wanted and (found := absolute(to, url))), "")
        for wanted in ("hub", "self")
    )
    return hub, (own or url) if hub else ""


def _in_headers(headers: Iterable[str]) -> Iterator[tuple[str, str]]:
    for address, parameters in (found for header in headers for found in _HEADER.findall(header)):
        if found := _REL.search(parameters):
            yield from ((rel, address) for rel in found[1].lower().split())


def _in_head(opening: str) -> Iterator[tuple[str, str]]:
    for link in _LINK.findall(opening):
        given = {name.lower(): unescape(a or b) for name, a, b in _ATTRIBUTE.findall(link)}
        yield from ((rel, given.get("href", "")) for rel in given.get("rel", "").lower().split())


def _in_json(opening: str) -> Iterator[tuple[str, str]]:
    """Yield the hubs and the own address of a JSON Feed; other kinds than WebSub are not known."""
    found = (_JSON_HUBS.search(opening), _JSON_OWN.search(opening))
    hubs, own = (_value(each[1]) if each else None for each in found)
    for hub in hubs if isinstance(hubs, list) else ():
        kind, url = (hub.get("type"), hub.get("url")) if isinstance(hub, dict) else ("", "")
        if str(kind).lower() == "websub" and isinstance(url, str):
            yield "hub", url
    if isinstance(own, str):
        yield "self", own


def _value(written: str) -> Any:
    try:
        return json.loads(written)
    except ValueError:
        return None
