"""Same text, same story? Two entries compared by themselves.

Rule 1: a copy is judged by its text, not by what it is about: a number, a date, an opposite verb
or another subject in the headline makes another text, however alike the rest is.
Rule 2: of two headlines of one outlet at different addresses, alike ones are a series.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.grouping.entities import Entities, Event, Family
from bot.core.grouping.features import Features, features
from bot.core.lang.stems import stem
from bot.core.reasons.news import Compared
from bot.core.types import Entry, Reason


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two entries are one text, one story, how alike they are (0..1), and why."""

    duplicate: bool
    same_story: bool
    score: float
    reasons: tuple[Reason, ...]


def compare(a: Entry, b: Entry, entities: Entities) -> Comparison:
    """Both questions about two entries, without the rest of the news."""
    one, other = features(a, entities), features(b, entities)
    likeness = _likeness(one, other, entities)
    if reason := repetition(one, other, entities):
        return Comparison(True, True, max(likeness, SAME_STORY), (reason,))
    if reason := _division(one, other):
        return Comparison(False, False, min(likeness, SAME_STORY - 0.01), (reason,))
    same = likeness >= SAME_STORY
    return Comparison(False, same, likeness, (_told(one, other, likeness),))


SAME_STORY = 0.38
"""Likeness from which two entries without a reason against it tell one story."""
_COPY_WITHIN = 30 * 86_400.0
"""Seconds: a headline repeated after more than a month is a habit, not a copy."""
_EDITED_WITHIN = 4 * 86_400.0
_FLIGHT_WITHIN = 12 * 86_400.0
_HALVED_AFTER = 21 * 86_400.0
_SERIES_WITHIN = 2 * 86_400.0


def repetition(one: Features, other: Features, entities: Entities) -> Reason | None:
    """Why the two are one text; None where they are not."""
    if _one_page(one, other):
        return Compared.SAME_ADDRESS()
    if abs(one.at - other.at) > _COPY_WITHIN or not one.title or not other.title:
        return None
    if one.feed == other.feed and (one.title != other.title or _apart(one, other)):
        return None
    if one.alone or other.alone or opposed(one, other, entities):
        return None
    if one.title == other.title:
        return Compared.SAME_HEADLINE()
    if one.numbers != other.numbers or one.missions != other.missions:
        return None
    return _edited(one, other)


def _one_page(one: Features, other: Features) -> bool:
    """Whether they stand at one address; after days only if the headline still resembles, for
    some pages carry news after news.
    """
    if not one.address or one.address != other.address:
        return False
    soon = abs(one.at - other.at) <= _EDITED_WITHIN
    return soon or fuzz.token_sort_ratio(one.title, other.title) >= _EDITED


def _edited(one: Features, other: Features) -> Reason | None:
    titles = fuzz.token_sort_ratio(one.title, other.title, score_cutoff=_EDITED)
    copied = titles and one.summary and other.summary
    if copied and fuzz.ratio(one.summary, other.summary, score_cutoff=_COPIED):
        return Compared.SAME_TEXT()
    if titles < _NEARLY:
        return None
    if one.said == other.said:
        return Compared.SAME_HEADLINE()
    return Compared.SAME_BUT_SPELLING() if _misspelt(one.said, other.said) else None


_EDITED, _COPIED, _NEARLY = 60.0, 92.0, 85.0


def _misspelt(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether what differs is spelling: the same words with a letter or two changed."""
    if len(one) != len(other):
        return "".join(one) == "".join(other)
    differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return all(len(a) > 6 and fuzz.ratio(a, b) >= 85 and a[-2:] == b[-2:] for a, b in differ)


def _apart(one: Features, other: Features) -> bool:
    return abs(one.at - other.at) > _SERIES_WITHIN


def opposed(one: Features, other: Features, entities: Entities) -> bool:
    """Whether one says the opposite of the other: docks and undocks, delays and resumes."""
    return _opposes(one.events, other.events, entities) or _opposes(
        other.events, one.events, entities
    )


def _opposes(events: frozenset[str], others: frozenset[str], entities: Entities) -> bool:
    for said in events - others:
        event = entities.by_id[said]
        if isinstance(event, Event) and any(each in others - events for each in event.opposite):
            return True
    return False


def _division(one: Features, other: Features) -> Reason | None:
    if alone := one.alone or other.alone:
        return Compared.SHARES_NONE(what=alone)
    if one.missions and other.missions and not one.missions & other.missions:
        return Compared.MISSIONS()
    if one.missions & other.missions:
        return _phases(one, other)
    if one.feed == other.feed and (one.numbers != other.numbers or _apart(one, other)):
        return Compared.SERIES()
    return None


def _phases(one: Features, other: Features) -> Reason | None:
    """Why two entries about one mission are two stories: another phase, or too long between."""
    phases = {Family.UP, Family.DOWN}
    up, down = one.families & phases, other.families & phases
    if len(up) == len(down) == 1 and up != down:
        return Compared.PHASES()
    return Compared.WEEKS() if abs(one.at - other.at) > _FLIGHT_WITHIN else None


def _likeness(one: Features, other: Features, entities: Entities) -> float:
    """Cosine of their words, halved for every three weeks between them; of two outlets within
    days also of what both are about, which is the same in every language.
    """
    cosine = _cosine(_telling(one, entities), _telling(other, entities))
    if one.missions & other.missions:
        cosine = max(cosine, 2 * SAME_STORY)
    elif _may_be_one_event(one, other, entities):
        cosine = max(cosine, _cosine(one.concepts, other.concepts) - _BY_CHANCE)
    return min(1.0, cosine * math.pow(0.5, abs(one.at - other.at) / _HALVED_AFTER))


_COMMON = 0.7
"""What a word weighs that half of all space news has."""
_BY_CHANCE = 0.3
"""Cosine that two pieces of space news may have by the few things that all of it is about."""


def _telling(features: Features, entities: Entities) -> dict[str, float]:
    common = entities.common
    words = features.words.items()
    return {word: weight * (_COMMON if word in common else 1.0) for word, weight in words}


def _may_be_one_event(one: Features, other: Features, entities: Entities) -> bool:
    """Whether two outlets name one event or thing within two days, and nothing against it."""
    named = one.subjects & other.subjects or one.things & other.things
    soon = one.feed != other.feed and not _apart(one, other)
    return bool(named) and soon and not opposed(one, other, entities)


def _cosine(some: Mapping[str, float], others: Mapping[str, float]) -> float:
    shared = sum(weight * others.get(word, 0.0) for word, weight in some.items())
    return shared / (_length(some) * _length(others)) if shared else 0.0


def _length(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))


def _told(one: Features, other: Features, likeness: float) -> Reason:
    shared = [word for word in one.telling() if stem(word) in other.words]
    score = f"{likeness:.2f}"
    if not shared:
        return Compared.NO_WORDS(score=score)
    return Compared.LIKENESS(words=", ".join(shared[:8]), score=score)
