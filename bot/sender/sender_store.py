"""What the sender asks the store; see storage/outbox."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.delivery.pacing import EPOCH, LIMITS, Limits
from bot.core.types import Delivery
from storage.outbox.claims import Fenced, Turn, Wait
from storage.outbox.deliveries import Outcome
from storage.outbox.leases import Lease
from storage.outbox.send_journal import SendJournal


class SenderStore(Protocol):
    """Leases, claims, results and recovery: all of the store that sending needs."""

    journal: SendJournal

    @property
    def is_shared(self) -> bool: ...
    def sender_lease(self, holder: str) -> str: ...
    async def take_lease(self, name: str, *, holder: str, now: datetime) -> Lease | None: ...
    async def keep_lease(self, lease: Lease, *, now: datetime) -> bool: ...
    async def give_lease(self, lease: Lease, *, now: datetime) -> None: ...
    async def claim(
        self,
        lease: Lease,
        *,
        now: datetime,
        answered: datetime,
        send_answered: datetime = EPOCH,
        most: int = 1,
        limits: Limits = LIMITS,
    ) -> tuple[Turn, ...] | Wait | Fenced: ...
    async def hurry_doubts(self, *, now: datetime) -> None: ...
    async def begin(
        self, deliveries: Sequence[Delivery], lease: Lease, *, now: datetime
    ) -> tuple[Delivery, ...]: ...
    async def record_results(
        self, outcomes: Sequence[Outcome], lease: Lease, *, now: datetime
    ) -> frozenset[int]: ...
    async def recover(self, *, now: datetime) -> int: ...
    async def unpack(self) -> bool: ...
    async def expire(
        self, *, now: datetime, admins: Iterable[int] = ()
    ) -> tuple[Delivery, ...]: ...
    async def fold_tally(self) -> None: ...
    async def last_doubt(self) -> datetime | None: ...
