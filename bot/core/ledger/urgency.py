"""How much a report matters - extraordinary, normal, routine - and which genre it has, where that
never makes an alert: a round-up, a photo. Each with the words that show it.

Rule 1: the headline decides; below a calm headline only grave words count.
Rule 2: what is denied, mended, tested, rehearsed or long ago is no alarm.
Rule 3: a genre that never makes an alert is routine, and so is a day at the station like others; a
        step of a flight is neither.
Rule 4: structure holds whatever the headline mentions: "Rocket Report: ...; ..." is a round-up.
Rule 5: words of colour hold only where nothing happens: no step of a flight, no alarm, no
        decision. A ship that docks with pizza aboard docks.
Rule 6: a party's own notice of when it will show a step of a flight says when that step is due: it
        is news of the flight. Where to watch it, as others tell, is none.
"""

import re
from dataclasses import dataclass

from bot.core.lang.normalize import strip_rubric
from bot.core.ledger.cues import CueGroup, Cues
from bot.core.ledger.names import readable
from bot.core.types import Genre, Urgency

BELOW = 300
"""Characters read below the headline."""


@dataclass(frozen=True, slots=True)
class GenreCues:
    """What shows a genre."""

    genre: Genre
    patterns: re.Pattern[str] | None
    """Structure, over a headline in lower case."""
    words: CueGroup
    calm: CueGroup
    """Words that hold only where nothing happens."""
    below: CueGroup
    """Words of the text below a calm headline."""


def genre_of(*, title: str, text: str, cues: Cues, own: bool = False) -> tuple[Genre | None, str]:
    """Return the genre and the words that show it; None if it may make an alert.

    `own`: on the channel of a party.
    """
    headline = readable(title)
    genre, words = _form(title, headline, readable(text[:BELOW]), cues)
    if own and genre is Genre.COVERAGE and _is_timetable(headline, cues):
        return None, ""
    return genre, words


def _form(title: str, headline: str, below: str, cues: Cues) -> tuple[Genre | None, str]:
    whole = (headline.lower(), readable(strip_rubric(title)).lower())
    for each in cues.genres:
        if words := _structure(whole, headline, each):
            return each.genre, words
    if something_happens(headline, cues):
        return None, ""
    for each in cues.genres:
        if found := each.calm.first_match(headline):
            return each.genre, found.words
    if cues.alarm_in(below, "grave"):
        return None, ""
    for each in cues.genres:
        if found := each.below.first_match(below):
            return each.genre, found.words
    return None, ""


def something_happens(headline: str, cues: Cues) -> bool:
    """Whether a `readable` headline tells a step of a flight, an alarm or a decision."""
    alarm = cues.alarm_in(headline, "alarming") or cues.alarm_in(headline, "deciding")
    return bool(alarm) or headline in cues.group("step")


def _is_timetable(headline: str, cues: Cues) -> bool:
    """Whether it names a step of a flight; an invitation of the press to it is no timetable."""
    named = headline in cues.group("due") or headline in cues.group("step")
    return named and headline not in cues.group("press")


def _structure(whole: tuple[str, str], headline: str, cues: GenreCues) -> str:
    """Return the words of structure, in a headline in lower case with and without its rubric."""
    for text in whole:
        if cues.patterns and (found := cues.patterns.search(text)):
            return found[0].strip()
    words = cues.words.first_match(headline)
    return words.words if words else ""


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
        if words := cues.alarm_in(headline, group):
            return Urgency.EXTRAORDINARY, words
    found = cues.group("routine").first_match(headline)
    if found is not None and headline not in cues.group("step"):
        return Urgency.ROUTINE, found.words
    if words := cues.alarm_in(below, "grave"):
        return Urgency.EXTRAORDINARY, words
    return Urgency.NORMAL, ""
