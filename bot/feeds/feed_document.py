"""Turns a feed's document into entries: only new items, one by one if parsing all fails.

Runs in the parsing child. Rule 1: whatever a parser raises is the feed's fault, never ours.
Rule 2: one poisonous item does not cost the others.
"""

import time
from dataclasses import replace
from datetime import timedelta

from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Reason
from bot.feeds.child_limits import OutOfTime, at_most
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.encodings import Encoding, encoding_of
from bot.feeds.item_names import by_item
from bot.feeds.items import NEWEST
from bot.feeds.jsonfeed import is_json, read_json
from bot.feeds.kinds.table import READERS
from bot.feeds.parser import Parsed, page_title, parsed
from bot.feeds.raw_items import RawItem, entries_of
from bot.feeds.selection import Selection, Span, select
from bot.feeds.strangers import is_empty, is_page, stranger
from bot.feeds.walls import wall_of

AT_ONCE = timedelta(seconds=1)
"""CPU time for a whole document; if that is not enough, a careful try follows."""
CAREFULLY = timedelta(seconds=4)
EACH = timedelta(milliseconds=300)


def read_document(body: bytes, order: Order) -> Document | Unreadable:
    """Return the document's new entries, in its order. Raises nothing but MemoryError."""
    if is_empty(body):
        return Unreadable("empty", FeedFailure.EMPTY())
    if what := stranger(body):
        return _no_feed(what)
    if found := wall_of(body):
        return Unreadable("wall", found)
    try:
        return _read(body, order)
    except OutOfTime:
        return Unreadable("parse_timeout", FeedFailure.SLOW(), retry=not order.careful)
    except MemoryError:
        raise
    except Exception as error:  # a foreign parser: anything may come out of it
        unreadable = FeedFailure.UNREADABLE(reason=f"{type(error).__name__}: {error}")
        return Unreadable("parse", unreadable, retry=not order.careful)


def _read(body: bytes, order: Order) -> Document | Unreadable:
    if reader := READERS.get(order.kind):
        with at_most(CAREFULLY):
            return reader(body, order)
    if is_json(body):
        with at_most(CAREFULLY):
            return read_json(body, order)
    encoding = encoding_of(body, order.content_type)
    selection = select(body, order)
    if selection is None and is_page(body):
        title = page_title(encoding.text(body))
        return _no_feed(FeedFailure.A_PAGE(title=title) if title else FeedFailure.UNTITLED())
    if selection is None or not order.careful:
        document = body if selection is None else selection.document()
        with at_most(CAREFULLY if order.careful else AT_ONCE):
            found = parsed(encoding.text(document))
            return _document(found, selection, order, encoding)
    return _one_by_one(selection, order, encoding)


def _one_by_one(selection: Selection, order: Order, encoding: Encoding) -> Document | Unreadable:
    """Parse each item in a document of its own.

    Items there is no time for are tried again by the next poll.
    """
    with at_most(EACH):
        frame = parsed(encoding.text(selection.frame()))
    until = time.process_time() + CAREFULLY.total_seconds()
    raw_items: list[RawItem] = []
    untried: list[Span] = []
    for span in selection.chosen:
        if time.process_time() > until:
            untried.append(span)
        else:
            raw_items += _alone(selection.alone(span), order, encoding)
    found = replace(frame, raw_items=tuple(raw_items))
    document = _document(found, selection.forgetting(untried), order, encoding)
    if isinstance(document, Unreadable):
        return document
    failed = len(selection.chosen) - len(untried) - len(raw_items)
    return replace(document, malformed=document.malformed + failed)


def _alone(document: bytes, order: Order, encoding: Encoding) -> tuple[RawItem, ...]:
    try:
        with at_most(EACH):
            alone = parsed(encoding.text(document)).raw_items[:1]
            return tuple(replace(item, place=None) for item in alone)
    except MemoryError:
        raise
    except (Exception, OutOfTime):  # this is the poisonous one
        return ()


def _document(
    found: Parsed, selection: Selection | None, order: Order, encoding: Encoding
) -> Document | Unreadable:
    if not found.version and not found.raw_items:
        title = found.title
        return _no_feed(FeedFailure.A_PAGE(title=title) if title else FeedFailure.ANYTHING())
    raw_items = selection.placed(found.raw_items) if selection else found.raw_items
    raw_items = raw_items[:-1] if found.cut else raw_items
    outlines = selection.old_items(encoding, base=found.site) if selection else ()
    names = by_item(order.known, order.known_names)
    known = selection.old_names(names) if selection else ()
    entries = entries_of(raw_items[:NEWEST], outlines, order, names_left_out=known)
    if entries.failure:
        return entries.failure
    dropped = len(selection.dropped) if selection else 0
    notes = encoding.note, "is cut short" if found.cut else "", entries.note
    return Document(
        entries=entries.entries,
        item_hashes=selection.item_hashes if selection else b"",
        names=selection.all_names(names, entries.names) if selection else b"",
        note="; ".join(filter(None, notes)),
        cut=found.cut,
        dropped=dropped + max(len(raw_items) - NEWEST, 0),
        malformed=entries.malformed,
        repeats_guid=entries.repeats_guid,
        format=found.version,
        title=found.title,
        language=found.language,
    )


def _no_feed(what: Reason) -> Unreadable:
    return Unreadable("not_a_feed", FeedFailure.NO_FEED(what=what))
