"""What was promised to a chat, and the messages it has."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.types.mission import EVENT
from bot.core.types.reasons import Reason


class DeliveryKind(StrEnum):
    POST = "post"
    EDIT = "edit"
    REPLY = "reply"
    DIGEST = "digest"
    NOTICE = "notice"
    CARD = "card"
    """A story with buttons for what an editor can do to it."""
    REMINDER = "reminder"
    """Of a mission event, before its start; edits and replies tell what becomes of it."""
    GREETING = "greeting"
    """The first words to a group that has added the bot and not bound it yet."""


class DeliveryState(StrEnum):
    """The states of a delivery; `core.delivery.lifecycle` has the transitions."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    PARKED = "parked"
    UNKNOWN = "unknown"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The promise to bring one chat one thing.

    There is one for each (story, chat, thread, kind, development, revision): that is what makes it
    once.
    """

    story: str
    """Story id; for a digest or notice, the id of what it is about."""
    chat_id: int
    thread_id: int
    kind: DeliveryKind
    revision: int
    """Tells apart several deliveries of one kind. Post, reply: the episode. Edit: a number that
    rises with everything added to the story. Card: how many events the story has. Digest: its
    day. Reminder: its attempt and place. Notice, greeting: when it was made, in seconds or hours.
    """
    created: datetime
    not_before: datetime
    expires: datetime
    state: DeliveryState = DeliveryState.PENDING
    development: int = 0
    """Number of the development that a post, reply or edit tells."""
    urgent: bool = False
    silent: bool = False
    attempts: int = 0
    resent: bool = False
    """An attempt has gone unanswered: it may stand in the chat already."""
    unanswered: int = 0
    """Requests for it that Telegram has not answered."""
    alone: int = 0
    """Times it was sent again after another chat's send had been answered: the line was up."""
    doubts: int = 0
    """Times Telegram answered that the chat cannot be reached, which may be a mistake."""
    in_catch_up: bool = False
    """One of too many at once: told with the others of its chat, in one catch-up message."""
    lists: tuple[int, ...] = ()
    """The other rows whose news its catch-up message has; fixed when its request is begun."""
    plain: bool = False
    """Send it without markup, as Telegram refused the entities."""
    body: str = ""
    """A digest's text; of a greeting, or a notice to someone unknown, the language. Everything
    else is put into words when it is sent.
    """
    says: tuple[Reason, ...] = ()
    """The lines of a notice."""
    numbers: tuple[int, ...] = ()
    """Numbers of the stories that a digest has buttons for."""
    message_id: int | None = None
    error: Reason | None = None
    """Why the last attempt failed, or why none is made; None once it is sent."""
    id: int | None = None
    """The row, once recorded. A chat gets its deliveries in the order of their ids."""

    @property
    def event(self) -> str | None:
        """Return the id of the mission event it is about, if it is about one."""
        return self.story.removeprefix(EVENT) if self.story.startswith(EVENT) else None


@dataclass(frozen=True, slots=True)
class Post:
    """The message that tells a development in a chat; edits change it.

    The first one of an episode is its post, the others are replies to that.
    """

    story: str
    chat_id: int
    thread_id: int
    episode: int
    message_id: int
    sent: datetime
    changed: datetime
    """When it was last sent or edited."""
    development: int = 1
    replies_to: int = 0
    """Message id of the post it replies to; 0 for a post."""
    shown: str = ""
    """Fingerprint of what it shows; it is edited only when this changes."""
