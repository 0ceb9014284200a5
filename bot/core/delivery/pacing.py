"""How fast: evenly spaced over all chats, one a second per chat, slower in groups and channels.

Where Telegram allows less than usual, each stop makes everything slower by a quarter, and each
send a little faster again.

Rule 1: a send is counted when it is begun; a refused or lost request is not given back.
Rule 2: Telegram's limits are about 30/s per bot, 1/s per chat and 20/min per group or channel
(core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this); ours lie below them.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LONGEST_REST = timedelta(hours=24)
"""No chat rests longer, whatever Telegram says."""

_STOPPING = 3
"""If so many chats are refused within `_WITHIN`, the bot is too fast, not the chat."""
_WITHIN = timedelta(seconds=10)

_SLOWER, _SLOWEST = 1.25, 8.0
_FASTER = 1 - 1 / 5_000
"""A quarter is won back within 1,100 sends, 40 seconds at full pace."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The sending limits. `slack`: how much of a delay is caught up, so that waking late costs no
    rate.
    """

    gap: timedelta = timedelta(seconds=1) / 28
    slack: timedelta = timedelta(milliseconds=40)
    chat_gap: timedelta = timedelta(seconds=1)
    chat_burst: int = 3
    group_gap: timedelta = timedelta(milliseconds=3_334)
    """18 a minute."""
    group_slack: timedelta = timedelta(seconds=2)
    """A delay up to this is caught up: 19 in the worst minute, of Telegram's 20."""
    lead: timedelta = timedelta(milliseconds=200)
    """From the reserved moment to the request: rendering and commits happen meanwhile, so requests
    are as evenly spaced as the reserved moments.
    """
    least_gap: timedelta = timedelta(seconds=1) / 29
    """Between two requests of one process, however late they are."""
    ahead: timedelta = timedelta(milliseconds=400)
    """Turns that come within it are taken together."""
    early: timedelta = timedelta(milliseconds=100)
    """How long before its moment a turn may be taken, so that waking late costs no rate."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of the whole bot."""

    next_at: datetime = EPOCH
    stopped_until: datetime = EPOCH
    refusals: tuple[tuple[int, datetime], ...] = ()
    """Chats refused for flooding in the last seconds, with the time."""
    on_trial: bool = False
    """The bot itself was refused: one request at a time, until one is answered normally."""
    paused: bool = False
    """The editors have paused all sending."""
    slow: float = 1.0
    """By how much the gap is longer than usual, as Telegram has stopped the bot."""

    def opens_at(self, limits: Limits) -> datetime:
        """Return when the next turn may be taken."""
        return max(self.next_at - limits.early, self.stopped_until)


@dataclass(frozen=True, slots=True)
class Lane:
    """The pace of one chat."""

    chat_id: int
    due: datetime = EPOCH
    """Token bucket (GCRA): the theoretical arrival time of its next send."""
    next_at: datetime = EPOCH
    """Earliest next send."""


def pace_after_send(pace: Pace, limits: Limits, *, now: datetime) -> Pace:
    """Return the bot's pace after one more send."""
    # A gap of 36 ms, due at 12:00:00.000: sent 30 ms late, the next is due at .036, as if nothing
    # had happened; sent 200 ms late, only 40 ms are caught up and the next is due at .196.
    start = max(pace.next_at, now - limits.slack)
    slow = max(1.0, pace.slow * _FASTER)
    return replace(pace, next_at=start + limits.gap * pace.slow, slow=slow)


@dataclass(frozen=True, slots=True)
class PacedTurn:
    """The moment of one send, and the pace once it is taken."""

    at: datetime
    pace: Pace


def turns_ahead(pace: Pace, limits: Limits, *, now: datetime, most: int) -> list[PacedTurn]:
    """Return the turns that come soon, at least one and at most `most`."""
    found: list[PacedTurn] = []
    while len(found) < most and (not found or pace.next_at <= now + limits.ahead):
        at = max(pace.next_at, now)
        pace = pace_after_send(pace, limits, now=now)
        found.append(PacedTurn(at, pace))
    return found


def lane_after_send(lane: Lane, limits: Limits, *, now: datetime) -> Lane:
    """Return the chat's pace after one more send. Groups and channels have negative ids."""
    is_group = lane.chat_id < 0
    gap = limits.group_gap if is_group else limits.chat_gap
    burst = 1 if is_group else limits.chat_burst
    slack = limits.group_slack if is_group else timedelta()
    # GCRA: each send moves the theoretical arrival time `due` on by one gap, and the next may come
    # up to `burst - 1` gaps before it. A person (1 s, burst 3) idle until 12:00:00 gets three at
    # once: due becomes :01, :02, :03 and next_at 11:59:59, :00, :01, so the fourth waits a second.
    # A group (3.334 s, burst 1, slack 2 s) due at :03.334 but sent at :05 is due at :06.668, its
    # delay caught up; sent at :06, later than the slack, it is due at :09.334.
    due = (lane.due if lane.due >= now - slack else now) + gap
    return replace(lane, due=due, next_at=due - (burst - 1) * gap)


def lane_at_rest(lane: Lane, until: datetime) -> Lane:
    """Leave the chat alone until then."""
    return replace(lane, next_at=max(lane.next_at, until))


def pace_after_refusal(pace: Pace, chat_id: int, until: datetime, *, now: datetime) -> Pace:
    """Note one chat's flood control; several within seconds stop everything until `until`, and
    slow down what comes after.
    """
    recent = {chat: at for chat, at in pace.refusals if now - at <= _WITHIN}
    recent[chat_id] = now
    pace = replace(pace, refusals=tuple(recent.items()))
    if len(recent) < _STOPPING:
        return pace
    is_new = pace.stopped_until <= now
    slow = min(_SLOWEST, pace.slow * _SLOWER) if is_new else pace.slow
    return replace(pace, stopped_until=max(pace.stopped_until, until), slow=slow)


def pace_stopped(pace: Pace, until: datetime) -> Pace:
    """Stop all sending until then: the bot itself is refused."""
    return replace(pace, stopped_until=max(pace.stopped_until, until), on_trial=True)
