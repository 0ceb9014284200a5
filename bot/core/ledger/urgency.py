"""How much a report matters: extraordinary, normal or routine, with the words that show it.

Rule 1: the headline decides; below a calm headline only grave words count.
Rule 2: what is denied, mended, tested, rehearsed or long ago is no alarm.
Rule 3: a form that never makes an alert (`core/ledger/genre.py`) is routine, and so is a day at
        the station like others; a step of a flight is neither.
"""

from bot.core.ledger.alarms import alarm_in
from bot.core.ledger.cues import Cues
from bot.core.ledger.genre import BELOW, genre_of
from bot.core.ledger.names import readable
from bot.core.types import Genre, Urgency


def urgency_of(
    *, title: str, text: str, cues: Cues, form: tuple[Genre | None, str] | None = None
) -> tuple[Urgency, str]:
    """Return how much a report matters, and the words that show it; none where it is normal.

    `form`: what `genre_of` has said, where it was asked already.
    """
    genre, words = form or genre_of(title=title, text=text, cues=cues)
    if genre is not None:
        return Urgency.ROUTINE, words
    headline, below = readable(title), readable(text[:BELOW])
    for group in ("alarming", "deciding"):
        if words := alarm_in(headline, group, cues):
            return Urgency.EXTRAORDINARY, words
    found = cues.group("routine").first_match(headline)
    if found is not None and headline not in cues.group("step"):
        return Urgency.ROUTINE, found.words
    if words := alarm_in(below, "grave", cues):
        return Urgency.EXTRAORDINARY, words
    return Urgency.NORMAL, ""
