"""Leading: one process at a time reads the feeds and listens to Telegram.

Rule 1: it leads by a lease, which it renews. One that cannot stops before the lease has ended, so
that no two processes lead.
"""

import asyncio
import logging
from datetime import timedelta

from bot.app.beats import either
from bot.app.intake import Intake
from storage.leases import Lease

logger = logging.getLogger(__name__)

LEADER = "leader"

RENEWAL = timedelta(seconds=4)
"""Between two renewals of the leader's lease of 30 s."""

UNHEARD = timedelta(seconds=8)
"""A leader that cannot renew its lease for so long leads no more: before a machine that vanished
is given up (storage/witness.py), and another leads.
"""


async def take_lead(intake: Intake) -> Lease | None:
    """The leader's lease, and what others have polled before; None while another process leads."""
    lease = await intake.store.take_lease(LEADER, holder=intake.witness.holder, now=intake.clock())
    if lease is not None:
        intake.polls.lease = lease
        await intake.recall()
    return lease


async def keep_lead(
    intake: Intake, lease: Lease, ended: asyncio.Event, *events: asyncio.Event
) -> None:
    """Renew the lease until one of the events, or until it is lost; then set `ended`."""
    while await _renewed(intake, lease):
        if await either(*events, within=RENEWAL):
            break
    ended.set()


async def _renewed(intake: Intake, lease: Lease) -> bool:
    """The lease is held for another span; False where nobody confirms it in time."""
    try:
        async with asyncio.timeout(UNHEARD.total_seconds()):
            return await intake.store.keep_lease(lease, now=intake.clock())
    except TimeoutError:
        return False
