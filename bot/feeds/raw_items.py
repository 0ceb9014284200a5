"""Turns the items of a document, as the feed wrote them, into entries."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from hashlib import sha256
from operator import itemgetter
from typing import TypeVar

from bot.core.reading.identity import canonical_url, entry_keys
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Entry
from bot.feeds.boilerplate import (
    bare_title,
    is_error,
    is_no_title,
    without_boilerplate,
    without_link_lists,
)
from bot.feeds.child_protocol import Order, Unreadable
from bot.feeds.item_names import (
    Hashes,
    Names,
    SharedNames,
    hashes_of,
    packed_hashes,
    shared_names,
)
from bot.feeds.links import link_of_item, links
from bot.feeds.plain import captions, cleaned, is_readable, plain, prose
from bot.feeds.timeline import Moment, dated_by_link, is_settled, moments

_LONGEST_TITLE = 500
_LONGEST_SUMMARY = 4_000
_LONGEST_TEXT = 50_000
_LONGEST_GUID = 500
_TITLE_FROM_TEXT = 120
_LONG_FOR_A_TITLE = 200
"""A longer title that begins the text is no title; Telegram bridges send such titles."""


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item before cleaning, with markup and relative links."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    dates: tuple[str, ...] = ()
    """Texts that may be its date, the likeliest first."""
    place: int | None = None
    """Its place among the items of the document; None if unknown."""
    base: str = ""
    """The feed's web page."""
    outlets: tuple[str, ...] = ()
    """Names that may follow the title: those of its source and of its feed."""
    caption: str = ""
    """What its pictures show, in words."""
    picture: str = ""
    """Its address."""
    link_is_guid: bool = False
    """The item has no link, so its guid is used as one. The guid then makes one key, not two."""


@dataclass(frozen=True, slots=True)
class ParsedItems:
    """The entries of a document, and what was wrong with its items."""

    entries: tuple[Entry, ...]
    malformed: int
    repeats_guid: bool
    errors: tuple[str, ...] = ()
    """Titles of items in which a program speaks of its own error; no entries are made of them."""
    only_errors: bool = False
    """The document holds nothing else."""
    names: Mapping[int | None, bytes] = field(default_factory=dict)
    """By the items' places: the hashes of their names, packed."""

    @property
    def failure(self) -> Unreadable | None:
        """Return the error as the feed's failure, if the document holds nothing else."""
        error = FeedFailure.SPEAKS_OF_ERROR(title=self.errors[0]) if self.only_errors else None
        return Unreadable("error_item", error) if error else None

    @property
    def note(self) -> str:
        return f"an item speaks of an error: {self.errors[0]}" if self.errors else ""


def entries_of(
    raw_items: Sequence[RawItem],
    left_out: Iterable[RawItem],
    order: Order,
    *,
    names_left_out: Sequence[Hashes] = (),
) -> ParsedItems:
    """Make the entries of a document.

    Items `left_out` become no entries; they show which names are shared, and how the feed writes
    its dates. Where their names are remembered, they are looked at only if a date asks for it.
    """
    raw_items, errors = _without_errors(raw_items)
    needless = names_left_out and all(is_settled(each.dates, order.language) for each in raw_items)
    left_out = () if needless else tuple(left_out)
    everything = (*raw_items, *left_out)
    asked = raw_items if names_left_out else everything
    names = [_attempt(names_of, item, order) for item in asked]
    hashes = [None if own is None else hashes_of(own) for own in names]
    shared = shared_names((*filter(None, hashes), *names_left_out))
    entries = [
        None
        if own is None
        else _attempt(partial(entry_of, names=own, shared=shared, moment=moment), item, order)
        for item, own, moment in zip(raw_items, names, _moments(everything, order), strict=False)
    ]
    good = tuple(entry for entry in entries if entry is not None)
    return ParsedItems(
        good,
        len(entries) - len(good),
        bool(shared.guids),
        errors,
        only_errors=bool(errors) and not raw_items and not left_out and not names_left_out,
        names={
            item.place: packed_hashes(own) for item, own in zip(asked, hashes, strict=True) if own
        },
    )


def _without_errors(
    raw_items: Sequence[RawItem],
) -> tuple[Sequence[RawItem], tuple[str, ...]]:
    """Return the items, and the titles of those in which a program speaks of its own error."""
    titles = [plain(item.title) for item in raw_items]
    errors = tuple(title for title in titles if is_error(title))
    if not errors:
        return raw_items, ()
    pairs = zip(raw_items, titles, strict=True)
    return [item for item, title in pairs if not is_error(title)], errors


def names_of(item: RawItem, order: Order) -> Names:
    """Return what may identify the item."""
    url = link_of_item(item.link, _base(item.base, order.url))
    link = "" if item.link_is_guid else canonical_url(url or "")
    title = bare_title(plain(item.title), item.outlets, item.link)
    return Names(cleaned(item.guid), link, title)


@lru_cache(maxsize=16)
def _base(site: str, url: str) -> str:
    """Return where relative links start; cached, as all items of a document share it."""
    return link_of_item(site, url) or url


def _moments(raw_items: Sequence[RawItem], order: Order) -> list[Moment]:
    """Date the items. They are compared in the document's order and returned in their own."""
    places = [item.place for item in raw_items]
    known = [place for place in places if place is not None]
    ranks = sorted(range(len(raw_items)), key=lambda rank: places[rank] or 0)
    dates = [raw_items[rank].dates for rank in ranks]
    found = moments(dates, seen=order.seen, language=order.language)
    if len(known) < len(places):
        found = [Moment(each.published) for each in found]
    placed = sorted(zip(ranks, found, strict=True), key=itemgetter(0))
    return [
        dated_by_link(item.link, moment, order.seen)
        for item, (_, moment) in zip(raw_items, placed, strict=True)
    ]


def entry_of(
    item: RawItem, order: Order, *, names: Names, shared: SharedNames, moment: Moment
) -> Entry | None:
    """Make the entry of an item; None if it is mojibake."""
    title, summary, text = _texts(item, names.title)
    base = _base(item.base, order.url)
    # a guid that several items share is the address of none of them
    is_nobodys = item.link_is_guid and hash(names.guid) in shared.guids
    url = None if is_nobodys else link_of_item(item.link, base)
    if not (is_readable(title) and is_readable(summary)):
        return None
    at = min(moment.published or moment.latest or order.seen, order.seen)
    keys = _keys(order, names, shared, title, at)
    return Entry(
        id=keys[0].hex(),
        feed=order.feed,
        title=title or (url or ""),
        seen=order.seen,
        summary=summary,
        text=text,
        url=url,
        guid=_short(names.guid) or None,
        language=order.language,
        published=at if moment.published else None,
        latest=at if moment.latest else None,
        links=links(item.content or item.summary, url or base),
        picture=item.picture,
        keys=keys,
    )


def _keys(
    order: Order, names: Names, shared: SharedNames, title: str, at: datetime
) -> tuple[bytes, ...]:
    guid, link, own_title = hashes_of(names)
    return entry_keys(
        feed=order.feed,
        guid=None if order.ignore_guids or guid in shared.guids else names.guid,
        url=None if link in shared.links else names.link,
        title="" if own_title in shared.titles else title,
        at=at,
    )


Result = TypeVar("Result")


def _attempt(
    reader: Callable[[RawItem, Order], Result | None], item: RawItem, order: Order
) -> Result | None:
    try:
        return reader(item, order)
    except MemoryError:
        raise
    except Exception:  # a foreign parser failed on one item's markup; the others go on
        return None


def _texts(item: RawItem, title: str) -> tuple[str, str, str]:
    """Return title, summary and full text; what is missing is taken from the next one."""
    title = _cut(title, _LONGEST_TITLE)
    summary, text = _prose(item.summary), _prose(item.content)
    if not (summary or text):
        summary = captions(item.summary + item.content) or plain(item.caption)
    title = "" if is_no_title(title) and (summary or text) else title
    if text == summary:
        text = ""
    if len(summary) > _LONGEST_SUMMARY and not text:
        text = summary
    summary = _cut(summary or text, _LONGEST_SUMMARY)
    if not title or _begins_text(title, summary):
        title = _first_sentence(_without_addresses(summary))
    return title, summary, text[:_LONGEST_TEXT]


def _begins_text(title: str, summary: str) -> bool:
    return len(title) > _LONG_FOR_A_TITLE and summary.startswith(title[:_TITLE_FROM_TEXT])


_SENTENCE = re.compile(r"(.{20,200}?)(?: •|(?<=[.!?…])(?= [A-ZА-ЯЁ0-9«\"#@]))")


def _first_sentence(text: str) -> str:
    """Return the first sentence or line for a title, shortened if it is long."""
    found = _SENTENCE.match(text)
    return found[1] if found else _cut(text, _TITLE_FROM_TEXT)


_ADDRESS = re.compile(r"[\s•]*https?://\S+")


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub("", text).strip() or text


def _prose(markup: str) -> str:
    return without_boilerplate(prose(without_link_lists(markup)))


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return re.sub(r"\s+\S*$", "", text[: longest - 1]) + "…"


def _short(guid: str) -> str:
    if len(guid) <= _LONGEST_GUID:
        return guid
    return "sha256:" + sha256(guid.encode("utf-8", "replace")).hexdigest()
