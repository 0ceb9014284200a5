"""Which development is worth a message of its own, and whether it may make a sound.

Rule 1: an event, a party's word, a claim, an answer, a moved date, an alarm, the cause, the end
are; another outlet, comment, colour, analysis and what everybody sees coming are not.
"""

from dataclasses import dataclass

from bot.core.ledger.developments import Development, developments_of_episode, is_aside
from bot.core.types import Kind, Report, Story, Urgency, Worth

_TOLD = frozenset({Kind.CLAIM, Kind.DENIAL, Kind.CORRECTION, Kind.OFFICIAL})


@dataclass(frozen=True, slots=True)
class Worthy:
    """Why a development is worth a message, and whether it may make a sound."""

    reason: str
    loud: bool = False


def worth_of(story: Story, told: Development) -> Worthy | None:
    """Return why a development is worth a message; None if it is not."""
    telling = [each for each in told.reports if not is_aside(each)]
    if not telling:
        return None
    reason = next(filter(None, (_reason(each) for each in telling)), "")
    if not reason and _opens(story, told):
        reason = "new story"
    return Worthy(reason, loud=_is_loud(telling)) if reason else None


def _reason(report: Report) -> str:
    if report.urgency is Urgency.EXTRAORDINARY:
        return "alarm"
    if report.answers:
        return "an answer"
    if report.worth is Worth.DIGEST:
        return ""
    if report.worth is not None and report.kind is not Kind.ANALYSIS:
        return report.step
    if report.party:
        return "a party speaks"
    return "a claim" if report.kind in _TOLD else ""


def _opens(story: Story, told: Development) -> bool:
    """Whether the development is the first of its episode, and no preparation told by others."""
    first = developments_of_episode(story)[:1]
    prepared = all(each.worth is Worth.DIGEST and not each.party for each in told.reports)
    return bool(first) and first[0].number == told.number and not prepared


def _is_loud(telling: list[Report]) -> bool:
    return any(
        each.urgency is Urgency.EXTRAORDINARY or each.worth is Worth.LOUD for each in telling
    )
