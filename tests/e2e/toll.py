"""Where a process is killed, and what that cost: the ledger's truth."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from tests.e2e.doomed import Doom


class Point(StrEnum):
    """Where the process is killed."""

    ANY_TIME = "any time"
    FETCHED = "a feed has been read"
    BEFORE_INGEST = "before the commit of news"
    AFTER_INGEST = "after the commit of news"
    BEFORE_SENDING = "before the commit of `sending`"
    AFTER_SENDING = "after the commit of `sending`"
    WRITTEN = "a call was written and is not taken"
    TAKEN = "a call was taken and is not answered"
    ANSWERED = "a call was answered"
    BEFORE_SENT = "before the commit of `sent`"
    AFTER_SENT = "after the commit of `sent`"


NEWS, OUTBOX = "INSERT INTO delivery", "UPDATE delivery SET"
DOOMS = {
    Point.BEFORE_INGEST: Doom(NEWS, "pending"),
    Point.AFTER_INGEST: Doom(NEWS, "pending", after=True),
    Point.BEFORE_SENDING: Doom(OUTBOX, "sending"),
    Point.AFTER_SENDING: Doom(OUTBOX, "sending", after=True),
    Point.BEFORE_SENT: Doom(OUTBOX, "sent"),
    Point.AFTER_SENT: Doom(OUTBOX, "sent", after=True),
}


@dataclass
class Toll:
    """The ledger's truth about one run."""

    kills: Counter[Point] = field(default_factory=Counter)
    in_window: int = 0
    """Kills while at least one delivery was being sent."""
    cut_off: int = 0
    """Deliveries that were being sent at a kill."""
    ambiguous: int = 0
    """Messages taken whose answer was an error or none at all, the process being alive."""
    wanted: int = 0
    lost: int = 0
    repeated: int = 0
    most_copies: int = 0
    inversions: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kills.total()} kills ({self.in_window} while sending, {self.cut_off} sends "
            f"cut off), {self.ambiguous} ambiguous, {self.wanted} deliveries: lost {self.lost}, "
            f"repeated {self.repeated}, most copies {self.most_copies}, "
            f"inversions {self.inversions}"
        )
