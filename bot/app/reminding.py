"""Reminders of mission events, promised as they become due."""

from bot.app.runtime import Runtime


async def remind(runtime: Runtime) -> None:
    """Promise what is due now; the outbox keeps it to once."""
    if await runtime.calendar.remind(runtime.clock()):
        runtime.polls.promised.set()
