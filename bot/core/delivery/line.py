"""Whether Telegram answers at all, apart from any one delivery: the line is up or down.

Rule 1: an answer is anything Telegram itself says, even a refusal. A proxy's 502, a closed
connection, a timeout and an unreachable server are no answers.
Rule 2: three sends to different chats without an answer within ten seconds, and no send answered
in between, mean that the line is down. So does a single one, if getMe is not answered either:
a bot with one channel has no three chats.
Rule 3: a line that is down is tried by getMe, after 1, 2, 4 ... 30 s. Once that is answered the
line is on trial: one send at a time, until one is answered.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.delivery.outbox import Later, SendResult, Unknown
from bot.core.delivery.pacing import EPOCH

ENOUGH = 3
WITHIN = timedelta(seconds=10)

SILENCE = timedelta(seconds=10)
"""A send that waits this long counts as unanswered for the line, not for its delivery: a slow
Telegram takes some seconds, and a read timeout would warn far too late.
"""

FIRST_TRY = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class TelegramLine:
    """What is known of the line; at a start it is taken to be up, and nothing was heard yet."""

    answered: datetime = EPOCH
    """The newest answer to a send or to getMe."""
    send_answered: datetime = EPOCH
    """The newest answer to a send."""
    unanswered: tuple[tuple[int, datetime], ...] = ()
    """Chats whose sends have gone unanswered within the last seconds, with the time."""
    down_since: datetime | None = None
    on_trial: bool = False
    tries: int = 0
    """Times getMe was asked since a send was answered."""
    try_at: datetime = EPOCH
    """When getMe is asked next, while the line is down and not on trial."""


def is_answer(result: SendResult) -> bool:
    """Whether Telegram itself has said something."""
    match result:
        case Unknown() | Later(after=None):
            return False
        case _:
            return True


def needs_try(line: TelegramLine, doubt: datetime, *, now: datetime) -> bool:
    """Whether getMe must be asked.

    The line is down, or nothing was answered since a `doubt` or since a send went unanswered.
    """
    if line.down_since is not None:
        return not line.on_trial and now >= line.try_at
    return max([doubt, *(at for _, at in line.unanswered)]) >= line.answered


def heard(*, now: datetime) -> TelegramLine:
    """Return the line after an answered send: up."""
    return TelegramLine(answered=now, send_answered=now)


def unheard(line: TelegramLine, chat_id: int, *, now: datetime) -> TelegramLine:
    """Return the line after a send that was not answered."""
    if line.on_trial:
        return _down(line, now, since=now)
    recent = {chat: at for chat, at in line.unanswered if now - at <= WITHIN} | {chat_id: now}
    line = replace(line, unanswered=tuple(recent.items()))
    if line.down_since is None and len(recent) >= ENOUGH:
        return _down(line, now, since=min(recent.values()))
    return line


def tried(line: TelegramLine, asked: datetime, *, answered: bool, now: datetime) -> TelegramLine:
    """Return the line after getMe, asked at `asked`.

    Its silence says nothing if a send was answered meanwhile.
    """
    if not answered and line.answered > asked:
        return line
    if line.down_since is not None:
        line = replace(line, tries=line.tries + 1)
    if not answered:
        return _down(line, now, since=min((at for _, at in line.unanswered), default=now))
    return replace(line, answered=now, on_trial=line.down_since is not None)


def at_rest(line: TelegramLine) -> TelegramLine:
    """Return the line as up if it is on trial and there is nothing left to try it with."""
    if not line.on_trial:
        return line
    return TelegramLine(answered=line.answered, send_answered=line.send_answered)


def _down(line: TelegramLine, now: datetime, *, since: datetime) -> TelegramLine:
    # 1, 2, 4, 8, 16, 30, 30 ... seconds between tries.
    pause = min(LONGEST_PAUSE, FIRST_TRY * (1 << min(line.tries, 5)))
    since = line.down_since or since
    return replace(line, down_since=since, on_trial=False, try_at=now + pause)
