"""The developments of a story: each is one step of it that can be headed in one line.

Rule 1: a report gets its development when it is added, and keeps it; only editors change it.
Rule 2: precision first. Two developments in one message are what a reader sees as wrong, a second
message for one is what he feels as noise.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.ledger.alikeness import Weights
from bot.core.ledger.answering import answer_of, dates_of
from bot.core.ledger.modality import AGAINST
from bot.core.types import Answer, Report, Story, Urgency

SPAN = timedelta(days=5)
"""A development takes no report so long after its last."""

FADING = timedelta(hours=20)
"""What fades of the likeness of two reports has halved after this."""

LASTING = 0.4
"""Share of the likeness that never fades."""

ALIKE = 0.17
"""Likeness from which a report tells a development that is there."""

SAME_STEP, SAME_WEAK_STEP, OTHER_STEP = 0.35, 0.15, -0.1
OTHER_FLIGHT_STEP = -0.5
SAME_VOICE, SAME_PARTY = -0.1, -0.3
OTHER_STANCE = -0.5
SAME_DATE, OTHER_DATE, OTHER_FLIGHT = 0.2, -0.7, -0.3

FLIGHT_STEPS = frozenset(
    {
        "launch",
        "docking",
        "hatch",
        "undocking",
        "landing",
        "relocation",
        "spacewalk",
        "spacewalk over",
    }
)
"""Each is told once of a flight, hours apart."""

ENDS = frozenset({"cause", "over"})
"""A headline that tells one names the trouble too: "Meteoroid caused the leak"."""

SLIPS = frozenset({"put off", "called off"})
"""A headline that tells one names the step that has not come: "Launch delayed by a day"."""

WEAK_STEPS = frozenset({"trouble", "ordered", "put off", "launch"})

_COMPARED = 3
"""Of a development the first and the newest so many reports are compared."""

_WEIGHED = 60
"""Of a story the newest so many reports show which words it has everywhere."""


@dataclass(frozen=True, slots=True)
class Development:
    """One step of a story in one episode: a view of its reports, never stored."""

    number: int
    episode: int
    reports: tuple[Report, ...]
    """In the order they came."""

    @property
    def first(self) -> Report:
        return self.reports[0]

    @property
    def began(self) -> datetime:
        """Return when it was first told, by the dates of its reports."""
        return min(report.at for report in self.reports)

    @property
    def answers(self) -> int:
        """Return the number of the development that it answers, 0 for none."""
        return next((each.answers for each in self.reports if each.answers), 0)

    @property
    def how(self) -> Answer | None:
        return next((each.how for each in self.reports if each.answers), None)


def developments(story: Story) -> tuple[Development, ...]:
    """Return the developments of a story, in the order first told."""
    return _by_number(story.own_reports)


def developments_of_episode(story: Story) -> tuple[Development, ...]:
    """Return those of the current episode, in the order first told."""
    return _by_number(story.episode_reports)


def development(story: Story, number: int) -> Development | None:
    """Return the development with this number; of an older story its newest episode."""
    found = [each for each in developments(story) if each.number == number]
    return found[-1] if found else None


def answered_by(told: Development, others: Iterable[Development]) -> Development | None:
    """Return the development of its episode that this one answers, if it is among these."""
    place = told.episode, told.answers
    return next((each for each in others if (each.episode, each.number) == place), None)


def number_in(home: Story, moved: Development | None) -> int:
    """Return the number that a development has in another story which has taken its reports in;
    0 if it has none of them.
    """
    entries = {each.entry for each in moved.reports} if moved else set()
    return next((each.development for each in home.own_reports if each.entry in entries), 0)


def leading_number(reports: Sequence[Report]) -> int:
    """Return the number of the development that stands for an episode told by these reports: the
    newest that is more than routine.
    """
    told = _by_number(reports)
    worth = [each for each in told if not all(map(is_aside, each.reports))]
    return (worth or told)[-1].number


def is_aside(report: Report) -> bool:
    """Whether a report brings nothing that a message would be worth: routine, or a form that
    never alerts.
    """
    return report.urgency is Urgency.ROUTINE or report.genre is not None


def _by_number(reports: Iterable[Report]) -> tuple[Development, ...]:
    told: dict[tuple[int, int], list[Report]] = defaultdict(list)
    for report in reports:
        told[report.episode, report.development].append(report)
    return tuple(
        Development(number, episode, tuple(some)) for (episode, number), some in told.items()
    )


def assigned(story: Story, report: Report) -> Report:
    """Give a new report its place among the developments of the story, which lacks it still.

    The same report after the same reports always gets the same place.
    """
    told = developments_of_episode(story)
    weights = Weights((*story.episode_reports[-_WEIGHED:], report))
    if (number := _joined(told, report, weights)) is not None:
        return replace(report, development=number)
    number = 1 + max((each.development for each in story.reports), default=0)
    earlier = [each.reports for each in told]
    answer = answer_of(report, earlier, weights)
    if answer is None:
        return replace(report, development=number)
    answers = told[answer.place].number
    return replace(report, development=number, answers=answers, how=answer.how)


def _joined(told: Sequence[Development], report: Report, weights: Weights) -> int | None:
    """Return the development that a report tells again, if it does."""
    for each in told:
        if any(report.duplicate_of == it.entry for it in each.reports if report.duplicate_of):
            return each.number
    scored = [(_fit(each, report, weights), each.number) for each in told]
    best, number = max(scored, default=(0.0, 0), key=lambda pair: pair[0])
    return number if best >= ALIKE else None


def _fit(told: Development, report: Report, weights: Weights) -> float:
    """Return how well a report fits a development: likeness, the same step, date and flight."""
    age = max(report.at - told.reports[-1].at, timedelta())
    opposed = _is_against(report) is not all(map(_is_against, told.reports))
    if age > SPAN or (opposed and report.party):
        return 0.0
    some = (*told.reports[:_COMPARED], *told.reports[_COMPARED:][-_COMPARED:])
    alike = [weights.alikeness(report, each) for each in some]
    likeness = (max(alike) + sum(alike) / len(alike)) / 2
    fit = likeness + _voice_bonus(told, report) + _flight_bonus(told, report)
    fit += OTHER_STANCE if opposed else _step_bonus(told, report)
    if not opposed and not _is_against(report):  # an answer has the dates of what it answers
        fit += _date_bonus(told, report)
    faded: float = 0.5 ** (age / FADING)
    return fit * (LASTING + (1 - LASTING) * faded)


def _step_bonus(told: Development, report: Report) -> float:
    steps = Counter(each.step for each in told.reports if each.step)
    step = next((each for each, _ in steps.most_common(1)), "")
    if not step or not report.step:
        return 0.0
    if step == report.step:
        return SAME_WEAK_STEP if step in WEAK_STEPS else SAME_STEP
    if _exclude_each_other(step, report.step):
        return OTHER_FLIGHT_STEP
    if report.step in {each for it in told.reports for each in it.steps} or step in report.steps:
        return 0.0
    return OTHER_FLIGHT_STEP if {step, report.step} <= FLIGHT_STEPS else OTHER_STEP


def _exclude_each_other(step: str, other: str) -> bool:
    """Whether one tells that the other has not come, or the other what came of the one: their
    headlines name both.
    """
    pair = {step, other}
    slipped = pair & SLIPS and pair & FLIGHT_STEPS
    return bool(slipped) or (step == "trouble" and other in ENDS)


def _date_bonus(told: Development, report: Report) -> float:
    known = {date for each in told.reports for date in dates_of(each)}
    kinds = {kind for kind, _ in known} & {kind for kind, _ in dates_of(report)}
    if not kinds:
        return 0.0
    return OTHER_DATE if known.isdisjoint(dates_of(report)) else SAME_DATE


def _flight_bonus(told: Development, report: Report) -> float:
    flights = {flight for each in told.reports for flight in each.missions}
    other = report.missions and flights and flights.isdisjoint(report.missions)
    return OTHER_FLIGHT if other else 0.0


def _voice_bonus(told: Development, report: Report) -> float:
    """Return what it counts that who tells it has told the development before: few tell a thing
    twice, a party seldom.
    """
    voices = {each.voice or each.outlet for each in told.reports}
    if (report.voice or report.outlet) not in voices:
        return 0.0
    return SAME_PARTY if report.party else SAME_VOICE


def _is_against(report: Report) -> bool:
    return report.modality in AGAINST
