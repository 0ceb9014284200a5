"""The nouns: what every room passes to every other.

Rule 1: frozen values; change is `dataclasses.replace`, collections are tuples.
Rule 2: datetimes are aware UTC, durations are `timedelta`, ids are computed from content.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What kind of source a feed is; orders the sources under a post, most authoritative first."""

    OFFICIAL = "official"
    GOVERNMENT = "government"
    STATE_MEDIA = "state-media"
    WIRE = "wire"
    TRADE = "trade"
    PRESS = "press"
    PERSONAL = "personal"
    AGGREGATOR = "aggregator"


@dataclass(frozen=True, slots=True)
class Localised:
    """A text for people in the bot's two languages; English stands in where Russian is missing."""

    en: str
    ru: str | None = None

    def text(self, language: str) -> str:
        return self.ru if language == "ru" and self.ru else self.en


@dataclass(frozen=True, slots=True)
class Party:
    """Who can speak officially: NASA, Roscosmos, Kremlin, ESA, JAXA, CSA."""

    id: str
    name: Localised
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    url: str
    title: str
    language: str
    role: Role
    every: timedelta
    country: str | None = None
    speaks_for: str | None = None
    """Party id; only a party's own channel can make a story official."""
    topics: tuple[str, ...] = ()
    """Topic ids this feed is about by itself; without them every entry has to match."""
    full_text: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of one feed, parsed: plain text, no markup, no control characters."""

    id: str
    """32 hex digits: the first of `keys`."""
    feed: str
    title: str
    seen: datetime
    """When this bot first met it."""
    summary: str = ""
    text: str = ""
    """The article's or the feed's full text, where there is one."""
    url: str | None = None
    guid: str | None = None
    language: str = ""
    published: datetime | None = None
    """The feed's date, never later than `seen`."""
    links: tuple[str, ...] = ()
    """Addresses in the body: evidence of whose word it rests on."""
    keys: tuple[bytes, ...] = ()
    """16-byte identity keys; any known key means the entry is known."""

    @property
    def at(self) -> datetime:
        return self.published or self.seen


class Relation(StrEnum):
    """How an entry stands to its story."""

    NEW = "new"
    SAME = "same"
    JOINS = "joins"
    REOPENS = "reopens"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the matcher says of an entry: its topics (none: not ours) and why, for people."""

    topics: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the threader puts an entry, and why."""

    story: str
    """Story id: 16 hex digits, computed from the story's first entry."""
    relation: Relation
    duplicate_of: str | None = None
    """Entry id of the text this one repeats, where `relation` is SAME."""
    reasons: tuple[str, ...] = ()


class Modality(StrEnum):
    """How a report puts its claim."""

    STATES = "states"
    DECIDED = "decided"
    PLANS = "plans"
    MAY = "may"
    DENIES = "denies"
    NO_COMMENT = "no comment"
    UNCONFIRMED = "asked, not confirmed"


class Status(StrEnum):
    """How sure one can be of a story; computed by `core.ledger`, never stored as an opinion."""

    REPORTED = "reported"
    SEVERAL = "several sources"
    OFFICIAL = "official"
    DENIED = "denied"
    DISPUTED = "disputed"
    CLOSED = "closed"


class Urgency(StrEnum):
    EXTRAORDINARY = "extraordinary"
    NORMAL = "normal"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Fact:
    """A key fact one report gives: `kind` is end date, crew, launch date, landing date, module or
    amount.
    """

    kind: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """An entry as one source's telling of a story: an append-only line of the claim ledger."""

    entry: str
    feed: str
    outlet: str
    """The feed's title, as people read it."""
    role: Role
    title: str
    at: datetime
    url: str | None = None
    language: str = ""
    summary: str = ""
    """One or two extractive sentences, attribution kept."""
    episode: int = 1
    origin: str = ""
    """Whose word it rests on: `party:nasa`, `agency:tass`, `outlet:<feed id>`."""
    origin_words: str = ""
    party: str | None = None
    """The party whose own channel this is."""
    quoted: tuple[str, ...] = ()
    """Parties it quotes, first quoted first; a quote is not the party's word."""
    named: tuple[str, ...] = ()
    """Parties its text names, quoted or not."""
    firsthand: bool = False
    """It shows reporting of its own or its origin's: people, papers or places asked or seen."""
    modality: Modality = Modality.STATES
    modality_words: str = ""
    facts: tuple[Fact, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    urgency_words: str = ""
    duplicate_of: str | None = None
    headlines: tuple[tuple[datetime, str], ...] = ()
    """Earlier headlines of this entry, oldest first, with the time each was replaced."""


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """What happened to a story besides its reports: `closed`, `reopened`, or an editor's act."""

    at: datetime
    kind: str
    by: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Every telling of one event, in the order they came."""

    id: str
    topics: tuple[str, ...]
    opened: datetime
    updated: datetime
    reports: tuple[Report, ...]
    episode: int = 1
    closed: datetime | None = None
    number: int | None = None
    """The short name people use (`#42`), given by storage when the story is first recorded."""
    events: tuple[StoryEvent, ...] = ()


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


class DeliveryKind(StrEnum):
    POST = "post"
    EDIT = "edit"
    REPLY = "reply"
    DIGEST = "digest"
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """See docs/delivery.md for the transitions."""

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
    """Post: the episode. Edit: the number of reports when promised. Reply: 1-based index of the
    report replied with.
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
    """The text of a notice or digest; posts, edits and replies are rendered when sent."""
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


@dataclass(frozen=True, slots=True)
class Catalog:
    """feeds.yaml, valid."""

    feeds: tuple[Feed, ...]
    parties: tuple[Party, ...]
    topics: tuple["Topic", ...]
    channels: tuple[Channel, ...] = ()

    def feed(self, id: str) -> Feed | None:
        return next((feed for feed in self.feeds if feed.id == id), None)


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of the matching rules.

    `needs` names the context groups or words of which one must stand near it, `refuses` those that
    overrule it.
    """

    text: str
    strong: bool = False
    needs: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What is watched for. `terms` are the editors' own, on top of the reviewed rules shipped for
    the id.
    """

    id: str
    title: Localised
    terms: tuple[Term, ...] = ()
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refuse: tuple[str, ...] = ()
    shipped: bool = True
    """Start from the rules the project ships for this id."""
