"""The bot in figures, day by day: what was read, folded and told, and how late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SPAN = timedelta(days=30)
"""As long as finished deliveries are kept."""

PROMPT, LATE = timedelta(minutes=1), timedelta(minutes=10)
"""How soon after its promise a message must be out to be prompt, and when it is late."""


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one day, in UTC."""

    day: date
    entries: int = 0
    """New entries read, matching or not."""
    placed: int = 0
    """Those that matched a topic."""
    stories: int = 0
    """Stories they opened or reopened."""
    same: int = 0
    """Repeated texts among the placed."""
    alerts: int = 0
    """Stories that some chat got a message about."""
    messages: int = 0
    """Posts and replies that arrived."""
    chats: int = 0
    """Chats they arrived in."""
    prompt: int = 0
    late: int = 0

    @property
    def folded(self) -> int:
        """Count the reports that joined a story that was there already."""
        return self.placed - self.stories


Days = tuple[Day, ...]


def every_day(days: Sequence[Day], now: datetime) -> Days:
    """Return the last thirty days in order, including days without any figures."""
    known = {each.day: each for each in days}
    count = SPAN.days
    wanted = (now.date() - timedelta(days=count - 1 - place) for place in range(count))
    return tuple(known.get(day, Day(day)) for day in wanted)


def percent(part: int, whole: int) -> int:
    """Return a share in per cent; 100 if the whole is 0."""
    return round(100 * part / whole) if whole else 100
