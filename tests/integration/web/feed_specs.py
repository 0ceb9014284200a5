"""What RFC 4287 and JSON Feed 1.1 require of a feed, as lists of faults."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"

_ONCE = {"id", "title", "updated"}
_FEED = _ONCE | {"author", "category", "contributor", "generator", "icon", "link", "logo"}
_FEED |= {"rights", "subtitle", "entry"}
_ENTRY = _ONCE | {"author", "category", "content", "contributor", "link", "published", "rights"}
_ENTRY |= {"source", "summary"}
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_JSON_FEED = {"version", "title", "home_page_url", "feed_url", "description", "language"}
_JSON_FEED |= {"authors", "items", "next_url", "icon", "favicon", "expired", "hubs"}
_JSON_ITEM = {"id", "url", "external_url", "title", "content_html", "content_text", "summary"}
_JSON_ITEM |= {"date_published", "date_modified", "authors", "tags", "language", "image"}


def atom_faults(body: bytes) -> list[str]:
    """Say what RFC 4287 forbids."""
    root = ET.fromstring(body)  # noqa: S314  # our own document
    if root.tag != f"{ATOM}feed":
        return ["the root is no atom:feed"]
    entries = root.findall(f"{ATOM}entry")
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    faults = [*_element_faults(root, _FEED), *_link_faults(root)]
    faults += [f"id twice: {id}" for id, times in ids.items() if times > 1]
    for entry in entries:
        faults += [*_element_faults(entry, _ENTRY), *_link_faults(entry)]
        if entry.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            faults.append("an entry without an author")
        relations = [each.get("rel", "alternate") for each in entry.findall(f"{ATOM}link")]
        if entry.find(f"{ATOM}content") is None and "alternate" not in relations:
            faults.append("an entry without content and alternate link")
    if not any(each.get("rel") == "self" for each in root.findall(f"{ATOM}link")):
        faults.append("no link to itself")
    return faults


def _element_faults(element: ET.Element, allowed: set[str]) -> Iterator[str]:
    names = Counter(child.tag.removeprefix(ATOM) for child in element)
    yield from (f"unknown: {name}" for name in names.keys() - allowed)
    yield from (f"{name}: {names[name]} times" for name in _ONCE if names[name] != 1)
    for name in ("updated", "published"):
        for date in element.findall(f"{ATOM}{name}"):
            if not _DATE.fullmatch(date.text or ""):
                yield f"no date: {date.text}"
    if not _is_absolute(element.findtext(f"{ATOM}id")):
        yield "id is no IRI"
    yield from (
        "category without term"
        for each in element.findall(f"{ATOM}category")
        if not each.get("term")
    )


def _link_faults(element: ET.Element) -> Iterator[str]:
    links = element.findall(f"{ATOM}link")
    yield from (
        f"no address: {each.attrib}" for each in links if not _is_absolute(each.get("href"))
    )
    kinds = Counter((each.get("rel"), each.get("type"), each.get("hreflang")) for each in links)
    if any(times > 1 for (rel, *_), times in kinds.items() if rel == "alternate"):
        yield "two alternate links of one kind"


def json_feed_faults(body: bytes) -> list[str]:
    """Say what JSON Feed 1.1 forbids."""
    feed = json.loads(body)
    faults = [f"unknown: {key}" for key in feed.keys() - _JSON_FEED if not key.startswith("_")]
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        faults.append("no version")
    if not isinstance(feed.get("title"), str) or not isinstance(feed.get("items"), list):
        return [*faults, "no title or no items"]
    faults += [
        f"no address: {key}"
        for key in ("home_page_url", "feed_url")
        if not _is_absolute(feed.get(key))
    ]
    ids = Counter(item.get("id") for item in feed["items"])
    faults += [f"id twice: {id}" for id, times in ids.items() if times > 1]
    return faults + [fault for item in feed["items"] for fault in _item_faults(item)]


def _item_faults(item: dict[str, Any]) -> Iterator[str]:
    yield from (f"unknown: {key}" for key in item.keys() - _JSON_ITEM if not key.startswith("_"))
    if not isinstance(item.get("id"), str):
        yield "no id"
    if not isinstance(item.get("content_text", item.get("content_html")), str):
        yield "no content"
    for key in ("url", "external_url"):
        if key in item and not _is_absolute(item[key]):
            yield f"no address: {key}"
    for key in ("date_published", "date_modified"):
        if key in item and not _DATE.fullmatch(item[key]):
            yield f"no date: {key}"
    if "language" in item and not _LANGUAGE.fullmatch(item["language"]):
        yield "no language"
    if not all(isinstance(tag, str) for tag in item.get("tags", [])):
        yield "no tags"


def _is_absolute(address: object) -> bool:
    return isinstance(address, str) and bool(urlsplit(address).scheme and urlsplit(address).netloc)
