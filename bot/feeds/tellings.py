"""One item of a document as the feed wrote it, and the Entry it becomes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from hashlib import sha256
from operator import itemgetter
from typing import TypeVar

from bot.core.reading.identity import canonical_url, entry_keys
from bot.core.types import Entry
from bot.feeds.boilerplate import headline, is_error, is_no_title, without_others, written
from bot.feeds.exchange import Order
from bot.feeds.links import link_of_item, links
from bot.feeds.plain import captions, cleaned, plain, prose, readable
from bot.feeds.timeline import Moment, dated_by, moments

_LONGEST_TITLE = 500
_LONGEST_SUMMARY = 4_000
_LONGEST_TEXT = 50_000
_LONGEST_GUID = 500
_TITLE_FROM_TEXT = 120
_LONG_FOR_A_TITLE = 200
"""A title that is longer and begins its text is that text: bridges of Telegram send such."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An item before it is cleaned: markup, relative links and all."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    dates: tuple[str, ...] = ()
    """What may be its date, the likeliest first."""
    place: int | None = None
    """Where it stands among the items of its document; None where that is not known."""
    base: str = ""
    """The page that its feed is of."""
    outlets: tuple[str, ...] = ()
    """Names that may stand behind its title: its source's, its feed's."""
    caption: str = ""
    """What its pictures show."""
    link_is_guid: bool = False
    """There is no link of its own: the guid was taken for one, and names the item only once."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """Which guids, links and titles of a document stand for several items, and so for none."""

    guids: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """What may identify an item: cleaned guid, canonical link, plain title; each may be ""."""

    guid: str
    link: str
    title: str


def sameness(names: Iterable[Names]) -> Sameness:
    """An item listed twice over is one item; one name on two different items is no name."""
    known = set(names)
    return Sameness(
        _shared((name.guid, name.link or name.title) for name in known),
        _shared((name.link, name.guid or name.title) for name in known),
        _shared((name.title, name.guid or name.link) for name in known),
    )


@dataclass(frozen=True, slots=True)
class Found:
    entries: tuple[Entry, ...]
    malformed: int
    repeats_guid: bool


def entries_of(tellings: Sequence[Telling], left_out: Iterable[Telling], order: Order) -> Found:
    """The entries of a document; those `left_out` only say which names are taken twice, and how
    the feed writes its dates.
    """
    tellings = [telling for telling in tellings if not is_error(plain(telling.title))]
    everything = (*tellings, *left_out)
    names = [_read(names_of, telling, order) for telling in everything]
    same = sameness(name for name in names if name is not None)
    entries = [
        None
        if own is None
        else _read(partial(entry_of, names=own, same=same, moment=moment), telling, order)
        for telling, own, moment in zip(tellings, names, _moments(everything, order), strict=False)
    ]
    good = tuple(entry for entry in entries if entry is not None)
    return Found(good, len(entries) - len(good), bool(same.guids))


def names_of(telling: Telling, order: Order) -> Names:
    url = link_of_item(telling.link, _base(telling.base, order.url))
    link = "" if telling.link_is_guid else canonical_url(url or "")
    title = headline(plain(telling.title), telling.outlets, telling.link)
    return Names(cleaned(telling.guid), link, title)


@lru_cache(maxsize=16)
def _base(site: str, url: str) -> str:
    """Where relative links start: one answer for all items of a document."""
    return link_of_item(site, url) or url


def _moments(tellings: Sequence[Telling], order: Order) -> list[Moment]:
    """Of the tellings in their order here; they are compared in that of the document."""
    places = [telling.place for telling in tellings]
    known = [place for place in places if place is not None]
    ranks = sorted(range(len(tellings)), key=lambda rank: places[rank] or 0)
    said = [tellings[rank].dates for rank in ranks]
    found = moments(said, seen=order.seen, language=order.language)
    if len(known) < len(places):
        found = [Moment(each.published) for each in found]
    placed = sorted(zip(ranks, found, strict=True), key=itemgetter(0))
    return [
        dated_by(telling.link, moment, order.seen)
        for telling, (_, moment) in zip(tellings, placed, strict=True)
    ]


def entry_of(
    telling: Telling, order: Order, *, names: Names, same: Sameness, moment: Moment
) -> Entry | None:
    """None for an item of which mostly U+FFFD is left: mojibake is no news."""
    title, summary, text = _words(telling, names.title)
    base = _base(telling.base, order.url)
    shared = telling.link_is_guid and names.guid in same.guids  # so it is nobody's address
    url = None if shared else link_of_item(telling.link, base)
    if not (readable(title) and readable(summary)):
        return None
    at = min(moment.published or moment.latest or order.seen, order.seen)
    keys = _keys(order, names, same, title, at)
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
        links=links(telling.content or telling.summary, url or base),
        keys=keys,
    )


def _keys(
    order: Order, names: Names, same: Sameness, title: str, at: datetime
) -> tuple[bytes, ...]:
    return entry_keys(
        feed=order.feed,
        guid=None if order.ignore_guids or names.guid in same.guids else names.guid,
        url=None if names.link in same.links else names.link,
        title="" if names.title in same.titles else title,
        at=at,
    )


Read = TypeVar("Read")


def _read(
    reader: Callable[[Telling, Order], Read | None], telling: Telling, order: Order
) -> Read | None:
    try:
        return reader(telling, order)
    except MemoryError:
        raise
    except Exception:  # one item's markup in a foreign parser: it must not cost the others
        return None


def _shared(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    counts = Counter(name for name, _ in set(pairs) if name)
    return frozenset(name for name, count in counts.items() if count > 1)


def _words(telling: Telling, title: str) -> tuple[str, str, str]:
    """Title, summary and full text; each is made up for from the next where it is missing."""
    title = _cut(title, _LONGEST_TITLE)
    summary, text = _prose(telling.summary), _prose(telling.content)
    if not (summary or text):
        summary = captions(telling.summary + telling.content) or plain(telling.caption)
    title = "" if is_no_title(title) and (summary or text) else title
    if text == summary:
        text = ""
    if len(summary) > _LONGEST_SUMMARY and not text:
        text = summary
    summary = _cut(summary or text, _LONGEST_SUMMARY)
    if not title or _is_text(title, summary):
        title = _first_sentence(_without_addresses(summary))
    return title, summary, text[:_LONGEST_TEXT]


def _is_text(title: str, summary: str) -> bool:
    return len(title) > _LONG_FOR_A_TITLE and summary.startswith(title[:_TITLE_FROM_TEXT])


_SENTENCE = re.compile(r"(.{20,200}?)(?: •|(?<=[.!?…])(?= [A-ZА-ЯЁ0-9«\"#@]))")


def _first_sentence(text: str) -> str:
    """As a headline: the first sentence or line, or the beginning of a long one."""
    found = _SENTENCE.match(text)
    return found[1] if found else _cut(text, _TITLE_FROM_TEXT)


_ADDRESS = re.compile(r"[\s•]*https?://\S+")


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub("", text).strip() or text


def _prose(markup: str) -> str:
    return written(prose(without_others(markup)))


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return re.sub(r"\s+\S*$", "", text[: longest - 1]) + "…"


def _short(guid: str) -> str:
    if len(guid) <= _LONGEST_GUID:
        return guid
    return "sha256:" + sha256(guid.encode("utf-8", "replace")).hexdigest()
