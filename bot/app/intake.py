"""The half of the bot that reads: storage, feeds and ingest, without Telegram.

`isswire poll` opens only this.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.app.clock import SteadyClock, wall_clock
from bot.app.feed_polls import Polls
from bot.catalog import CatalogError, load_catalog
from bot.catalog.changes import changes, details
from bot.core.planning.ruleset import Ruleset
from bot.core.reasons import verbatim
from bot.core.reasons.notices import AdminNotice
from bot.core.types import Catalog, Reason
from bot.errors import ConfigError
from bot.feeds.reader import Reader, reading
from bot.ingest.ingest import Ingest
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

CONTACT = "https://github.com/isswire/isswire"
"""The contact in requests to feeds if the operator sets no CONTACT_URL."""


def ruleset_of(catalog: Catalog) -> Ruleset:
    """Return the catalog with the shipped rules, and the bodies they know by name."""
    named = replace(catalog, bodies=body_names())
    return Ruleset(named, load_matcher, load_cues, load_entities)


@dataclass(frozen=True, slots=True)
class Manners:
    """How gently hosts are asked; the demo's own server needs no care."""

    gap: timedelta
    at_once: int = 2
    spare_own: bool = True
    """False asks servers on this machine without a gap."""


@dataclass
class Intake:
    """What polling holds open."""

    settings: Settings
    clock: Clock
    store: Store
    ingest: Ingest
    polls: Polls
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
    manners = manners or Manners(settings.host_gap)
    store = await stack.enter_async_context(await Store.open(settings.database_url))
    await follow_database_clock(store, clock)
    if corrected := await store.clamp_times(now=clock()):
        logger.warning("corrected times that a wrong clock had stored rows=%d", corrected)
    reader = await stack.enter_async_context(_reader(settings, manners))
    ingest = Ingest(ruleset_of(catalog), store, inflect=inflections, admins=settings.admins)
    polls = Polls(
        await store.feed_states(),
        store=store,
        ingest=ingest,
        read=reader.read,
        read_articles=reader.articles,
        clock=clock,
        admins=settings.admins,
        polled=polled,
    )
    return Intake(settings, clock, store, ingest, polls, holder_name())


def _reader(settings: Settings, manners: Manners) -> AbstractAsyncContextManager[Reader]:
    """Open the reader with the operator's settings."""
    return reading(
        allow_private=settings.allow_private,
        contact=settings.contact_url or CONTACT,
        host_gap=manners.gap,
        host_concurrency=manners.at_once,
        spare_own=manners.spare_own,
    )
