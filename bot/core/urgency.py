"""How much a report matters: extraordinary, normal or routine, with the words that show it.

Rule 1: the headline decides; the text below can only calm or make routine.
Rule 2: what is denied, tested, rehearsed or long ago is not an alarm.
"""

from bot.core.cues import Cues, Group, readable
from bot.core.types import Urgency

BELOW = 300
"""Characters below the headline that are looked at."""


def urgency_of(*, title: str, text: str, cues: Cues) -> tuple[Urgency, str]:
    """How much it matters and the words that show it; no words where it is simply normal."""
    headline, below = readable(title), readable(text[:BELOW])
    alarm = _alarm(headline, cues)
    if alarm:
        return Urgency.EXTRAORDINARY, alarm
    if (found := cues.group("routine").first(headline)) is not None:
        return Urgency.ROUTINE, found.words
    if alarm := _alarm(below, cues, group="grave"):
        return Urgency.EXTRAORDINARY, alarm
    return Urgency.NORMAL, ""


def _alarm(text: str, cues: Cues, *, group: str = "alarming") -> str:
    """The first alarming words that nothing in the text calms."""
    calmed = _spans(text, cues.group("calmed"))
    names = (group, "deciding") if group == "alarming" else (group,)
    for name in names:
        for found in cues.group(name).found(text):
            if not calmed:
                return found.words
    return ""


def _spans(text: str, group: Group) -> list[tuple[int, int]]:
    return [(found.start, found.start + len(found.words)) for found in group.found(text)]
