"""How fast: evenly spaced over all chats, one a second per chat, slower in groups and channels.

Rule 1: a turn is paid for when it is taken; a refused or lost request is not given back.
Rule 2: Telegram's limits are about 30/s per bot, 1/s per chat and 20/min per group or channel
(core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this); ours lie below them.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LONGEST_REST = timedelta(hours=24)
"""No chat rests longer, whatever Telegram says."""

_STOPPING = 3
"""So many chats refused within `_WITHIN` mean the bot is too fast, not the chat."""
_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed. `slack`: so much of a late turn is caught up, that waking costs no rate."""

    gap: timedelta = timedelta(seconds=1) / 25
    slack: timedelta = timedelta(milliseconds=80)
    chat_gap: timedelta = timedelta(seconds=1)
    chat_burst: int = 3
    group_gap: timedelta = timedelta(milliseconds=3_334)
    """18 a minute."""
    group_slack: timedelta = timedelta(seconds=2)
    """A send so late is caught up: 19 in the worst minute, of Telegram's 20."""
    lead: timedelta = timedelta(milliseconds=200)
    """From a turn to its request: what words and commits take falls into it, and so the requests
    are as evenly spaced as the turns.
    """
    least_gap: timedelta = timedelta(seconds=1) / 28
    """Between two requests of one process, however late their turns have become."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of the whole bot."""

    next_at: datetime = EPOCH
    stopped_until: datetime = EPOCH
    refusals: tuple[tuple[int, datetime], ...] = ()
    """Chats that were refused for flooding, with the time, of the last seconds."""
    on_trial: bool = False
    """The bot itself was refused: one request at a time, until one is answered otherwise."""
    paused: bool = False
    """The editors have stopped all sending until they say otherwise."""

    @property
    def open_at(self) -> datetime:
        return max(self.next_at, self.stopped_until)


@dataclass(frozen=True, slots=True)
class Lane:
    """The pace of one chat."""

    chat_id: int
    due: datetime = EPOCH
    """Until then its sends are paid for."""
    next_at: datetime = EPOCH
    """Nothing is sent to it before this."""


def pace_after_send(pace: Pace, limits: Limits, *, now: datetime) -> Pace:
    """The bot's pace after one more send."""
    start = max(pace.next_at, now - limits.slack)
    return replace(pace, next_at=start + limits.gap)


def lane_after_send(lane: Lane, limits: Limits, *, now: datetime) -> Lane:
    """The chat's pace after one more send. Groups and channels have negative ids."""
    is_group = lane.chat_id < 0
    gap = limits.group_gap if is_group else limits.chat_gap
    burst = 1 if is_group else limits.chat_burst
    slack = limits.group_slack if is_group else timedelta()
    due = (lane.due if lane.due >= now - slack else now) + gap
    return replace(lane, due=due, next_at=due - (burst - 1) * gap)


def lane_at_rest(lane: Lane, until: datetime) -> Lane:
    """The chat is left alone until then."""
    return replace(lane, next_at=max(lane.next_at, until))


def pace_after_refusal(pace: Pace, chat_id: int, until: datetime, *, now: datetime) -> Pace:
    """Flood control for one chat; for several within seconds everything stops until `until`."""
    recent = {chat: at for chat, at in pace.refusals if now - at <= _WITHIN}
    recent[chat_id] = now
    stopped = pace.stopped_until
    if len(recent) >= _STOPPING:
        stopped = max(stopped, until)
    return replace(pace, refusals=tuple(recent.items()), stopped_until=stopped)


def pace_stopped(pace: Pace, until: datetime) -> Pace:
    """The bot is refused: nothing is sent to anyone until then."""
    return replace(pace, stopped_until=max(pace.stopped_until, until), on_trial=True)
