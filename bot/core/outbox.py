"""What becomes of a delivery after each answer; the only writer of Delivery.state. See
docs/delivery.md.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it (or it already stands as wanted)."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Later:
    """Definitely not sent, and worth another try: flood control, refused connection, pool timeout,
    outage.
    """

    reason: str
    after: timedelta | None = None
    """Telegram's own retry_after."""


@dataclass(frozen=True, slots=True)
class Never:
    """Telegram will not take this message. `markup`: it could not read the entities, plain text
    may pass.
    """

    reason: str
    markup: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Asked, and the answer lost: it may or may not stand in the chat."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with another id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat is not reachable for us: blocked, kicked, deleted, no rights."""

    reason: str
    certain: bool = True
    """False for answers to be confirmed before the chat is parked (chat not found, no rights,
    topic closed).
    """


@dataclass(frozen=True, slots=True)
class Refused:
    """The token itself is refused (401): stop sending, touch no row."""

    reason: str


SendResult = Sent | Later | Never | Unknown | Moved | Gone | Refused
