"""What /health says (ready, or why not), and the gauges of /metrics."""

import asyncio
import time
from datetime import timedelta

from bot.app.network_watch import NO_NETWORK
from bot.app.runtime import Runtime
from bot.core.types import DeliveryState
from bot.errors import StorageError
from bot.web.web_server import Health

LATE = timedelta(minutes=10)
"""If a delivery has been due for longer, something is wrong with sending."""

ANSWER = timedelta(seconds=2)
"""How long /health waits for the database. Platforms take a later answer for death, and would
restart a bot that only waits. Giving up a silent connection takes another two seconds.
"""

_LAG_PROBE = 0.02
"""Seconds a probe of the event loop asks to sleep."""


async def health_of(runtime: Runtime) -> Health:
    """Return the bot's health: live until it stops; ready unless the database, sending or every
    feed is stuck.
    """
    reasons = [*runtime.supervisor.reasons()]
    now, paused = runtime.clock(), False
    try:
        async with asyncio.timeout(ANSWER.total_seconds()):
            oldest, paused = (
                await runtime.store.oldest_pending(now=now),
                await runtime.store.paused(),
            )
        if oldest is not None and now - oldest > LATE and not paused:
            reasons.append("alerts are waiting to be sent for more than 10 minutes")
    except (StorageError, TimeoutError):
        reasons.append("the database does not answer")
    if runtime.polls.paused:
        reasons.append("the disk is nearly full, feeds are not polled")
    states = [runtime.polls.states.get(feed.id) for feed in runtime.catalog.feeds]
    asked = [state for state in states if state is not None and state.last_poll is not None]
    if runtime.polls.none_answers():
        reasons.append(NO_NETWORK % len(runtime.catalog.feeds))
    elif asked and all(state.failures for state in asked):
        reasons.append("no feed can be read")
    if (since := runtime.sender.line.down_since) is not None:
        reasons.append(f"Telegram does not answer, since {since:%H:%M} UTC")
    if not runtime.telegram.username:
        reasons.append("Telegram has not answered yet")
    return Health(
        live=not runtime.stop.is_set(),
        reasons=tuple(reasons),
        notes=_notes(runtime, paused=paused),
    )


def _notes(runtime: Runtime, *, paused: bool) -> tuple[str, ...]:
    notes = {
        "feeds.yaml is refused, the last good one is in force": runtime.catalog_refused,
        "an editor has paused all sending; /resume goes on": paused,
    }
    return tuple(note for note, holds in notes.items() if holds)


async def measured(runtime: Runtime) -> None:
    """Bring the gauges up to date."""
    now = runtime.clock()
    sizes = await runtime.store.queue_sizes()
    oldest = await runtime.store.oldest_pending(now=now)
    waiting = now - oldest if oldest is not None else timedelta()
    # Those without a row too: an alert asks how many more there are than an hour ago.
    counted = {state.value: sizes.get(state, 0) for state in DeliveryState}
    runtime.metrics.queued(counted, waiting)
    states = {feed.id: runtime.polls.states.get(feed.id) for feed in runtime.catalog.feeds}
    successes = {name: state.last_success for name, state in states.items() if state}
    runtime.metrics.feeds(successes, now)
    silent_since = runtime.sender.line.down_since
    runtime.metrics.telegram(now - silent_since if silent_since else timedelta())
    runtime.metrics.tasks(len(asyncio.all_tasks()))
    started = time.monotonic()
    await asyncio.sleep(_LAG_PROBE)
    late = time.monotonic() - started - _LAG_PROBE
    runtime.metrics.lagged(timedelta(seconds=max(0.0, late)))
