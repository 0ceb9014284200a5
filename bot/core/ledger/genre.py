"""Which form a report has, where it is one that never makes an alert: a round-up, a photo.

Rule 1: structure holds whatever the headline mentions: "Rocket Report: ...; ..." is a round-up.
Rule 2: words of colour hold only where nothing happens: no step of a flight, no alarm, no
        decision. A ship that docks with pizza aboard docks.
Rule 3: a party's own notice of when it will show a step of a flight says when that step is due: it
        is news of the flight. Where to watch it, as others tell, is none.
"""

import re
from dataclasses import dataclass

from bot.core.lang.normalize import strip_rubric
from bot.core.ledger.alarms import alarm_in
from bot.core.ledger.cues import CueGroup, Cues
from bot.core.ledger.names import readable
from bot.core.types import Genre

BELOW = 300
"""Characters read below the headline."""


@dataclass(frozen=True, slots=True)
class GenreCues:
    """What shows a form."""

    genre: Genre
    patterns: re.Pattern[str] | None
    """Structure, over a headline in lower case."""
    words: CueGroup
    calm: CueGroup
    """Words that hold only where nothing happens."""
    below: CueGroup
    """Words of the text below a calm headline."""


def genre_of(*, title: str, text: str, cues: Cues, own: bool = False) -> tuple[Genre | None, str]:
    """Return the form and the words that show it; None if it may make an alert.

    `own`: on the channel of a party.
    """
    headline = readable(title)
    genre, words = _form(title, headline, readable(text[:BELOW]), cues)
    if own and genre is Genre.COVERAGE and _is_timetable(headline, cues):
        return None, ""
    return genre, words


def _form(title: str, headline: str, below: str, cues: Cues) -> tuple[Genre | None, str]:
    for each in cues.genres:
        if words := _structure(title, headline, each):
            return each.genre, words
    if something_happens(headline, cues):
        return None, ""
    for each in cues.genres:
        if found := each.calm.first_match(headline):
            return each.genre, found.words
    if alarm_in(below, "grave", cues):
        return None, ""
    for each in cues.genres:
        if found := each.below.first_match(below):
            return each.genre, found.words
    return None, ""


def something_happens(headline: str, cues: Cues) -> bool:
    """Whether a `readable` headline tells a step of a flight, an alarm or a decision."""
    alarm = alarm_in(headline, "alarming", cues) or alarm_in(headline, "deciding", cues)
    return bool(alarm) or headline in cues.group("step")


def _is_timetable(headline: str, cues: Cues) -> bool:
    """Whether it names a step of a flight; an invitation of the press to it is no timetable."""
    named = headline in cues.group("due") or headline in cues.group("step")
    return named and headline not in cues.group("press")


def _structure(title: str, headline: str, cues: GenreCues) -> str:
    folded = headline.lower()
    for text in (folded, readable(strip_rubric(title)).lower()):
        if cues.patterns and (found := cues.patterns.search(text)):
            return found[0].strip()
    words = cues.words.first_match(headline)
    return words.words if words else ""
