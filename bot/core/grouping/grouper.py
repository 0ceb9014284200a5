"""Same story? Each entry joins a story, opens one, or reopens an old one as a new episode.

Online, one pass, no second thoughts. The same entries in the same order give the same stories,
also with a restart in between: see `memory`. docs/stories.md explains the rules.
"""

import hashlib
from dataclasses import dataclass

from bot.core.grouping.deduplicator import repetition
from bot.core.grouping.entities import Entities
from bot.core.grouping.features import Features, features
from bot.core.grouping.scoring import Scoring
from bot.core.grouping.ties import Ties
from bot.core.grouping.tuning import DAY, Tuning
from bot.core.grouping.window import Profile, Told, Window
from bot.core.lang.stems import stem
from bot.core.reasons.news import Placed
from bot.core.types import Entry, Placement, Reason, Relation

CAPACITY = 20_000
"""Entries remembered: about a year of both subjects, 90 to 160 MB."""
RECENT = 30
"""Newest entries that say which story fills the news,"""
BURST_WITHIN, REACTION_WITHIN = 1.5 * DAY, 7 * DAY
"""as far as they are within so many seconds of the entry: a rush is over sooner than reactions."""
_COMPARED = 10
"""Newest entries of a story that are compared as texts."""
_DOMINANT = 3
"""Entries from which a story can be what people react to without naming it."""


@dataclass(frozen=True, slots=True)
class Match:
    """The story an entry fits best."""

    profile: Profile
    gap: float
    reopens: bool
    reasons: tuple[Reason, ...]


class Grouper:
    """The stories of the newest `capacity` entries."""

    def __init__(
        self, entities: Entities, *, capacity: int = CAPACITY, tuning: Tuning | None = None
    ) -> None:
        self._entities = entities
        self._memory = Window(capacity, RECENT)
        numbers = tuning or Tuning()
        self._bonds = Ties(entities, self._memory, numbers)
        self._affinity = Scoring(entities, self._memory, numbers, self._bonds)

    def place(self, entry: Entry) -> Placement:
        """Decides where the entry belongs, and remembers it."""
        about = features(entry, self._entities)
        placement = self._decided(about)
        self._memory.remember(about, placement.story)
        return placement

    def remember(self, entry: Entry, placement: Placement) -> None:
        """Restores one placed entry; to be called for the newest `CAPACITY` in their order."""
        self._memory.remember(features(entry, self._entities), placement.story)

    def _decided(self, about: Features) -> Placement:
        if copied := self._copied(about):
            return copied
        if about.alone:
            return _opened(about, Placed.JOINS_NONE(what=about.alone))
        match = self._best(about) or self._dominant(about)
        if match is None:
            return _opened(about, Placed.FIRST())
        return self._repeated(about, match.profile) or _joined(match)

    def _copied(self, about: Features) -> Placement | None:
        for told in (self._memory.same_address(about), self._memory.same_title(about)):
            if told and (reason := repetition(told.features, about, self._entities)):
                return _same(told, reason)
        return None

    def _repeated(self, about: Features, profile: Profile) -> Placement | None:
        for told in list(profile.told)[-_COMPARED:]:
            if reason := repetition(told.features, about, self._entities):
                return _same(told, reason)
        return None

    def _best(self, about: Features) -> Match | None:
        profile = self._affinity.best(about, self._shares(about, BURST_WITHIN))
        if profile is None:
            return None
        gap = profile.gap(about.at)
        return Match(profile, gap, self._bonds.quiet(profile, gap), self._shared(about, profile))

    def _shared(self, about: Features, profile: Profile) -> tuple[Reason, ...]:
        """What the two have in common, the most telling first."""
        weights = about.concepts
        things = sorted(weights.keys() & profile.concepts.of.keys())
        things.sort(key=lambda concept: -weights[concept])
        words = [word for word in about.telling() if stem(word) in profile.words.of]
        shared = []
        if things:
            names = map(self._entities.label, things[:3])
            shared.append(Placed.THINGS(things=", ".join(names)))
        if words:
            shared.append(Placed.WORDS(words=", ".join(words[:5])))
        return tuple(shared)

    def _dominant(self, about: Features) -> Match | None:
        """The story that fills the news, for a reaction that names nothing of its own."""
        shares = self._shares(about, REACTION_WITHIN)
        if not shares or not self._bonds.answers(about):
            return None
        story = max(sorted(shares), key=lambda story: shares[story])
        profile = self._memory.stories[story]
        if len(profile.told) < _DOMINANT or not self._bonds.lasting(profile):
            return None
        if shares[story] * 2 < sum(shares.values()):
            return None
        return Match(profile, profile.gap(about.at), False, (Placed.REACTION(),))

    def _shares(self, about: Features, within: float) -> dict[str, float]:
        shares: dict[str, float] = {}
        for story in self._memory.recently(about.at, within):
            shares[story] = shares.get(story, 0.0) + 1 / RECENT
        return shares


def story_id(entry: str) -> str:
    """16 hex digits computed from the id of a story's first entry."""
    return hashlib.sha256(f"story {entry}".encode("utf-8", "replace")).hexdigest()[:16]


def _opened(about: Features, reason: Reason) -> Placement:
    return Placement(story_id(about.entry), Relation.NEW, reasons=(reason,))


def _joined(match: Match) -> Placement:
    relation = Relation.REOPENS if match.reopens else Relation.JOINS
    return Placement(match.profile.id, relation, reasons=(*match.reasons, _apart(match.gap)))


def _same(told: Told, what: Reason) -> Placement:
    reason = Placed.REPEATS(what=what, title=told.features.title, feed=told.features.feed)
    return Placement(told.story, Relation.SAME, told.features.entry, (reason,))


def _apart(gap: float) -> Reason:
    hours = gap / 3600
    if hours < 48:
        return Placed.HOURS_APART(n=round(hours))
    return Placed.DAYS_APART(n=round(hours / 24))
