"""How well an entry fits each story: alike in words, about the same things, near enough in time.

Rule 1: 1 is just enough. Words and things add up, so that neither has to carry it alone.
Rule 2: words fade with time and with what came since, by the pace the story had.
"""

import math

from bot.core.grouping.entities import Entities
from bot.core.grouping.features import Features
from bot.core.grouping.ties import Ties
from bot.core.grouping.tuning import DAY, Tuning
from bot.core.grouping.window import Profile, Window

_NONE: dict[str, int] = {}
_WORTH_A_LOOK = 0.2
"""A story of two words or more that has less in common with an entry cannot be its own."""
_PACED = 3
"""Entries from which a story has a pace."""


class Scoring:
    """Scores of one memory's stories."""

    def __init__(self, entities: Entities, memory: Window, tuning: Tuning, bonds: Ties) -> None:
        self._common = entities.common
        self._memory = memory
        self._tuning = tuning
        self._bonds = bonds

    def best(self, about: Features, shares: dict[str, float]) -> Profile | None:
        """The story that the entry fits best, if well enough; of equals the latest told.

        `shares` are the parts that stories have in the newest entries.
        """
        texts, ties = self._texts(about), self._bonds.ties(about)
        names = self._tuning.alphabets * len(about.names)
        best, chosen = (1.0, -1), None
        for story in texts | ties:
            tie, share = ties.get(story, 0.0), shares.get(story, 0.0)
            words = texts.get(story, 0.0) / self._tuning.text * (1 + self._tuning.burst * share)
            if words + (tie and tie + names) < best[0]:
                continue
            profile = self._memory.stories[story]
            score = self._score(about, profile, words=words, tie=tie), profile.last.sequence
            if score > best:
                best, chosen = score, profile
        return chosen

    def _score(self, about: Features, profile: Profile, *, words: float, tie: float) -> float:
        if self._bonds.divided(about, profile):
            return 0.0
        tuning, gap = self._tuning, profile.gap(about.at)
        if tie and gap > self._bonds.horizon(about, profile):
            tie = 0.0
        if tie and about.cyrillic != profile.last.features.cyrillic:
            tie += tuning.alphabets * sum(name in profile.names for name in about.names)
        if about.feed and profile.only_of(about.feed):
            words *= tuning.own
        age = (self._memory.sequence - profile.last.sequence) / self._pace(profile)
        return words * math.pow(0.5, gap / DAY / tuning.days) / (1 + age) + tie

    def _texts(self, about: Features) -> dict[str, float]:
        """Cosine of the entry's words with each story that shares a telling one of them."""
        memory = self._memory
        weights = {word: self._rarity(word) * weight for word, weight in about.words.items()}
        dots: dict[str, float] = {}
        for word in sorted(weights, key=lambda word: -weights[word])[: self._tuning.asked]:
            counts, weight = memory.by_word.get(word, _NONE), weights[word]
            if len(counts) <= self._tuning.candidates:
                for story, count in counts.items():
                    dots[story] = dots.get(story, 0.0) + weight * count
            else:
                for story in dots.keys() & counts.keys():
                    dots[story] += weight * counts[story]
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {
            story: dot / (length * math.sqrt(memory.stories[story].words.square))
            for story, dot in dots.items()
            if dot > length * _WORTH_A_LOOK
        }

    def _rarity(self, word: str) -> float:
        frequency = self._memory.frequency.get(word, 0) + 0.5
        if word in self._common:
            frequency += self._tuning.common
        return max(0.05, math.log(self._tuning.rarity / frequency))

    def _pace(self, profile: Profile) -> float:
        """Entries after which silence halves the story: few for one that came in a rush."""
        tuning, told = self._tuning, len(profile.told)
        if told < _PACED:
            return tuning.age
        between = (profile.last.sequence - profile.told[0].sequence) / (told - 1)
        return tuning.rush + tuning.rushes * between
