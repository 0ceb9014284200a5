"""`isswire check --online`: reads every feed of a file once and records nothing."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from bot.app.clock import wall_clock
from bot.app.feed_reader import opened_reader
from bot.app.intake import ruleset_of
from bot.app.upkeep import Progress
from bot.catalog import load_catalog
from bot.core.matching.rule_diff import Rules
from bot.core.reading.inspection import Inspection, inspect_feed, inspections_table
from bot.core.reading.schedule import first_state
from bot.core.types import Catalog, Feed
from bot.feeds.reader import Reader
from bot.settings import Settings


def check_online(settings: Settings, path: Path, *, progress: Progress) -> Iterable[str]:
    """Return lines for people; raises ConfigError for an invalid file before reading."""
    catalog = load_catalog(path, allow_private=settings.allow_private)
    return inspections_table(asyncio.run(inspections(settings, catalog, progress=progress)))


async def inspections(
    settings: Settings, catalog: Catalog, *, progress: Progress | None = None
) -> list[Inspection]:
    """Inspect all feeds at once, each host at the pace that HOST_GAP sets."""
    done: list[str] = []
    rules = Rules(catalog, await asyncio.to_thread(lambda: ruleset_of(catalog).matcher))
    async with opened_reader(settings) as reader:

        async def one(feed: Feed) -> Inspection:
            inspected = await _inspected(feed, reader, rules)
            done.append(feed.id)
            if progress:
                progress(len(done), len(catalog.feeds), f"feeds asked, {feed.id} answered")
            return inspected

        return await asyncio.gather(*map(one, catalog.feeds))


async def _inspected(feed: Feed, reader: Reader, rules: Rules) -> Inspection:
    now = wall_clock()
    result = await reader.read(feed, first_state(feed, now), now)
    return inspect_feed(feed, result, rules.verdict, now)
