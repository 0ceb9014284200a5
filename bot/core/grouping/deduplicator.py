"""Same text, same story? Two entries compared by themselves.

Rule 1: a copy is judged by its text, not by what it is about: another number, date or subject in
the headline, or an opposite verb, makes another text, however alike the rest is.
Rule 2: two alike headlines of one outlet at different addresses are a series, not a copy.

Copies: "Soyuz MS-26 lands in Kazakhstan" from two agencies, in one of them "Kazahkstan"; an edited
headline at the same address. Not copies: "Progress MS-28 docks" and "Progress MS-29 docks"
(number), "docks" and "undocks" (opposite), "Crew answers children" twice in a week in one feed
(series).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.grouping.entities import Entities, Family, NewsEvent
from bot.core.grouping.features import Features, features, vector_length
from bot.core.lang.stems import Synonyms
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
    """Answer both questions about two entries, without the rest of the news."""
    one, other = features(a, entities), features(b, entities)
    likeness = _likeness(one, other, entities)
    if reason := repetition(one, other, entities):
        return Comparison(True, True, max(likeness, SAME_STORY), (reason,))
    if reason := _division(one, other):
        return Comparison(False, False, min(likeness, SAME_STORY - 0.01), (reason,))
    same = likeness >= SAME_STORY
    reason = _likeness_reason(one, other, likeness, entities.synonyms)
    return Comparison(False, same, likeness, (reason,))


SAME_STORY = 0.38
"""Likeness from which two entries are one story, if nothing speaks against it."""
_COPY_WITHIN = 30 * 86_400.0
"""Seconds, as below: a headline repeated after more than a month is a habit, not a copy."""
_EDITED_WITHIN = 4 * 86_400.0
"""Within this any headline at an address is an edit of the one before."""
_FLIGHT_WITHIN = 12 * 86_400.0
"""Reports about one flight that are further apart are about different parts of it."""
_HALVED_AFTER = 21 * 86_400.0
_SERIES_WITHIN = 2 * 86_400.0
"""Reports of one outlet that are further apart are two news."""


def repetition(one: Features, other: Features, entities: Entities) -> Reason | None:
    """Return why the two are one text; None if they are not."""
    if _same_page(one, other):
        return Compared.SAME_ADDRESS()
    if abs(one.at - other.at) > _COPY_WITHIN or not one.title or not other.title:
        return None
    if one.feed == other.feed and (one.title != other.title or _days_apart(one, other)):
        return None
    if one.standalone or other.standalone or opposed(one, other, entities):
        return None
    if one.title == other.title:
        return Compared.SAME_HEADLINE()
    if one.numbers != other.numbers or one.missions != other.missions:
        return None
    return _edited(one, other)


def _same_page(one: Features, other: Features) -> bool:
    """Whether they are one page: some addresses carry one piece of news after another, so after
    four days the headlines must be alike too.
    """
    if not one.address or one.address != other.address:
        return False
    soon = abs(one.at - other.at) <= _EDITED_WITHIN
    return soon or fuzz.token_sort_ratio(one.title, other.title) >= _EDITED


def _edited(one: Features, other: Features) -> Reason | None:
    """Return why one headline is an edit of the other; None if it is not."""
    titles = fuzz.token_sort_ratio(one.title, other.title, score_cutoff=_EDITED)
    copied = titles and one.summary and other.summary
    if copied and fuzz.ratio(one.summary, other.summary, score_cutoff=_COPIED):
        return Compared.SAME_TEXT()
    if titles < _NEARLY:
        return None
    if one.title_words == other.title_words:
        return Compared.SAME_HEADLINE()
    return Compared.SAME_BUT_SPELLING() if _misspelt(one.title_words, other.title_words) else None


_EDITED, _COPIED, _NEARLY = 60.0, 92.0, 85.0


def _misspelt(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether they differ in spelling only: the same long words but for a letter or two."""
    if len(one) != len(other):
        return "".join(one) == "".join(other)
    differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return all(len(a) > 6 and fuzz.ratio(a, b) >= 85 and a[-2:] == b[-2:] for a, b in differ)


def _days_apart(one: Features, other: Features) -> bool:
    return abs(one.at - other.at) > _SERIES_WITHIN


def opposed(one: Features, other: Features, entities: Entities) -> bool:
    """Whether one says the opposite of the other: docks and undocks, delays and resumes."""
    return _opposes(one.events, other.events, entities) or _opposes(
        other.events, one.events, entities
    )


def _opposes(events: frozenset[str], others: frozenset[str], entities: Entities) -> bool:
    for id in events - others:
        event = entities.by_id[id]
        if isinstance(event, NewsEvent) and any(
            each in others - events for each in event.opposite
        ):
            return True
    return False


def _division(one: Features, other: Features) -> Reason | None:
    """Return what makes them two stories, however alike they are; None if nothing does."""
    if standalone := one.standalone or other.standalone:
        return Compared.SHARES_NONE(what=standalone)
    if one.missions and other.missions and not one.missions & other.missions:
        return Compared.MISSIONS()
    if one.missions & other.missions:
        return _flight_division(one, other)
    if one.feed == other.feed and (one.numbers != other.numbers or _days_apart(one, other)):
        return Compared.SERIES()
    return None


def _flight_division(one: Features, other: Features) -> Reason | None:
    """Return why entries about one mission are two stories: other phases, or too far apart."""
    phases = {Family.UP, Family.DOWN}
    up, down = one.families & phases, other.families & phases
    if len(up) == len(down) == 1 and up != down:
        return Compared.PHASES()
    return Compared.WEEKS() if abs(one.at - other.at) > _FLIGHT_WITHIN else None


def _likeness(one: Features, other: Features, entities: Entities) -> float:
    """Return how alike two entries are, 0 to 1.

    It is the cosine of their words, halved for every three weeks between them. Of two outlets
    within two days the cosine of what both are about may count instead: that is the same in every
    language. A shared mission is worth 0.76, twice what makes one story.
    """
    cosine = _cosine(_word_weights(one, entities), _word_weights(other, entities))
    if one.missions & other.missions:
        cosine = max(cosine, 2 * SAME_STORY)
    elif _may_be_one_event(one, other, entities):
        cosine = max(cosine, _cosine(one.concepts, other.concepts) - _BY_CHANCE)
    return min(1.0, cosine * math.pow(0.5, abs(one.at - other.at) / _HALVED_AFTER))


_COMMON = 0.7
"""Weight of a word that half of all space news has."""
_BY_CHANCE = 0.3
"""Cosine that any two pieces of space news may have: all of it is about the same few things."""


def _word_weights(features: Features, entities: Entities) -> dict[str, float]:
    common = entities.common
    words = features.stem_weights.items()
    return {word: weight * (_COMMON if word in common else 1.0) for word, weight in words}


def _may_be_one_event(one: Features, other: Features, entities: Entities) -> bool:
    """Whether two outlets name one event or thing within two days, and do not contradict."""
    named = one.subjects & other.subjects or one.things & other.things
    soon = one.feed != other.feed and not _days_apart(one, other)
    return bool(named) and soon and not opposed(one, other, entities)


def _cosine(some: Mapping[str, float], others: Mapping[str, float]) -> float:
    shared = sum(weight * others.get(word, 0.0) for word, weight in some.items())
    if not shared:
        return 0.0
    return shared / (vector_length(some.values()) * vector_length(others.values()))


def _likeness_reason(one: Features, other: Features, likeness: float, same: Synonyms) -> Reason:
    theirs = other.stem_weights
    shared = [word for word in one.distinctive_words(same) if same.word(word) in theirs]
    score = f"{likeness:.2f}"
    if not shared:
        return Compared.NO_WORDS(score=score)
    return Compared.LIKENESS(words=", ".join(shared[:8]), score=score)
