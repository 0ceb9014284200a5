"""`isswire poll`: one pass over the feeds, everything recorded as in `run`, nothing sent."""

import asyncio
import gc
from collections import Counter
from contextlib import AsyncExitStack

from bot.app.clock import SteadyClock
from bot.app.intake import Manners, opened_intake
from bot.catalog import load_catalog
from bot.scheduler import Polled
from bot.settings import Settings


def poll_once(settings: Settings, *, every: bool) -> dict[str, int]:
    """Poll the due feeds, or all; what came of it, counted."""
    gc.freeze()
    return asyncio.run(_poll_once(settings, every=every))


async def _poll_once(settings: Settings, *, every: bool) -> dict[str, int]:
    catalog = load_catalog(settings.feeds_file, allow_private=settings.allow_private)
    outcomes: list[Polled] = []
    async with AsyncExitStack() as stack:
        manners = Manners(settings.host_gap, spare_own=False)
        intake = await opened_intake(
            stack,
            settings,
            catalog,
            polled=outcomes.append,
            clock=SteadyClock(),
            manners=manners,
        )
        feeds = catalog.feeds if every else intake.polls.all_due()
        await intake.polls.poll(await intake.polls.claim_now(feeds))
        await intake.polls.let_go()
    return _counted(outcomes)


def _counted(outcomes: list[Polled]) -> dict[str, int]:
    by_outcome = Counter(poll.outcome for poll in outcomes)
    return {
        "feeds": len(outcomes),
        "not_modified": by_outcome["not_modified"],
        "unchanged": by_outcome["unchanged"],
        "changed": by_outcome["changed"],
        "failed": by_outcome["failed"],
        "new": sum(poll.new for poll in outcomes),
        "matched": sum(poll.matched for poll in outcomes),
        "stories": sum(poll.stories for poll in outcomes),
    }
