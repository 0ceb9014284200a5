"""Stories, and the reports they are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.types.feed import Role
from bot.core.types.reasons import Reason
from bot.core.types.story_event import JOINED, StoryEvent, in_force
from bot.core.types.topic import Localised


@dataclass(frozen=True, slots=True)
class Party:
    """A body that can speak officially: NASA, Roscosmos, the Kremlin, ESA, JAXA, CSA."""

    id: str
    name: Localised
    country: str | None = None
    awaited: tuple[str, ...] = ()
    """Ids of topics whose stories wait for its word even if no report names it, where something
    is claimed or alarming.
    """
    own_channel: bool = True
    """Whether the catalog has a feed in which it speaks itself; else nobody says it is silent."""


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
    """What kind of statement a report makes; see `core.ledger.statement_kind`."""

    CLAIM = "claim"
    OFFICIAL = "official"
    DENIAL = "denial"
    UPDATE = "update"
    ANALYSIS = "analysis"
    CORRECTION = "correction"


class Status(StrEnum):
    """How sure one can be of a story; computed from its reports by `core.ledger`."""

    REPORTED = "reported"
    SEVERAL = "several sources"
    OFFICIAL = "official"
    DENIED = "denied"
    DISPUTED = "disputed"
    CLOSED = "closed"


class Urgency(StrEnum):
    """How much a report matters."""

    EXTRAORDINARY = "extraordinary"
    NORMAL = "normal"
    ROUTINE = "routine"


class Genre(StrEnum):
    """A form of journalism that never makes an alert; see `core.ledger.urgency`."""

    ROUND_UP = "round-up"
    """Several matters in one piece, the weekly kinds too."""
    INTERVIEW = "interview"
    PHOTO = "photo"
    PASSES = "passes"
    """When the station can be seen in the sky."""
    ANNIVERSARY = "anniversary"
    COVERAGE = "coverage"
    """Where and when something will be shown, notices for the press."""
    COLOUR = "colour"


class Worth(StrEnum):
    """What a step of a story is worth to a reader, by the reviewed data."""

    LOUD = "loud"
    WEIGHTY = "weighty"
    """Loud where a party itself tells it."""
    MESSAGE = "message"
    DIGEST = "digest"


class Answer(StrEnum):
    """What a development does to an earlier one of its story."""

    CONFIRMS = "confirms"
    DENIES = "denies"
    DOUBTS = "doubts"
    MOVES = "moves"
    RESOLVES = "resolves"


class Relation(StrEnum):
    """How an entry came to its story: opened it, repeats a text in it, joined or reopened it."""

    NEW = "new"
    SAME = "same"
    JOINS = "joins"
    REOPENS = "reopens"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the grouper puts an entry, and why."""

    story: str
    """Story id: 16 hex digits, computed from the story's first entry."""
    relation: Relation
    duplicate_of: str | None = None
    """Id of the entry whose text this one repeats, if `relation` is SAME."""
    reasons: tuple[Reason, ...] = ()
    about: tuple[str, ...] = ()
    """Ids of what the entry is about (ships, modules, people, places, events), and the groups of
    its words that say the same in any language.
    """
    missions: tuple[str, ...] = ()
    """Ids of the flights among them."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A date, number or place that one report gives.

    `kind` is end date, crew, launch date, landing date, module or amount.
    """

    kind: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """An entry as one outlet's telling of a story: a line of the ledger, which only grows."""

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
    """One or two sentences of the entry, with who said it."""
    picture: str = ""
    """Address of the picture that the feed gives the entry."""
    episode: int = 1
    origin: str = ""
    """Whose word it rests on: `party:nasa`, `agency:tass`, `outlet:<feed id>`."""
    origin_words: str = ""
    voice: str = ""
    """Who tells it, the same for all feeds of an outlet or party, written like an origin. Empty in
    reports older than this field.
    """
    party: str | None = None
    """The party whose own feed it is in."""
    quoted: tuple[str, ...] = ()
    """Parties it quotes, in order; a quote is not yet the party's word."""
    speakers: tuple[str, ...] = ()
    """Bodies it quotes that are no parties, in order; ids of `bot/rules/speakers.toml`."""
    named: tuple[str, ...] = ()
    """Parties its text names, quoted or not."""
    firsthand: bool = False
    """Somebody was asked or something was seen, by the outlet itself or by its origin."""
    modality: Modality = Modality.STATES
    modality_words: str = ""
    kind: Kind | None = None
    """None in reports older than this field."""
    facts: tuple[Fact, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    urgency_words: str = ""
    genre: Genre | None = None
    """The form that keeps it out of alerts, if it has one."""
    genre_words: str = ""
    step: str = ""
    """The step of the story that it tells: a docking, a delay, the cause (`core.ledger.steps`)."""
    steps: tuple[str, ...] = ()
    """All steps that its texts name, `step` among them."""
    worth: Worth | None = None
    """What `step` is worth to a reader."""
    about: tuple[str, ...] = ()
    missions: tuple[str, ...] = ()
    """As in its placement."""
    development: int = 1
    """The number, in its story, of the development that it tells. In reports older than this
    field 1: each episode was one.
    """
    answers: int = 0
    """Number of the development that it answers, 0 for none."""
    how: Answer | None = None
    """What it does to that one."""
    duplicate_of: str | None = None
    moved_to: str = ""
    """Id of the story the editors moved it to; the copy here is only kept, not shown."""
    headlines: tuple[tuple[datetime, str], ...] = ()
    """Earlier headlines of this entry, oldest first, with the time each was replaced."""


@dataclass(frozen=True, slots=True)
class Story:
    """All reports of one matter, in the order they came."""

    id: str
    topics: tuple[str, ...]
    opened: datetime
    updated: datetime
    reports: tuple[Report, ...]
    episode: int = 1
    closed: datetime | None = None
    number: int | None = None
    """The number people use (`#42`), given by storage when the story is first recorded."""
    events: tuple[StoryEvent, ...] = ()
    held: bool = False
    """Kept from readers until the editors publish it; `core.editing` computes it from `events`."""
    merged_into: str | None = None
    """Id of the story the editors merged it into; computed likewise."""

    @property
    def own_reports(self) -> tuple[Report, ...]:
        """Return its reports in order, without those that editors moved to another story."""
        return self.own_reports_before(len(self.reports))

    @property
    def episode_reports(self) -> tuple[Report, ...]:
        """Return its own reports of the current episode."""
        return tuple(report for report in self.own_reports if report.episode == self.episode)

    def own_reports_before(self, place: int) -> tuple[Report, ...]:
        """Return those of its first `place` reports that were not moved to another story."""
        own = tuple(report for report in self.reports[:place] if not report.moved_to)
        joined = self.joined
        return tuple(_with_joined(each, joined) for each in own) if joined else own

    @property
    def joined(self) -> dict[int, int]:
        """Return the developments that editors made part of others: by number, that other's."""
        acts = (each for _, each in in_force(self.events) if each.kind == JOINED)
        return {each.development: int(each.detail) for each in acts}

    def told_as(self, number: int) -> int:
        """Return the number of the development that tells this one: its own, or that of the one
        it was made part of.
        """
        return _told_as(number, self.joined)


def _told_as(number: int, joined: Mapping[int, int]) -> int:
    while number in joined:
        number = joined[number]
    return number


def _with_joined(report: Report, joined: Mapping[int, int]) -> Report:
    """Return a report as one of the development that tells it, which answers no report of its
    own.
    """
    if report.development not in joined and report.answers not in joined:
        return report
    number = _told_as(report.development, joined)
    answers = _told_as(report.answers, joined)
    if answers == number:
        return replace(report, development=number, answers=0, how=None)
    return replace(report, development=number, answers=answers)
