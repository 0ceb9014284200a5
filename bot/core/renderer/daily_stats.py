"""The bot in figures, day by day: what was read, folded and told, and how late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SPAN = timedelta(days=30)
"""As long as what became of an alert is kept."""

PROMPT, LATE = timedelta(minutes=1), timedelta(minutes=10)
"""A message is prompt if it is out within the one after it was promised, late beyond the other."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day, in UTC."""

    day: date
    entries: int = 0
    """New entries read, ours or not."""
    placed: int = 0
    """Those that are ours."""
    stories: int = 0
    """Stories they opened or reopened."""
    same: int = 0
    """Repeated texts among them."""
    alerts: int = 0
    """Stories that chats got a message about."""
    messages: int = 0
    """Posts and replies that arrived."""
    chats: int = 0
    """Chats they arrived in."""
    prompt: int = 0
    late: int = 0

    @property
    def folded(self) -> int:
        """Tellings that were no news of their own: they joined a story that was there."""
        return self.placed - self.stories


Days = tuple[Day, ...]


def every_day(days: Sequence[Day], now: datetime) -> Days:
    """The last thirty days in their order, also those on which nothing was."""
    known = {each.day: each for each in days}
    count = SPAN.days
    wanted = (now.date() - timedelta(days=count - 1 - place) for place in range(count))
    return tuple(known.get(day, Day(day)) for day in wanted)


def percent(part: int, whole: int) -> int:
    """Per cent; of nothing everything."""
    return round(100 * part / whole) if whole else 100
