"""Who is told, and what each asked for."""

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
"""Number of the topic every forum has. Telegram refuses it in `message_thread_id`: a message
without one goes there (https://core.telegram.org/bots/api#sendmessage).
"""


def thread_of(number: int | None) -> int:
    """A forum topic as it is kept: 0 where there is none, and for General."""
    return 0 if number is None or number == GENERAL else number


@dataclass(frozen=True, slots=True)
class Chat:
    """A person, group, forum thread or channel, with what it asked for."""

    id: int
    kind: ChatKind
    thread_id: int = 0
    """Telegram's forum topic; 0 where there is none."""
    title: str = ""
    username: str | None = None
    language: str = "en"
    zone: str = "UTC"
    alerts: Alerts = Alerts.ALL
    style: str = "standard"
    """compact, standard or full."""
    preview: str = "on"
    """on, off or large."""
    quiet: tuple[int, int] | None = None
    """Quiet hours: minutes after local midnight, from and to."""
    hold_quiet: bool = False
    """Hold alerts until morning instead of sending them silently."""
    digest: str = "off"
    """off, or the local time of the daily digest as HH:MM, or `weekly HH:MM`."""
    muted_until: datetime | None = None
    active: bool = True
    source: str = ""
    """`feeds.yaml` for a channel the editors' file asked for."""

    @property
    def name(self) -> str:
        """How it is named in a command."""
        return f"@{self.username}" if self.username else str(self.id)


class SubscriptionKind(StrEnum):
    TOPIC = "topic"
    PHRASE = "phrase"
    STORY = "story"
    MUTED_STORY = "muted story"
    OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one chat asked for: a topic id, a tracked phrase, a story id, a story to keep quiet
    about, or what the editors should look at (`core.objections`).
    """

    chat_id: int
    thread_id: int
    kind: SubscriptionKind
    value: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of feeds.yaml, before Telegram has said which numeric id it has."""

    chat: str
    topics: tuple[str, ...]
    thread_id: int = 0
    language: str = "en"
    alerts: Alerts = Alerts.ALL
    style: str = "standard"
