"""The developments of a story: each is one step of it that can be headed in one line.

Rule 1: a report gets its development when it is added, and keeps it; only editors change it.
Rule 2: precision first. Two developments in one message are what a reader sees as wrong, a second
message for one is what he feels as noise.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.ledger.alikeness import Weights
from bot.core.ledger.answering import answer_of
from bot.core.ledger.fitting import fit
from bot.core.types import Answer, Post, Report, Story, Urgency

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


def as_told_now(story: Story, posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return a story's messages in one chat, each with the number of the development that it
    tells now; with 0 where it was made part of another that has a message there.
    """
    every = tuple(posts)
    joined = story.joined if every else {}
    if not joined:
        return every
    taken = {(each.episode, each.development) for each in every if each.development not in joined}
    found = list[Post]()
    for each in every:
        number = each.development
        if each.story == story.id and number in joined:
            place = each.episode, story.told_as(number)
            number = 0 if place in taken else place[1]
            taken.add(place)
        found.append(replace(each, development=number))
    return tuple(found)


def leading_number(reports: Sequence[Report]) -> int:
    """Return the number of the development that stands for an episode told by these reports: the
    newest that is more than routine, and more than a doubt of another.
    """
    told = _by_number(reports)
    worth = [
        each
        for each in told
        if each.how is not Answer.DOUBTS and not all(map(is_aside, each.reports))
    ]
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
    scored = [(fit(each.reports, report, weights), each.number) for each in told]
    best, number = max(scored, default=(0.0, 0), key=lambda pair: pair[0])
    return number if best > 0 else None
