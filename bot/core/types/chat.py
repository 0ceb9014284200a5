"""Chats, and what each asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Alerts(StrEnum):
    """How much a chat wants: everything, only official and important, or a digest alone."""

    ALL = "all"
    IMPORTANT = "important"
    DIGEST = "digest"


GENERAL = 1
"""Telegram's number for the thread that every forum has, General. It is refused in
`message_thread_id`: a message without one goes there
(https://core.telegram.org/bots/api#sendmessage).
"""


def thread_of(number: int | None) -> int:
    """Return the `thread_id` to store for Telegram's number: 0 for none and for General."""
    return 0 if number is None or number == GENERAL else number


@dataclass(frozen=True, slots=True)
class Chat:
    """A person, group, forum thread or channel, with its settings."""

    id: int
    kind: ChatKind
    thread_id: int = 0
    """Telegram's forum topic; 0 for none and for General."""
    title: str = ""
    username: str | None = None
    language: str = "en"
    zone: str = "UTC"
    alerts: Alerts = Alerts.ALL
    style: str = "standard"
    """compact, standard or full."""
    preview: str = "on"
    """on, off or large."""
    picture: bool = False
    """Show the entry's picture above a post; feeds.yaml says so of a channel."""
    hashtags: bool = False
    """End a post with hashtags; feeds.yaml says so of a channel."""
    quiet: tuple[int, int] | None = None
    """Quiet hours: minutes after local midnight, from and to."""
    hold_quiet: bool = False
    """Hold alerts until morning instead of sending them silently."""
    digest: str = "off"
    """off, the local time of the daily digest as HH:MM, or `weekly HH:MM`."""
    digest_listed: bool = False
    """Its digest is the one that feeds.yaml asks for."""
    looked: tuple[tuple[str, int], ...] = ()
    """Stories a person has looked at, the last one first, each with its number of reports then."""
    muted_until: datetime | None = None
    active: bool = True
    source: str = ""
    """`feeds.yaml` for a channel of that file, "" for other chats."""

    @property
    def name(self) -> str:
        """Return what names the chat in a command: `@username`, or its id."""
        return f"@{self.username}" if self.username else str(self.id)


class SubscriptionKind(StrEnum):
    TOPIC = "topic"
    PHRASE = "phrase"
    STORY = "story"
    MUTED_STORY = "muted story"
    OBJECTION = "objection"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One thing a chat asked for.

    `value` is a topic id, a tracked phrase, the id of a story to follow or mute, an objection
    for the editors (`core.editing.objections`), or the id of a mission event to be reminded of.
    """

    chat_id: int
    thread_id: int
    kind: SubscriptionKind
    value: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of feeds.yaml; Telegram has not yet been asked for its numeric id."""

    chat: str
    topics: tuple[str, ...]
    thread_id: int = 0
    language: str = "en"
    alerts: Alerts = Alerts.ALL
    style: str = "standard"
    digest: str = ""
    """As in `Chat.digest`; empty: /settings decides."""
    zone: str = ""
    """Of the digest's hour; empty: the chat's."""
    reminders: bool = False
    """Of all mission events, as posts."""
    picture: bool = False
    hashtags: bool = False


class MissingRight(StrEnum):
    """What keeps the bot from posting in a chat, and what to do."""

    NOT_IN_IT = "the bot is not in it: make it an admin there who may post"
    MAY_NOT_POST = "it may not post there: give it the right to post messages"
