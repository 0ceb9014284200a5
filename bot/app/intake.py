"""The half of the bot that reads: storage, feeds and ingest, without Telegram.

`isswire poll` opens only this.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app.clock import SteadyClock, wall_clock
from bot.app.feed_hubs import FeedHubs
from bot.app.feed_polls import Polls
from bot.app.feed_reader import Manners, opened_reader
from bot.catalog import CatalogError, load_catalog
from bot.catalog.changes import changes, details
from bot.core.planning.ruleset import Ruleset
from bot.core.reasons import verbatim
from bot.core.reasons.notices import AdminNotice
from bot.core.types import Catalog, Reason
from bot.errors import ConfigError
from bot.ingest.ingest import Ingest
from bot.ingest.mission_calendar import MissionCalendar
from bot.ingest.poll import Polled
from bot.rules import load_cues, load_matcher
from bot.rules.entity_rules import load_entities
from bot.rules.inflections import inflections
from bot.rules.speaker_rules import body_names
from bot.settings import Settings
from storage.outbox.holders import holder_name
from storage.store import Store

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def ruleset_of(catalog: Catalog) -> Ruleset:
    """Return the catalog with the shipped rules, and the bodies they know by name."""
    named = replace(catalog, load_bodies=body_names)
    return Ruleset(named, load_matcher, load_cues, load_entities)


@dataclass
class Intake:
    """What polling holds open."""

    settings: Settings
    clock: Clock
    store: Store
    ingest: Ingest
    calendar: MissionCalendar
    polls: Polls
    hubs: FeedHubs
    holder: str
    """This process's name as a holder of leases."""

    @property
    def catalog(self) -> Catalog:
        return self.ingest.ruleset.catalog

    async def recall(self) -> None:
        """Load what other processes have polled, and follow the database's clock."""
        await follow_database_clock(self.store, self.clock)
        await self.polls.recall()

    async def take_over(self, catalog: Catalog) -> tuple[Reason, ...]:
        """Put a new catalog in force; return a summary of what changed, then a line per change."""
        summary = AdminNotice.TAKEN_OVER(changes=changes(self.catalog, catalog))
        lines = (summary, *details(self.catalog, catalog))
        self.ingest.ruleset = await asyncio.to_thread(ruleset_of(catalog).compiled)
        self.polls.withdraw()
        return lines

    async def reload(self) -> tuple[Reason, ...]:
        """Read feeds.yaml again for an admin; return what changed, or why it is refused."""
        allow_private = self.settings.allow_private
        try:
            path = self.settings.feeds_file
            catalog = await asyncio.to_thread(load_catalog, path, allow_private=allow_private)
        except ConfigError as error:
            return refused_catalog(error)
        return await self.take_over(catalog)


def refused_catalog(error: ConfigError) -> tuple[Reason, ...]:
    """Return what is wrong with a feeds.yaml, a line per problem."""
    if isinstance(error, CatalogError):
        return (AdminNotice.REFUSED_CATALOG(), *error.problems)
    return (AdminNotice.REFUSED_CATALOG(), verbatim(str(error)))


async def follow_database_clock(store: Store, clock: Clock) -> None:
    """Make the clock follow a shared database's; a test's clock follows nothing."""
    if store.is_shared and isinstance(clock, SteadyClock):
        await clock.follow(store.time)


async def opened_intake(
    stack: AsyncExitStack,
    settings: Settings,
    catalog: Catalog,
    *,
    polled: Callable[[Polled], None],
    clock: Clock = wall_clock,
    manners: Manners | None = None,
) -> Intake:
    """Open storage and reader on `stack`. Raises StorageError if the database cannot be used."""
    store = await stack.enter_async_context(await Store.open(settings.database_url))
    await follow_database_clock(store, clock)
    while await store.unpack():
        pass
    if corrected := await store.clamp_times(now=clock()):
        logger.warning("corrected times that a wrong clock had stored rows=%d", corrected)
    reader = await stack.enter_async_context(opened_reader(settings, manners))
    ingest = Ingest(ruleset_of(catalog), store, inflect=inflections, admins=settings.admins)
    calendar = MissionCalendar(store, lambda: ingest.ruleset, admins=settings.admins)
    polls = Polls(
        await store.feed_states(),
        store=store,
        ingest=ingest,
        calendar=calendar,
        read=reader.read,
        read_articles=reader.articles,
        clock=clock,
        admins=settings.admins,
        polled=polled,
    )
    hubs = FeedHubs(
        polls,
        feeds=lambda: ingest.ruleset.catalog.feeds,
        ask=reader.ask_hub,
        public_url=settings.public_url,
        clock=clock,
    )
    return Intake(settings, clock, store, ingest, calendar, polls, hubs, holder_name())
