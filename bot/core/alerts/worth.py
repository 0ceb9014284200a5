"""Which development is worth a message of its own, and whether it may make a sound.

Rule 1: an event, a party's word, a claim, an answer, a moved date, an alarm, the cause, the end
are; another outlet, comment, colour, analysis and what everybody sees coming are not.
Rule 2: what the press tells of a step that was told lately is no news, only another wording.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.ledger.developments import Development, developments_of_episode, is_aside
from bot.core.ledger.fitting import FLIGHT_STEPS
from bot.core.types import Answer, Kind, Modality, Report, Story, Urgency, Worth

LATELY = timedelta(hours=48)
"""So long after a step was told the press tells it again."""

_OPPOSING = frozenset({Answer.DENIES, Answer.DOUBTS})
"""Worth a message whatever they tell; other answers have a step or a party's word."""

_CLAIMS = frozenset({Kind.CLAIM, Kind.DENIAL, Kind.CORRECTION})


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
    before = _before(story, told)
    reasons = (_reason(each, before) for each in telling)
    reason = next(filter(None, reasons), "")
    if not reason and not before and any(map(_opens, telling)):
        reason = "new story"
    begins = told.episode == 1 and not before
    loud = any(_is_loud(each, begins=begins) for each in telling)
    return Worthy(reason, loud=loud) if reason else None


def _before(story: Story, told: Development) -> list[Development]:
    """Return the developments of the episode that were told before this one."""
    return [each for each in developments_of_episode(story) if each.number < told.number]


def _reason(report: Report, before: list[Development]) -> str:
    if report.how in _OPPOSING:
        return "an answer"
    if report.party:
        prepares = report.worth is Worth.DIGEST or (before and _is_preparation(report))
        return "" if prepares else report.step or "a party speaks"
    if _is_preparation(report) or report.kind is Kind.ANALYSIS:
        return ""
    if report.kind in (Kind.DENIAL, Kind.CORRECTION):
        return "a claim"
    if _is_told_lately(report, before):
        return ""
    if report.urgency is Urgency.EXTRAORDINARY:
        return "alarm"
    return report.step or ("a claim" if report.kind in _CLAIMS else "")


def _is_told_lately(report: Report, before: list[Development]) -> bool:
    """Whether its step, or an alarm without one, was told shortly before."""
    told = (it for each in before for it in each.reports if not is_aside(it))
    return any(report.at - it.at <= LATELY and _is_the_same(report, it) for it in told)


def _is_the_same(report: Report, told: Report) -> bool:
    """Whether both tell one step of one flight, with no date that is new, or both only alarm."""
    if report.step != told.step or not _dates(report) <= _dates(told):
        return False
    if report.missions and told.missions and set(report.missions).isdisjoint(told.missions):
        return False
    alarming = report.urgency is told.urgency is Urgency.EXTRAORDINARY
    return bool(report.step) or alarming


def _dates(report: Report) -> set[str]:
    return {fact.value for fact in report.facts if fact.kind.endswith("date")}


def _is_preparation(report: Report) -> bool:
    """Whether it tells what everybody sees coming: a step of a flight that is planned."""
    planned = report.modality is Modality.PLANS and report.step in ("", *FLIGHT_STEPS)
    return report.worth is Worth.DIGEST or planned


def _opens(report: Report) -> bool:
    """Whether a report without a step is worth beginning a story with: whatever it is, but no
    preparation, comment or look back.
    """
    return not _is_preparation(report) and report.kind is not Kind.ANALYSIS


def _is_loud(report: Report, *, begins: bool) -> bool:
    """Whether a telling may make a sound: what has come, is decided, or a party denies."""
    if report.worth in _SILENT:
        return False
    alarms = report.urgency is Urgency.EXTRAORDINARY
    if report.party:
        weighty = alarms or report.worth in (Worth.LOUD, Worth.WEIGHTY)
        return report.modality is Modality.DENIES or (weighty and report.modality in _OWN_WORD)
    return report.modality in _DEEDS and (report.worth is Worth.LOUD or (alarms and begins))


_SILENT = (Worth.MESSAGE, Worth.DIGEST)
_DEEDS = (Modality.STATES, Modality.DECIDED)
_OWN_WORD = (*_DEEDS, Modality.PLANS)
