"""What a report that tells something new does to an earlier development of its story."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.ledger.alikeness import Weights
from bot.core.ledger.modality import AGAINST, UPHOLDING
from bot.core.types import Answer, Modality, Report

Earlier = Sequence[Sequence[Report]]
"""The reports of each development told before, in the order first told."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What is done to the development in this place of those told before."""

    how: Answer
    place: int


def answer_of(report: Report, earlier: Earlier, weights: Weights) -> Answering | None:
    """Return which development a report answers, and how; None if it answers none."""
    return _opposed(report, earlier, weights) if report.modality in AGAINST else None


def dates_of(report: Report) -> set[tuple[str, str]]:
    """Return the dates a report gives, each with its kind; of an end only the year counts."""
    return {
        (fact.kind, fact.value[-4:] if fact.kind == "end date" else fact.value)
        for fact in report.facts
        if fact.kind.endswith("date")
    }


def _opposed(report: Report, earlier: Earlier, weights: Weights) -> Answering | None:
    """Find the claim that a report speaks against: the most alike, else the newest."""
    claims = [
        place for place, each in enumerate(earlier) if any(it.modality in UPHOLDING for it in each)
    ]
    if not claims:
        return None
    how = Answer.DENIES if report.modality is Modality.DENIES else Answer.DOUBTS
    nearness = {each: _nearness(report, earlier[each], weights) for each in claims}
    return Answering(how, max(claims, key=lambda each: (nearness[each], earlier[each][0].at)))


def _nearness(report: Report, told: Sequence[Report], weights: Weights) -> float:
    return max(weights.alikeness(report, each) for each in told)
