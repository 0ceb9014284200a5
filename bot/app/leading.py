"""Leading: one process at a time reads the feeds and listens to Telegram.

Rule 1: the leader renews its lease. If it cannot, it stops before the lease ends, so that two
processes never lead at once.

Example: with a lease of 10 s, renewed at 12:00:00, the database stops answering. At 12:00:08 the
leader stops; at 12:00:10 the lease ends, and a standby may take it.
"""

import asyncio
import logging
from datetime import timedelta

from bot.app.intake import Intake
from bot.app.waiting import either
from storage.outbox.leases import LEASE, RENEWAL, Lease

logger = logging.getLogger(__name__)

LEADER = "leader"

UNHEARD = LEASE - timedelta(seconds=2)
"""A leader that could not renew its lease for so long stops leading. The two seconds left are for
clocks that differ, and for work under way to end.
"""


async def take_lead(intake: Intake) -> Lease | None:
    """Take the leader's lease and load what others have polled; None while another leads."""
    lease = await intake.store.take_lease(LEADER, holder=intake.holder, now=intake.clock())
    if lease is None:
        return None
    intake.polls.lease = lease
    await intake.recall()
    # Loading may have taken longer than the lease lasts: lead only if it is still ours.
    return lease if await intake.store.keep_lease(lease, now=intake.clock()) else None


async def keep_lead(
    intake: Intake, lease: Lease, ended: asyncio.Event, stop: asyncio.Event
) -> None:
    """Renew the lease until `stop`, or until it is lost; then set `ended`."""
    try:
        await _renew(intake, lease, stop)
    except TimeoutError:
        logger.warning("the lease could not be renewed: another may lead now")
    ended.set()


async def _renew(intake: Intake, lease: Lease, stop: asyncio.Event) -> None:
    now = asyncio.get_running_loop().time
    renewed = now()
    while not await either(stop, within=RENEWAL):
        asked = now()
        async with asyncio.timeout_at(renewed + UNHEARD.total_seconds()):
            if not await intake.store.keep_lease(lease, now=intake.clock()):
                return
        renewed = asked
