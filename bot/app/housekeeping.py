"""The leader's regular chores: reminders, closing stories, pruning, watching disk and clock."""

import logging
from collections.abc import Sequence
from functools import partial

from bot.app.clock import SteadyClock
from bot.app.runtime import Runtime
from bot.app.waiting import either
from bot.core.alerts.admin_notices import admin_notice
from bot.core.editing.editor_actions import ActOutcome, quiet_closing
from bot.core.ledger.ledger import close_if_quiet
from bot.core.reasons.notices import AdminNotice
from bot.core.types import Reason

logger = logging.getLogger(__name__)

LEAST_ROOM = 16 * 2**20
"""Below so many free bytes nothing is polled: they are needed for what is promised already."""


async def remind(runtime: Runtime) -> None:
    """Promise the reminders of mission events that are due now; the outbox keeps each one once."""
    if await runtime.calendar.remind(runtime.clock()):
        runtime.polls.promised.set()


async def close_quiet_stories(runtime: Runtime) -> None:
    """Close the stories that have gone quiet, and edit their posts to say so."""
    now = runtime.clock()
    for story in await runtime.store.open_stories():
        if close_if_quiet(story, now) != story:
            closing = partial(quiet_closing, id=story.id)
            if isinstance(
                await runtime.ingest.edit(closing, stories=[story.id], now=now), ActOutcome
            ):
                logger.info("story closed number=%s quiet_since=%s", story.number, story.updated)


async def prune(runtime: Runtime) -> None:
    """Delete old bodies, old deliveries, and keys that no feed can show again."""
    pruned = await runtime.store.prune(runtime.clock())
    if pruned:
        logger.info("pruned rows=%d", pruned)


async def mind_clock(runtime: Runtime) -> None:
    """Stop the bot, to start over, once the wall clock has kept another time for ten minutes."""
    if not isinstance(runtime.clock, SteadyClock):
        return
    await either(runtime.stop, runtime.clock.overruled)
    if not runtime.stop.is_set():
        runtime.starts_over = True
        runtime.stop.set()


async def mind_disk(runtime: Runtime) -> None:
    """Pause polling while the disk is nearly full; promised deliveries are still sent."""
    room = runtime.store.room()
    if room is None:
        return
    runtime.metrics.disk(room)
    if room < LEAST_ROOM and not runtime.polls.paused:
        runtime.polls.paused = True
        logger.error("the disk is nearly full, nothing is polled room=%d", room)
        await tell_admins(runtime, "disk", [AdminNotice.DISK_FULL()])
        await prune(runtime)
    elif room >= LEAST_ROOM:
        runtime.store.hold_room()
        if runtime.polls.paused:
            runtime.polls.paused = False
            logger.warning("there is room on the disk again, polling goes on room=%d", room)


async def tell_admins(runtime: Runtime, about: str, says: Sequence[Reason]) -> None:
    """Promise a notice to every admin of the bot."""
    notices = [
        admin_notice(about, says, admin, runtime.clock()) for admin in runtime.settings.admins
    ]
    if await runtime.store.record_deliveries(notices):
        runtime.polls.promised.set()
