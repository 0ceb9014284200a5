"""A desk of editors whose topics are held, and what its feeds tell."""

from dataclasses import replace

from bot.app.intake import ruleset_of
from bot.core.reading.identity import entry_keys
from bot.core.reading.poll_result import FeedState
from bot.core.types import Catalog, Entry, Feed, Role
from bot.ingest.ingest import Ingest
from bot.rules.inflections import inflections
from storage.store import Store
from tests.build import NOON, PARTIES, TOPICS, a_feed, an_entry
from tests.shipped import compiled_once

EDITOR = 99
PAPER = a_feed("paper", role=Role.PRESS)
NASA = a_feed("nasa", role=Role.OFFICIAL, speaks_for="nasa", topics=("iss",))
CATALOG = Catalog(
    feeds=(PAPER, NASA),
    parties=PARTIES,
    topics=tuple(replace(topic, hold=topic.id == "iss") for topic in TOPICS),
)


def a_newsdesk(store: Store) -> Ingest:
    ruleset = compiled_once(ruleset_of(CATALOG))
    return Ingest(ruleset, store, inflect=inflections, admins=frozenset({EDITOR}))


def told(title: str, feed: Feed, **changes: object) -> Entry:
    keys = entry_keys(feed=feed.id, guid=title, url=None, title=title, at=NOON)
    entry = an_entry(title, feed=feed.id, keys=keys, id=keys[0].hex())
    return replace(entry, **changes)  # type: ignore[arg-type]  # field names are the caller's


async def polled(ingest: Ingest, feed: Feed, *entries: Entry) -> None:
    state = FeedState(feed=feed.id, url=feed.url, next_poll=NOON)
    await ingest.take(feed, entries, state, quiet=False, now=NOON)
