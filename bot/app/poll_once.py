"""`isswire poll`: one pass over the feeds; records everything as `run` does, sends nothing.

Rule 1: one process reads at a time: this one takes the lead meanwhile, or says another has it.
"""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack

from bot.app.clock import SteadyClock
from bot.app.feed_reader import Manners
from bot.app.intake import Intake, opened_intake
from bot.app.leading import keep_lead, take_lead
from bot.app.upkeep import Progress
from bot.catalog import load_catalog
from bot.core.reasons import english
from bot.errors import BotError, first_cause
from bot.ingest.poll import Polled
from bot.settings import Settings

_IN_USE = "nothing was polled: a running bot, or another `isswire poll`, reads these feeds already"


def poll_once(
    settings: Settings, *, every: bool, progress: Progress
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Poll the due feeds, or all; return counts of the outcomes, and lines of what failed.
    Raises BotError while another process reads them, or where the database fails.
    """
    gc.freeze()
    try:
        return asyncio.run(_poll_once(settings, every=every, progress=progress))
    except ExceptionGroup as several:
        raise first_cause(several) from several


async def _poll_once(
    settings: Settings, *, every: bool, progress: Progress
) -> tuple[dict[str, int], tuple[str, ...]]:
    catalog = load_catalog(settings.feeds_file, allow_private=settings.allow_private)
    outcomes: list[Polled] = []

    def polled(poll: Polled) -> None:
        outcomes.append(poll)
        progress(len(outcomes), len(catalog.feeds), f"feeds read, {poll.feed} {poll.outcome}")

    async with AsyncExitStack() as stack:
        manners = Manners(settings.host_gap, spare_own=False)
        intake = await opened_intake(
            stack,
            settings,
            catalog,
            polled=polled,
            clock=SteadyClock(),
            manners=manners,
        )
        await _lead(intake, every=every)
        silent = intake.polls.none_answers()
    failed = () if silent else tuple(_failures(outcomes))
    return _counted(outcomes), failed


def _failures(outcomes: list[Polled]) -> Iterator[str]:
    for poll in outcomes:
        if poll.outcome == "failed" and poll.after.error:
            yield f"{poll.feed}: {english(poll.after.error)}"
    if len(outcomes) > 1 and all(poll.outcome == "failed" for poll in outcomes):
        yield f"none of the {len(outcomes)} feeds asked could be read"


async def _lead(intake: Intake, *, every: bool) -> None:
    lease = await take_lead(intake)
    if lease is None:
        raise BotError(_IN_USE)
    done, ended = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keep_lead(intake, lease, ended, done))
        await intake.polls.poll(intake.catalog.feeds if every else intake.polls.all_due())
        done.set()
    await intake.store.give_lease(lease, now=intake.clock())


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
