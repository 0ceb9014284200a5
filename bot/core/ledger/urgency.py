"""How much a report matters: extraordinary, normal or routine, with the words that show it.

Rule 1: the headline decides; below a calm headline only grave words count.
Rule 2: what is denied, mended, tested, rehearsed or long ago is no alarm.
Rule 3: a routine format (a photo of the day, a round-up) is routine whatever it mentions, and so
        is a picture with only a caption.
"""

from bot.core.ledger.cues import Cues
from bot.core.ledger.names import readable
from bot.core.types import Urgency

BELOW = 300
"""Characters read below the headline."""


def urgency_of(*, title: str, text: str, cues: Cues) -> tuple[Urgency, str]:
    """Return how much a report matters, and the words that show it; none where it is normal."""
    headline, below = readable(title), readable(text[:BELOW])
    if (found := cues.group("format").first_match(headline)) is not None:
        return Urgency.ROUTINE, found.words
    for group in ("alarming", "deciding"):
        if words := _alarm(headline, group, cues):
            return Urgency.EXTRAORDINARY, words
    if (found := cues.group("routine").first_match(headline)) is not None:
        return Urgency.ROUTINE, found.words
    if words := _alarm(below, "grave", cues):
        return Urgency.EXTRAORDINARY, words
    if (found := cues.group("caption").first_match(below)) is not None:
        return Urgency.ROUTINE, found.words
    return Urgency.NORMAL, ""


def _alarm(text: str, group: str, cues: Cues) -> str:
    """Return the first alarming words that nothing takes back."""
    alarms = cues.group(group).matches(text)
    if not alarms or text in cues.group("unreal"):
        return ""
    calmed = cues.group("calmed").matches(text)
    return next((alarm.words for alarm in alarms if not any(map(alarm.overlaps, calmed))), "")
