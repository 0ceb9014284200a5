"""What Telegram's response, or the lack of one, means for a delivery: see docs/delivery.md."""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.chats.transport import AnswerLost, Flood, NotSent
from bot.core.delivery.outbox import Gone, Later, Moved, Never, Refused, SendResult, Shut, Unknown
from bot.core.reasons import verbatim
from bot.core.reasons.send_failures import SendFailure
from bot.core.types import Reason

FOREIGN = (TelegramError, KeyError, TypeError, AttributeError, ValueError)
"""What the library raises: its own errors, and those of its parsers for a senseless response."""

_NOT_MODIFIED = "message is not modified"
_MARKUP = ("can't parse entities", "webpage_", "wrong http url", "failed to get http url content")
"""If one of these is refused, plain text without a preview may still be accepted."""
_UNREACHABLE = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "have no write access",
    "deactivated",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "channel_private",
    "peer_id_invalid",
    "group chat was upgraded",
    "user not found",
)
_SHUT = ("topic_closed", "topic_deleted", "topic_id_invalid", "message thread not found")
_LONGEST_REASON = 200


def not_modified(error: Exception) -> bool:
    """Whether an edit was refused because the message already reads so."""
    return isinstance(error, BadRequest) and _NOT_MODIFIED in error.message.lower()


def result_of(error: Exception) -> SendResult:
    """Return the result an exception stands for. Order matters: BadRequest is a NetworkError."""
    reason = verbatim(reason_of(error))
    if isinstance(error.__cause__, UnicodeError):
        return Never(SendFailure.NOT_ENCODED())
    match error:
        case Flood():
            return Later(reason, error.after)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case BadRequest():
            return _refused(error.message.lower(), reason)
        case Forbidden():
            return Gone(reason)
        case InvalidToken():
            return Refused(reason)
        case NotSent() | Conflict():
            return Later(reason)
        case _:
            return Unknown(reason)


def reason_of(error: Exception) -> str:
    """Return a short line for people. Only Telegram is quoted: other errors may hold the URL."""
    if isinstance(error, AnswerLost | NotSent | Flood) or not isinstance(error, TelegramError):
        return str(error) if isinstance(error, TelegramError) else type(error).__name__
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return type(error).__name__
    return error.message[:_LONGEST_REASON]


def _refused(words: str, reason: Reason) -> SendResult:
    if any(part in words for part in _MARKUP):
        return Never(reason, markup=True)
    if any(part in words for part in _SHUT):
        return Shut(reason)
    if any(part in words for part in _UNREACHABLE):
        return Gone(reason, certain=False)
    return Never(reason)


def short_wait(result: SendResult, *, longest: timedelta) -> timedelta | None:
    """Return how long to wait before asking again, if that is within `longest`."""
    if isinstance(result, Later) and (result.after or timedelta(seconds=1)) <= longest:
        return result.after or timedelta(seconds=1)
    return None
