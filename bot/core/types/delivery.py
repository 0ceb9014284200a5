"""What was promised to a chat, and what stands there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.types.reasons import Reason


class DeliveryKind(StrEnum):
    POST = "post"
    EDIT = "edit"
    REPLY = "reply"
    DIGEST = "digest"
    NOTICE = "notice"
    CARD = "card"
    """A story on an editor's desk."""
    GREETING = "greeting"
    """What a group hears that has the bot now, and has not been bound meanwhile."""


class DeliveryState(StrEnum):
    """See core.lifecycle for the transitions."""

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
    """The promise to bring one chat one thing. (story, chat, thread, kind, revision) says once."""

    story: str
    """Story id; for a digest or a notice the id of what it is about."""
    chat_id: int
    thread_id: int
    kind: DeliveryKind
    revision: int
    """Tells apart what a story brings one chat more than once. Post: the episode. Edit: a number
    that rises with all that is added to the story. Reply: 1-based index of the report replied
    with. Card: the number of the story's events. Digest: its day. Notice, greeting: when it was
    made, in seconds or hours.
    """
    created: datetime
    not_before: datetime
    expires: datetime
    state: DeliveryState = DeliveryState.PENDING
    urgent: bool = False
    silent: bool = False
    attempts: int = 0
    resent: bool = False
    """The one resend after an ambiguous answer has been used."""
    doubts: int = 0
    """Times Telegram answered that the chat cannot be reached, where it may be mistaken."""
    plain: bool = False
    """To be sent without markup, after Telegram refused the entities."""
    body: str = ""
    """The text of a digest; of a greeting, and of a notice to somebody unknown, the language. All
    else is worded when sent.
    """
    says: tuple[Reason, ...] = ()
    """What a notice says, a line each."""
    numbers: tuple[int, ...] = ()
    """The stories that a digest has buttons for."""
    message_id: int | None = None
    error: str = ""
    id: int | None = None
    """The row, once recorded; order of ids is order per chat."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message standing in a chat for a story's episode: what edits change and replies answer."""

    story: str
    chat_id: int
    thread_id: int
    episode: int
    message_id: int
    sent: datetime
    changed: datetime
    """When it was last sent or edited."""
    shown: str = ""
    """Fingerprint of what a reader sees in it; an edit is due only when this changes."""
