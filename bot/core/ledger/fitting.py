"""How well a report fits a development told before: does it tell the same again?

Rule 1: signs for and against are added up; above zero it does. Words say little across languages,
and nothing proves as much as the hour: what another tells at once is mostly the same.
Rule 2: some things never are the same: two steps of a flight, a launch and its delay, a flight
called off and its new date, a flight and its trouble, a trouble and its cause, an accusation and
the word of the accused.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from bot.core.ledger.alikeness import Weights
from bot.core.ledger.answering import dates_of, is_of_other_flight
from bot.core.ledger.modality import AGAINST
from bot.core.types import Report

SPAN = timedelta(days=5)
"""A development takes no report so long after its last."""

NEVER = -math.inf

LATER = 1.5
"""What speaks against it, for each natural logarithm of the hours since."""

SAME_THINGS, SAME_THINGS_LATER = 2.0, 0.8
"""Share of the things that both are about; the second makes up for hours."""

ALIKE, TRANSLATED = 2.5, 4.0
"""Likeness of words; its root, where the development was not told in the report's language."""

SAME_STEP, OTHER_STEP = 0.5, -0.5
SAME_DATE, OTHER_DATE = 1.0, -2.0
SAME_FIGURE = 0.5
OTHER_BODIES = -1.0
"""Each quotes somebody, and nobody is quoted in both."""

OTHER_FLIGHT = -1.5

OTHER_STANCE = -2.5
"""One upholds it, the other denies it or knows nothing of it. Steps and dates of an answer are
those of what it answers.
"""

RETOLD = 0.5
"""A party has told it first, and others take it up."""

OWN_WORD, OWN_WORD_AGAIN, OTHER_OWN_WORD = -0.5, -2.5, 0.0
"""A party seldom tells what others have told, and never twice; two parties tell one thing."""

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
"""Steps that a story may have several of, so that to share one proves nothing."""

_COMPARED = 3
"""Of a development the first and the newest so many reports are compared."""


def fit(told: Sequence[Report], report: Report, weights: Weights) -> float:
    """Return what speaks for a report telling this development again, less what speaks against
    it.
    """
    age = max(report.at - told[-1].at, timedelta())
    opposed = is_against(report) is not all(map(is_against, told))
    if age > SPAN or (opposed and report.party) or _is_between_sides(told, report):
        return NEVER
    hours = math.log1p(age / timedelta(hours=1))
    return (
        -LATER * hours
        + (SAME_THINGS + SAME_THINGS_LATER * hours) * _shared_things(told, report)
        + _wording(told, report, weights)
        + _body_sign(told, report)
        + (OTHER_STANCE if opposed else _step_sign(told, report))
        + (0.0 if is_against(report) else _date_sign(told, report))
        + (SAME_FIGURE if _figures_of(told) & _figures_of([report]) else 0.0)
        + (OTHER_FLIGHT if is_of_other_flight(report, told) else 0.0)
    )


def _is_between_sides(told: Sequence[Report], report: Report) -> bool:
    """Whether one accuses, and the other is a party's own word that does not."""
    accusing = any(map(_accuses, told))
    return accusing is not _accuses(report) and any(
        each.party for each in (told if _accuses(report) else [report])
    )


def _accuses(report: Report) -> bool:
    return "accused" in report.steps


def is_against(report: Report) -> bool:
    return report.modality in AGAINST


def _wording(told: Sequence[Report], report: Report, weights: Weights) -> float:
    some = (*told[:_COMPARED], *told[_COMPARED:][-_COMPARED:])
    alike = [weights.alikeness(report, each) for each in some]
    translated = all(each.language != report.language for each in told)
    return ALIKE * sum(alike) / len(alike) + translated * TRANSLATED * math.sqrt(max(alike))


def _shared_things(told: Sequence[Report], report: Report) -> float:
    """Return how much of what the report is about the development is about too, and the other way
    round.
    """
    known, own = {thing for each in told for thing in each.about}, set(report.about)
    return len(known & own) / math.sqrt(len(known) * len(own)) if known and own else 0.0


def _step_sign(told: Sequence[Report], report: Report) -> float:
    known = Counter(each.step for each in told if each.step)
    step = next((each for each, _ in known.most_common(1)), "")
    if not step or not report.step:
        return 0.0
    if report.step in known:
        return 0.0 if report.step in WEAK_STEPS else SAME_STEP
    if any(_exclude_each_other(each, report.step) for each in known):
        return NEVER
    named = {name for each in told for name in each.steps}
    pair = {step, report.step}
    if "trouble" in pair and pair & FLIGHT_STEPS and "trouble" not in named & {*report.steps}:
        return NEVER
    if step in report.steps or report.step in named:
        return 0.0
    return NEVER if pair <= FLIGHT_STEPS or pair == SLIPS else OTHER_STEP


def _exclude_each_other(step: str, other: str) -> bool:
    """Whether one tells that the other has not come, or the other what came of the one: their
    headlines name both.
    """
    pair = {step, other}
    slipped = pair & SLIPS and pair & FLIGHT_STEPS
    return bool(slipped) or (step == "trouble" and other in ENDS)


def _date_sign(told: Sequence[Report], report: Report) -> float:
    known = {date for each in told for date in dates_of(each)}
    if not {kind for kind, _ in known} & {kind for kind, _ in dates_of(report)}:
        return 0.0
    return OTHER_DATE if known.isdisjoint(dates_of(report)) else SAME_DATE


def _body_sign(told: Sequence[Report], report: Report) -> float:
    """Return what it counts who speaks in both."""
    sign = 0.0
    if report.party:
        parties = {each.party for each in told if each.party}
        others = OTHER_OWN_WORD if parties else OWN_WORD
        sign += OWN_WORD_AGAIN if report.party in parties else others
    elif told[0].party:
        sign += RETOLD
    heard = {body for each in told for body in _speaking(each)}
    apart = heard and _speaking(report) and heard.isdisjoint(_speaking(report))
    return sign + (OTHER_BODIES if apart else 0.0)


def _speaking(report: Report) -> set[str]:
    return {*report.quoted, *report.speakers, *([report.party] if report.party else [])}


def _figures_of(reports: Sequence[Report]) -> frozenset[str]:
    return frozenset().union(*(_figures(each.title, each.summary) for each in reports))


@lru_cache(maxsize=2_000)
def _figures(title: str, summary: str) -> frozenset[str]:
    found = re.findall(r"\d+(?:[.,]\d+)?", f"{title} {summary}")
    return frozenset(each for each in found if not _YEAR.fullmatch(each))


_YEAR = re.compile(r"(?:19|20)\d\d")
