"""How well an entry fits each story: alike in words, about the same things, near enough in time.

Rule 1: 1 is just enough. Words and things add up, so that neither has to carry it alone.
Rule 2: words fade with time and with what came since, at the pace the story had.

A worked example: "Spray of coolant from Soyuz blamed on micrometeoroid", in a window of eight
entries; four of them are of a story about the coolant leak on Soyuz MS-22, the last 15 hours ago.
  words    cosine 0.366 / 0.14 = 2.61
  burst    x (1 + 2 x 4/30), as 4 of the newest 30 entries are of the story: 3.31
  fading   x 0.5 ** (0.625 days / 2), so 0.81; its four reports span six places, one in two, so its
           pace is 100 + 20 x 2 = 140 entries; the last is 2 places back: / (1 + 2/140). 2.63
  things   only "Soyuz" is shared, of soyuz and impact: cosine 0.38 / 0.6 = 0.63
  score    2.63 + 0.63 = 3.26: it joins.
Two weeks later the words would have faded to 0.02, and at most 0.65 in all opens a new story.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.grouping.entities import Entities
from bot.core.grouping.features import Features, vector_length
from bot.core.grouping.ties import Ties
from bot.core.grouping.tuning import DAY, Tuning
from bot.core.grouping.window import Profile, Window

_NONE: dict[str, int] = {}
_WORTH_A_LOOK = 0.2
"""Least dot product over the entry's length. A story of two words is at least 2.8 long, so below
this the cosine is under 0.07.
"""
_LIKENED = 12
"""Newest entries of a story that are compared one by one."""
_PACED = 3
"""Entries from which a story has a pace."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an entry shares with stories, each by the id of the story."""

    words: Mapping[str, float]
    """Cosine between its words and theirs, where they share a rare one."""
    ties: Mapping[str, float]
    names: Mapping[str, float]
    enough: float
    """The cosine that is worth a score of 1."""
    fade_days: float
    """Days after which words count half."""


class Scoring:
    """Scores of entries for the stories of one window."""

    def __init__(self, entities: Entities, window: Window, tuning: Tuning, ties: Ties) -> None:
        self._common = entities.common
        self._window = window
        self._tuning = tuning
        self._ties = ties

    def evidence(self, about: Features) -> Evidence:
        """Return what the entry shares with the stories of the window."""
        return Evidence(
            self._words_alike(about),
            self._ties.strengths(about),
            self._ties.names_shared(about),
            *self._of_words(about),
        )

    def best(
        self, about: Features, evidence: Evidence, shares: Mapping[str, float]
    ) -> Profile | None:
        """Return the story that the entry fits best, if it scores 1; of equals the latest.

        `shares` says which part of the newest entries each story has.
        """
        names = self._tuning.shared_name * len(about.names)
        best, chosen = (1.0, -1), None
        for story in evidence.words.keys() | evidence.ties.keys() | evidence.names.keys():
            tie, share = evidence.ties.get(story, 0.0), shares.get(story, 0.0)
            # fading only lowers this sum, and every shared name is in it: no need to look closer
            most = self._words(evidence, story, share) + evidence.names.get(story, 0.0)
            if most + (tie and tie + names) < best[0]:
                continue
            profile = self._window.stories[story]
            if self._ties.divided(about, profile):
                continue
            score = self.score(about, profile, evidence, share)
            if (score, profile.last.sequence) > best:
                best, chosen = (score, profile.last.sequence), profile
        return chosen

    def score(self, about: Features, profile: Profile, evidence: Evidence, share: float) -> float:
        """Return how well the entry fits a story that has this share of the newest entries."""
        words, tie = self._words(evidence, profile.id, share), evidence.ties.get(profile.id, 0.0)
        faded = self._faded(about, profile, words, tie, evidence.fade_days)
        return evidence.names.get(profile.id, 0.0) + faded

    def _words(self, evidence: Evidence, story: str, share: float) -> float:
        return evidence.words.get(story, 0.0) / evidence.enough * (1 + self._tuning.burst * share)

    def likest(self, about: Features, profile: Profile) -> float:
        """Return the greatest cosine between the words of the entry and of one of the story's;
        words of all space news count for nothing.
        """
        weights = {word: self._rarity(word) * n for word, n in about.stem_weights.items()}
        telling = weights.keys() - self._common
        length, most = vector_length(weights.values()), 0.0
        for each in profile.entries[-_LIKENED:]:
            theirs = each.features.stem_weights
            if shared := telling & theirs.keys():
                dot = sum(weights[word] * self._rarity(word) * theirs[word] for word in shared)
                other = vector_length(self._rarity(word) * n for word, n in theirs.items())
                most = max(most, dot / (length * other))
        return most

    def _of_words(self, about: Features) -> tuple[float, float]:
        """Return the cosine that is enough, and the days after which it counts half."""
        tuning = self._tuning
        if about.space or self._window.is_mostly_space:
            return tuning.words, tuning.fade_days
        return tuning.general_words, tuning.general_fade_days

    def _faded(
        self, about: Features, profile: Profile, words: float, tie: float, fade_days: float
    ) -> float:
        tuning, gap = self._tuning, profile.gap(about.at)
        if tie and gap > self._ties.horizon(about, profile):
            tie = 0.0
        if tie and about.cyrillic != profile.last.features.cyrillic:
            tie += tuning.shared_name * sum(name in profile.names for name in about.names)
        if about.feed and profile.only_from(about.feed):
            words *= tuning.own_outlet
        age = (self._window.sequence - profile.last.sequence) / self._pace(profile)
        return words * math.pow(0.5, gap / DAY / fade_days) / (1 + age) + tie

    def _words_alike(self, about: Features) -> dict[str, float]:
        """Return the cosine between the entry's words and each story that shares a rare one."""
        window = self._window
        weights = {word: self._rarity(word) * n for word, n in about.stem_weights.items()}
        dots: dict[str, float] = {}
        telling: set[str] = set()
        # Rarest first: rare words find the stories, words of many stories only weigh those found.
        for word in sorted(weights, key=lambda word: -weights[word])[: self._tuning.asked_words]:
            counts, weight = window.by_word.get(word, _NONE), weights[word]
            if len(counts) <= self._tuning.candidates:
                for story, count in counts.items():
                    dots[story] = dots.get(story, 0.0) + weight * count
                if word not in self._common:
                    telling.update(counts)
            else:
                for story in dots.keys() & counts.keys():
                    dots[story] += weight * counts[story]
        length = vector_length(weights.values())
        return {
            story: dot / (length * math.sqrt(window.stories[story].words.square))
            for story, dot in dots.items()
            if dot > length * _WORTH_A_LOOK
            and (story in telling or self._same_family(about, window.stories[story]))
        }

    def _same_family(self, about: Features, profile: Profile) -> bool:
        """Whether both tell of events of one kind, so that words of all space news may do."""
        return any(family in profile.named for family in about.families)

    def _rarity(self, word: str) -> float:
        """Return a word's weight: 10.6 for one never met, 5.3 for one in a hundred entries."""
        frequency = self._window.frequency.get(word, 0) + 0.5
        if word in self._common:
            frequency += self._tuning.common
        return max(0.05, math.log(self._tuning.rarity / frequency))

    def _pace(self, profile: Profile) -> float:
        """Return the entries after which silence halves the story: few if it came in a rush."""
        tuning, count = self._tuning, len(profile.entries)
        if count < _PACED:
            return tuning.fade_entries
        usual_gap = (profile.last.sequence - profile.entries[0].sequence) / (count - 1)
        return tuning.pace_least + tuning.pace_gaps * usual_gap
