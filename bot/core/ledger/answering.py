"""What a report that tells something new does to an earlier development of its story.

Rule 1: precision first; where it is not plain what is answered, nothing is.
Rule 2: what is only possible, and a form that never alerts, moves, ends and confirms nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.ledger.alikeness import Weights
from bot.core.ledger.modality import AGAINST, UPHOLDING
from bot.core.types import Answer, Modality, Report

NEAR = 0.12
"""Likeness from which an end or a confirmation is of the trouble or claim that it is most like."""

EVENTS = ("launch", "landing", "docking", "spacewalk")
"""What is put off; an event has the name of its step, and its dates are facts of that name."""

OPEN = frozenset({"put off", "called off"})
"""Steps after which an event still waits for its date."""

Earlier = Sequence[Sequence[Report]]
"""The reports of each development told before, in the order first told."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What is done to the development in this place of those told before."""

    how: Answer
    place: int


def answer_of(report: Report, earlier: Earlier, weights: Weights) -> Answering | None:
    """Return which development a report answers, and how; None if it answers none."""
    if report.modality in AGAINST:
        return _opposed(report, earlier, weights)
    if report.genre is not None or report.modality not in _SURE:
        return None
    for how, find in _RULES:
        if (place := find(report, earlier, weights)) is not None:
            return Answering(how, place)
    return None


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


def _moved(report: Report, earlier: Earlier, _: Weights) -> int | None:
    """Find the newest word on the date of the event that a report puts off, to a day that nobody
    has named yet or to none.
    """
    event = _event_of(report) if report.step == "put off" else ""
    if not event or any(_has_come(event, it) for each in earlier for it in each):
        return None
    named = {day for each in earlier for it in each for day in _days(it, event)}
    days = _days(report, event)
    waiting = [place for place, each in enumerate(earlier) if _waits(each, event, report)]
    if not waiting or (days and days <= named):
        return None
    return waiting[-1] if _same_flight(report, earlier[waiting[-1]]) else None


def _has_come(event: str, report: Report) -> bool:
    return report.step in _DONE[event] and report.modality in _DEEDS


def _waits(told: Sequence[Report], event: str, report: Report) -> bool:
    """Whether a development tells that an event is to come: on a day, or later than thought."""
    today = report.at.date().isoformat()
    return any(
        (each.step in OPEN and _event_of(each) == event)
        or (each.step == event and any(day >= today for day in _days(each, event)))
        for each in told
    )


def _event_of(report: Report) -> str:
    """Return the event that a report dates or is about; empty where it may be several."""
    dated = [each for each in EVENTS if _days(report, each)]
    about = dated or [each for each in EVENTS if each in report.about]
    return about[0] if len(about) == 1 else ""


def _days(report: Report, event: str) -> set[str]:
    return {value for kind, value in dates_of(report) if kind == f"{event} date"}


def _same_flight(report: Report, told: Sequence[Report]) -> bool:
    """Whether both name one flight, or neither any."""
    flights = {flight for each in told for flight in each.missions}
    return flights == set(report.missions) or not flights.isdisjoint(report.missions)


def is_of_other_flight(report: Report, told: Sequence[Report]) -> bool:
    """Whether both name flights, and no flight both."""
    flights = {flight for each in told for flight in each.missions}
    return bool(flights and report.missions and flights.isdisjoint(report.missions))


def _ended(report: Report, earlier: Earlier, weights: Weights) -> int | None:
    """Find the trouble that is over; that its cause is found ends none."""
    if report.step != "over" or report.modality not in _DEEDS or _UNDONE.search(report.title):
        return None
    troubles = [
        place
        for place, each in enumerate(earlier)
        if any(it.step == "trouble" for it in each) and not is_of_other_flight(report, each)
    ]
    return _nearest(report, troubles, earlier, weights)


def _confirmed(report: Report, earlier: Earlier, weights: Weights) -> int | None:
    """Find what others have told of a party, and the party now says that it is so."""
    if not report.party or report.modality not in _DEEDS or "confirms" not in report.about:
        return None
    claims = [
        place
        for place, each in enumerate(earlier)
        if all(it.party is None and it.modality in UPHOLDING for it in each)
        and any(report.party in it.named for it in each)
        and not _is_other_step(report, each)
    ]
    return _nearest(report, claims, earlier, weights)


def _is_other_step(report: Report, told: Sequence[Report]) -> bool:
    """Whether a report tells another step, day or flight than a development."""
    steps = {each.step for each in told if each.step}
    days = {date for each in told for date in dates_of(each)}
    return (
        bool(report.step and steps and report.step not in steps)
        or bool(days and dates_of(report) and days.isdisjoint(dates_of(report)))
        or is_of_other_flight(report, told)
    )


def _nearest(
    report: Report, places: Sequence[int], earlier: Earlier, weights: Weights
) -> int | None:
    """Return the place of the development that a report is most like, if they are near at all."""
    near = [(_nearness(report, earlier[place], weights), place) for place in places]
    likeness, place = max(near, default=(0.0, 0))
    return place if likeness >= NEAR else None


def _nearness(report: Report, told: Sequence[Report], weights: Weights) -> float:
    return max(weights.alikeness(report, each) for each in told)


_DEEDS = (Modality.STATES, Modality.DECIDED)
_SURE = (*_DEEDS, Modality.PLANS)

_UNDONE = re.compile(
    r"(?i)\b(not|yet|fail\w*|tr(y|ies|ied|ying)|attempt\w*|until|again|part(ly|ially)|to be"
    r"|не|пока|ещ[её]|снова|опять|част(ь|и|ично)|попыт\w*|пыта\w*|будет|планир\w*)\b|n['’]t\b"
)
"""Words of a headline with which a trouble is not over."""

_DONE = {
    "launch": ("launch", "failed"),
    "landing": ("landing",),
    "docking": ("docking",),
    "spacewalk": ("spacewalk", "spacewalk over"),
}
"""Event -> the steps that have been told once it came."""

_RULES: tuple[tuple[Answer, Callable[[Report, Earlier, Weights], int | None]], ...] = (
    (Answer.MOVES, _moved),
    (Answer.RESOLVES, _ended),
    (Answer.CONFIRMS, _confirmed),
)
