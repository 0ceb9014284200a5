"""A second look at an entry that fits no story: a story told these days, or one told again.

Rule 1: a story of these days is likely, the more so the fewer there are; a longer silence asks for
        nearly the same rare words.
Rule 2: other flights, other ships and one outlet's series never join here; after a silence no
        flight or spacewalk does, for they come again and again in the same words.

Rule 3: stations and agencies are in all of this news: who shares only them shares nothing.

An example: forty hours after "Zvezda smells of burnt plastic", with nothing told in between, comes
"Запах на «Звезде»: экипаж надел маски". Its score is 0.91, not enough for a first look.
  for       0.1, the score, and 0.23 for the cosine of the words: 1.24
  against   0.35 x ln 2 for the one story told, 0.28 x ln 7.7 for the quarters of a day: 0.81
It joins. With five other stories told in these days 1.80 speaks against: it opens its own.
"""

import math
from collections.abc import Mapping

from bot.core.grouping.entities import Entities, EntityKind, Family
from bot.core.grouping.features import Features
from bot.core.grouping.scoring import Evidence, Scoring
from bot.core.grouping.ties import Ties, concepts_alike
from bot.core.grouping.tuning import DAY, Tuning
from bot.core.grouping.window import Profile, Window

_THESE_DAYS, _TOLD_BESIDE = 2.5 * DAY, 2 * DAY
"""Seconds: how near a story of these days is, and those that are told beside it."""
_LOOKED_AT = 5
"""Stories alike in words that are compared entry by entry."""
_ROUTINE = frozenset({Family.UP, Family.DOWN, Family.OUTSIDE})


class SecondLook:
    """Finds the likeliest story for entries that fit none by themselves."""

    def __init__(
        self, entities: Entities, window: Window, tuning: Tuning, ties: Ties, scoring: Scoring
    ) -> None:
        self._window = window
        self._tuning = tuning
        self._ties = ties
        self._scoring = scoring
        self._everywhere = {
            each.id
            for each in entities.entities
            if each.kind in (EntityKind.STATION, EntityKind.AGENCY)
        }
        self._ships = {each.id for each in entities.entities if each.kind is EntityKind.VEHICLE}

    def likeliest(
        self, about: Features, evidence: Evidence, shares: Mapping[str, float]
    ) -> Profile | None:
        """Return the likeliest story; None if more speaks against each than for it."""
        if not about.dated or not (about.space or self._window.is_mostly_space):
            return None
        near = sorted(set(self._window.recent_stories(about.at, _THESE_DAYS)))
        likely = {story: self._likely_now(about, story, evidence, shares) for story in near}
        if not about.families & _ROUTINE:
            again = evidence.words.keys() - likely.keys()
            alike = sorted(again, key=lambda each: (-evidence.words[each], each))
            for story in alike[:_LOOKED_AT]:
                likely[story] = self._likely_again(about, story, evidence)
        likeliest = max(likely, key=lambda each: likely[each], default=None)
        if likeliest is None or likely[likeliest] <= 0:
            return None
        return self._window.stories[likeliest]

    def _likely_now(
        self, about: Features, story: str, evidence: Evidence, shares: Mapping[str, float]
    ) -> float:
        """Return how much more speaks for a story of these days than against it."""
        tuning, profile = self._tuning, self._window.stories[story]
        if self._contradicts(about, profile) or not self._share(about, profile, evidence):
            return 0.0
        told = {story, *self._window.recent_stories(about.at, _TOLD_BESIDE)}
        against = (
            tuning.likely_told * math.log(len(told) + 1)
            + tuning.likely_gap * math.log1p(4 * profile.gap(about.at) / DAY)
            + tuning.likely_between * math.log(self._window.sequence - profile.last.sequence)
        )
        score = self._scoring.score(about, profile, evidence, shares.get(story, 0.0))
        words = evidence.words.get(story, 0.0)
        shown = min(1.0, score) + words + self._concepts(about, profile)
        return tuning.likely + shown - against

    def _likely_again(self, about: Features, story: str, evidence: Evidence) -> float:
        """Return how much more speaks for a story after a silence than against it."""
        tuning, profile = self._tuning, self._window.stories[story]
        if self._contradicts(about, profile):
            return 0.0
        against = (
            tuning.again
            + tuning.again_gap * math.log1p(profile.gap(about.at) / DAY / 10)
            + tuning.again_between * math.log(self._window.sequence - profile.last.sequence)
        )
        score = min(1.0, self._scoring.score(about, profile, evidence, 0.0))
        lacks = against - score - self._concepts(about, profile)
        # one entry of a story is seldom thrice as like as the whole
        if lacks > tuning.again_words * 3 * evidence.words[story]:
            return 0.0
        return tuning.again_words * self._scoring.likest(about, profile) - lacks

    def _concepts(self, about: Features, profile: Profile) -> float:
        return self._tuning.likely_concepts * concepts_alike(about, profile)

    def _contradicts(self, about: Features, profile: Profile) -> bool:
        """Whether they cannot be one story, or the outlet alone has told it."""
        return (
            (bool(about.feed) and profile.only_from(about.feed))
            or self._ties.names_other_flights(about, profile)
            or self._ties.is_flight_beside_trouble(about, profile)
            or self._names_other_ships(about, profile)
        )

    def _share(self, about: Features, profile: Profile, evidence: Evidence) -> bool:
        """Whether they share a rare word, or something else than the stations and agencies."""
        return profile.id in evidence.words or any(
            each in profile.named for each in about.indexed if each not in self._everywhere
        )

    def _names_other_ships(self, about: Features, profile: Profile) -> bool:
        """Whether both name kinds of ship, and none is the same."""
        owned = self._tuning.owned
        ships = {ship for ship in self._ships if profile.share(ship) >= owned}
        return bool(about.ships and ships) and not about.ships & ships
