"""How sure one can be of a development, worked out from its reports and what answers them.

Rule 1: a status is computed, never stored; the same reports give the same status on any day.
Rule 2: only a party's own channel makes its word; a quoted party is quoted.
Rule 3: a party's word on something else is another development, and changes nothing here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.ledger.developments import leading_number
from bot.core.ledger.editor_events import Act, retractions
from bot.core.ledger.modality import UPHOLDING
from bot.core.ledger.origins import independent_origins
from bot.core.ledger.silence import silence_of
from bot.core.ledger.status_rules import SENTENCES, as_told, facts_claimed, ruling_of
from bot.core.types import (
    Answer,
    Fact,
    Modality,
    Party,
    Report,
    Status,
    Story,
    StoryEvent,
    in_force,
)


@dataclass(frozen=True, slots=True)
class PartyWord:
    """The latest word of a party on the story: on its own channel, or as quoted."""

    party: str
    modality: Modality
    at: datetime
    entry: str
    outlet: str
    own: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class SourceFact:
    """A key fact as one origin gave it first."""

    kind: str
    value: str
    words: str
    origin: str
    outlet: str
    entry: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryStatus:
    """How sure one can be of a story at one moment, and why."""

    status: Status
    rule: str
    """Key of `SENTENCES`."""
    party: str | None = None
    """The party whose own word set the status."""
    params: tuple[tuple[str, str], ...] = ()
    """Arguments of the rule's sentence; values of party, other, denying and affirming may be party
    ids, those of origin(s) and other are readable names.
    """
    set_by_editors: Status | None = None
    """The status set by hand; shown as the editors', beside the computed one."""
    status_when_open: Status = Status.REPORTED
    """The status apart from closing: what a closed story last had."""
    origins: tuple[str, ...] = ()
    """Independent origins, in the order first met."""
    silent: tuple[str, ...] = ()
    """Parties whose word on a claim has not come; `core/ledger/silence.py` says when."""
    awaited: tuple[str, ...] = ()
    """Those of them that no report names: the topic waits for their word."""
    cannot_check: tuple[str, ...] = ()
    """The same, of parties whose channels are failing."""
    heard: tuple[PartyWord, ...] = ()
    """Parties that have spoken, and who is quoted, in the order first met."""
    facts: tuple[SourceFact, ...] = ()
    """Key facts, each value once per origin, in the order told."""
    development: int = 1
    """Number of the development whose standing this is."""
    reports: tuple[Report, ...] = ()
    """The reports that tell it, in the order of their dates."""
    retracted: datetime | None = None
    """When the editors have taken it back, if they have."""

    @property
    def why(self) -> str:
        """Return the rule as an English sentence."""
        return SENTENCES[self.rule].format_map(dict(self.params))


def standing(
    story: Story,
    *,
    development: int | None = None,
    parties: Iterable[Party] = (),
    failing: frozenset[str] = frozenset(),
    now: datetime,
) -> StoryStatus:
    """Work out how sure one can be of a development at `now`, from what had been told by then.

    Without its number it is the one that stands for the story, and closed with it. `failing`: ids
    of parties whose own feeds cannot be read.
    """
    acts = [each for each in story.events if each.at <= now]
    episode = _episode_reports(story, now, development, gone := retractions(acts))
    if not episode:
        return StoryStatus(Status.REPORTED, "no reports")
    number = development or leading_number(episode)
    reports = tuple(each for each in episode if each.development == number)
    heard = _heard(episode, number)
    ruling = ruling_of(_for_ruling(heard, number))
    closed = _closed_at(story, now) if development is None else None
    silence = silence_of(reports, episode, story.topics, parties=parties, failing=failing)
    return StoryStatus(
        status=Status.CLOSED if closed else ruling.status,
        rule="quiet" if closed else ruling.rule,
        party=ruling.party,
        params=_days_quiet(episode, closed) if closed else ruling.params,
        set_by_editors=status_set_by_editors(acts, number),
        status_when_open=ruling.status,
        origins=independent_origins(reports),
        silent=silence.silent,
        awaited=silence.awaited,
        cannot_check=silence.cannot_check,
        heard=_party_words(heard),
        facts=_first_facts(reports),
        development=number,
        reports=reports,
        retracted=gone.get(number),
    )


def _heard(episode: Iterable[Report], number: int) -> tuple[Report, ...]:
    """Return the reports that tell a development, and those whose answer counts in it."""
    return tuple(
        each
        for each in episode
        if each.development == number or (each.answers == number and each.how in _COUNTING)
    )


def _for_ruling(heard: tuple[Report, ...], number: int) -> tuple[Report, ...]:
    """Return them with what tells of a denial or a doubt upheld by whoever denies or doubts."""
    own = [each for each in heard if each.development == number]
    if not any(each.how in (Answer.DENIES, Answer.DOUBTS) for each in own):
        return heard
    return tuple(as_told(each) if each.development == number else each for each in heard)


_COUNTING = (Answer.CONFIRMS, Answer.DENIES, Answer.DOUBTS)
"""What moves a date or resolves a trouble says nothing on whether it was so."""


def status_set_by_editors(events: Iterable[StoryEvent], development: int = 0) -> Status | None:
    """Return the status the editors have set of a development, else of its whole story."""
    words = [each for _, each in in_force(events) if each.kind == Act.STATUS]
    for about in (development, 0):
        last = next((each for each in reversed(words) if each.development == about), None)
        if last and last.detail:
            return Status(last.detail)
    return None


def _episode_reports(
    story: Story, now: datetime, development: int | None, gone: Collection[int]
) -> tuple[Report, ...]:
    """Return the reports of the episode that ran at `now`, or of the newest one that tells this
    development, in the order of their dates; without those of other developments that are gone.
    """
    every = [report for report in story.own_reports if report.at <= now]
    shown = [it for it in every if it.development == development or it.development not in gone]
    known = shown or every
    telling = [each for each in known if development in (None, each.development)]
    episode = max((report.episode for report in telling), default=0)
    current = (report for report in known if report.episode == episode)
    return tuple(sorted(current, key=lambda report: report.at))


def _closed_at(story: Story, now: datetime) -> datetime | None:
    """Return when the story was closed, if it was closed at `now`."""
    changes = [event for event in story.events if event.kind in ("closed", "reopened")]
    known = [event for event in changes if event.at <= now]
    if known:
        return known[-1].at if known[-1].kind == "closed" else None
    return story.closed if story.closed and not changes and story.closed <= now else None


def _days_quiet(reports: tuple[Report, ...], closed: datetime) -> tuple[tuple[str, str], ...]:
    return (("days", str(max((closed - reports[-1].at).days, 0))),)


def _party_words(reports: tuple[Report, ...]) -> tuple[PartyWord, ...]:
    latest: dict[str, PartyWord] = {}
    for report in reports:
        speaking = (report.party,) if report.party else (*report.quoted, *report.speakers)
        for party in speaking:
            own = report.party is not None
            before = latest.get(party)
            if not own and before is not None and _only_doubts_own_words(before, report):
                continue
            if before is None or own or not before.own:
                latest[party] = PartyWord(
                    party,
                    report.modality,
                    report.at,
                    report.entry,
                    report.outlet,
                    own,
                    report.modality_words,
                )
    return tuple(latest.values())


def _only_doubts_own_words(before: PartyWord, report: Report) -> bool:
    """Whether a party that was quoted with the claim is now only said not to confirm it."""
    return report.modality is Modality.UNCONFIRMED and before.modality in UPHOLDING


def _first_facts(reports: tuple[Report, ...]) -> tuple[SourceFact, ...]:
    first: dict[tuple[str, str, str], SourceFact] = {}
    for report in reports:
        for fact in facts_claimed(report):
            if _is_denied(fact, report, first.values()):
                continue
            first.setdefault(
                (fact.kind, fact.value, report.origin),
                SourceFact(
                    fact.kind,
                    fact.value,
                    fact.words,
                    report.origin,
                    report.outlet,
                    report.entry,
                    report.at,
                ),
            )
    return tuple(first.values())


def _is_denied(fact: Fact, denial: Report, given: Iterable[SourceFact]) -> bool:
    """Whether a denial names the end date in order to deny it, rather than to give one."""
    if denial.modality is not Modality.DENIES or fact.kind != "end date":
        return False
    return any(each.kind == fact.kind and each.value[-4:] == fact.value[-4:] for each in given)
