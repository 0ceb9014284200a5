"""What an event's tellings make: reports, and the story they are of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.types.feed import Role
from bot.core.types.reasons import Reason
from bot.core.types.topic import Localised


@dataclass(frozen=True, slots=True)
class Party:
    """Who can speak officially: NASA, Roscosmos, Kremlin, ESA, JAXA, CSA."""

    id: str
    name: Localised
    country: str | None = None
    awaited: tuple[str, ...] = ()
    """Ids of the topics whose stories wait for its word even where no report names it, if
    something is claimed or alarming.
    """


class Modality(StrEnum):
    """How a report puts its claim."""

    STATES = "states"
    DECIDED = "decided"
    PLANS = "plans"
    MAY = "may"
    DENIES = "denies"
    NO_COMMENT = "no comment"
    UNCONFIRMED = "asked, not confirmed"


class Kind(StrEnum):
    """What kind of statement a report makes; `core.statements` tells them apart."""

    CLAIM = "claim"
    OFFICIAL = "official"
    DENIAL = "denial"
    UPDATE = "update"
    ANALYSIS = "analysis"
    CORRECTION = "correction"


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


class Relation(StrEnum):
    """How an entry stands to its story."""

    NEW = "new"
    SAME = "same"
    JOINS = "joins"
    REOPENS = "reopens"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the threader puts an entry, and why."""

    story: str
    """Story id: 16 hex digits, computed from the story's first entry."""
    relation: Relation
    duplicate_of: str | None = None
    """Entry id of the text this one repeats, where `relation` is SAME."""
    reasons: tuple[Reason, ...] = ()


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
    voice: str = ""
    """Who tells it, the same for all feeds of an outlet or a party: spelled as an origin. Empty in
    reports of before it was kept.
    """
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
    kind: Kind | None = None
    """None in reports of before there were kinds."""
    facts: tuple[Fact, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    urgency_words: str = ""
    duplicate_of: str | None = None
    moved_to: str = ""
    """Id of the story the editors moved it to; it is told there, and kept here."""
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
    held: bool = False
    """Kept from readers until the editors publish it; worked out from `events` by `core.acts`."""
    merged_into: str | None = None
    """Id of the story the editors made it a part of; likewise."""

    @property
    def own_reports(self) -> tuple[Report, ...]:
        """The reports that are its own still, in their order."""
        return self.own_reports_before(len(self.reports))

    def own_reports_before(self, place: int) -> tuple[Report, ...]:
        """Of its first `place` reports those that are its own still."""
        return tuple(report for report in self.reports[:place] if not report.moved_to)
