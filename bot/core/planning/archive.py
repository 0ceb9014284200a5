"""An archive that reappears: what a feed had before, under new names and with today's date.

Rule 1: more than ten titles at once that the feed has had prove an archive; a few that come back
are news, as a weekly report is.
Rule 2: such an item is the one the feed had. In a document that has them in the order in which
they were met, what stands below one is older than it, whatever its date says.

Example: a site moves. Its feed has its last twenty items and thirty older ones, all with new
addresses and the day of the move for a date, and above them one that is new: that one is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bot.core.lang.normalize import tokens
from bot.core.planning.planner import BURST
from bot.core.types import Entry

_WORDS = 4
"""Titles of fewer words come back above other news."""


@dataclass(frozen=True, slots=True)
class Titled:
    """An entry that a feed had, as far as it matters here."""

    id: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Archive:
    """What a document's new entries are, once it is known which of them the feed has had."""

    fresh: tuple[Entry, ...]
    """Those it has not had; of what is older than others, `latest` says so."""
    again: tuple[Entry, ...] = ()
    """Those it has had, under their known id."""


def read_archive(entries: Sequence[Entry], had: Sequence[Titled]) -> Archive:
    """Tell a document's new entries, in its order, from those the feed `had`, in the order met."""
    known = {_words(each.title): (place, each) for place, each in enumerate(had)}
    met = [known.get(_words(each.title)) if _is_long(each.title) else None for each in entries]
    places = [found[0] for found in met if found]
    if len(places) <= BURST:
        return Archive(tuple(entries))
    pairs = [
        (entry, found[1] if found else None) for entry, found in zip(entries, met, strict=True)
    ]
    if _is_falling(places):
        pairs = _bounded(pairs)
    elif _is_falling(places[::-1]):
        pairs = _bounded(pairs[::-1])[::-1]
    return Archive(
        fresh=tuple(entry for entry, found in pairs if found is None),
        again=tuple(replace(entry, id=found.id) for entry, found in pairs if found),
    )


def _words(title: str) -> str:
    return " ".join(tokens(title))


def _is_long(title: str) -> bool:
    return len(tokens(title)) >= _WORDS


def _is_falling(places: Iterable[int]) -> bool:
    return all(later < earlier for earlier, later in pairwise(places))


_Pairs = list[tuple[Entry, Titled | None]]


def _bounded(pairs: _Pairs) -> _Pairs:
    """Say of entries the feed has not had that they are no newer than the one above them that it
    has had.
    """
    bound: datetime | None = None
    found: _Pairs = []
    for entry, known in pairs:
        bound = known.at if known else bound
        if known is None and bound is not None and bound < entry.at:
            found.append((replace(entry, published=None, latest=bound), None))
        else:
            found.append((entry, known))
    return found
