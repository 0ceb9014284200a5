"""Waits for the first of several events."""

import asyncio
from datetime import timedelta


async def either(*events: asyncio.Event, within: timedelta | None = None) -> bool:
    """Wait until one of the events is set; return False if `within` has passed before."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    timeout = within.total_seconds() if within else None
    try:
        done, _ = await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    return bool(done)
