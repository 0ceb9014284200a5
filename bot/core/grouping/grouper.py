"""Same story? Each entry joins a story, opens one, or reopens an old one as a new episode.

One pass over the entries as they come; a placement is never reconsidered. The same entries in the
same order give the same stories, also with a restart in between: see `window`. docs/stories.md
explains the rules.
"""

import hashlib
from dataclasses import dataclass, replace

from bot.core.grouping.deduplicator import repetition
from bot.core.grouping.entities import Entities
from bot.core.grouping.features import Features, features
from bot.core.grouping.scoring import Scoring
from bot.core.grouping.second_look import SecondLook
from bot.core.grouping.ties import Ties
from bot.core.grouping.tuning import DAY, Tuning
from bot.core.grouping.window import Profile, Remembered, Window
from bot.core.reasons.news import Placed
from bot.core.types import Entry, Placement, Reason, Relation

CAPACITY = 20_000
"""Entries remembered: about a year of both topics, 90 to 160 MB."""
RECENT = 30
"""How many of the newest entries show which story fills the news."""
BURST_WITHIN, REACTION_WITHIN = 1.5 * DAY, 7 * DAY
GENERAL_BURST_WITHIN = 14 * DAY
"""Seconds: of the newest entries only those this near in time count. A rush of reports is over
sooner than the reactions to it.
"""
_COMPARED = 10
"""Newest entries of a story whose texts are compared with the new one."""
_DOMINANT = 3
"""Entries from which a story is large enough to attract reactions that do not name it."""


@dataclass(frozen=True, slots=True)
class StoryMatch:
    """The story an entry fits best."""

    profile: Profile
    gap: float
    """Seconds since its last entries."""
    reopens: bool
    reasons: tuple[Reason, ...]


class Grouper:
    """The stories of the newest `capacity` entries."""

    def __init__(
        self, entities: Entities, *, capacity: int = CAPACITY, tuning: Tuning | None = None
    ) -> None:
        self._entities = entities
        self._window = Window(capacity, RECENT)
        numbers = tuning or Tuning()
        self._ties = Ties(entities, self._window, numbers)
        self._scoring = Scoring(entities, self._window, numbers, self._ties)
        self._second_look = SecondLook(entities, self._window, numbers, self._ties, self._scoring)

    def place(self, entry: Entry) -> Placement:
        """Decide where the entry belongs, and remember it there."""
        about = features(entry, self._entities)
        placement = self._decide(about)
        self._window.remember(about, placement.story)
        return replace(
            placement,
            about=tuple(
                sorted({*about.concepts, *about.events, *about.in_any_language} - about.missions)
            ),
            missions=tuple(sorted(about.missions)),
        )

    def remember(self, entry: Entry, placement: Placement) -> None:
        """Restore an entry placed earlier; call it for the newest `CAPACITY`, in their order."""
        self._window.remember(features(entry, self._entities), placement.story)

    def _decide(self, about: Features) -> Placement:
        # The order matters; the first answer counts. Say "Soyuz MS-22 leaks" is in the window.
        # 1. Same address or same headline as any remembered entry: a copy of its text. First,
        #    because a live blog at one address is the same text each time it is read.
        if copy := self._copy_of_any(about):
            return copy
        # 2. "Space news this week: ..." names five stories and belongs to none of them.
        if about.standalone:
            return _open_story(about, Placed.JOINS_NONE(what=about.standalone))
        # 3. "Leak found on Soyuz MS-22" scores at least 1 with that story. If no story does,
        #    "Experts await a statement" may still react to the story that fills the news.
        match = self._best_match(about)
        # 4. Nothing fits: it opens a story.
        if match is None:
            return _open_story(about, Placed.FIRST(), *self._flight_beside(about))
        # 5. Compared with the newest entries of that story, it may be a copy after all: the same
        #    text under a slightly edited headline at another address.
        return self._copy_within(about, match.profile) or _join_story(match)

    def _copy_of_any(self, about: Features) -> Placement | None:
        for known in (self._window.same_address(about), self._window.same_title(about)):
            if known and (reason := repetition(known.features, about, self._entities)):
                return _repeat(known, reason)
        return None

    def _copy_within(self, about: Features, profile: Profile) -> Placement | None:
        for known in profile.entries[-_COMPARED:]:
            if reason := repetition(known.features, about, self._entities):
                return _repeat(known, reason)
        return None

    def _best_match(self, about: Features) -> StoryMatch | None:
        general = not about.space and not self._window.is_mostly_space
        within = GENERAL_BURST_WITHIN if general else BURST_WITHIN
        shares, evidence = self._shares(about, within), self._scoring.evidence(about)
        if profile := self._scoring.best(about, evidence, shares):
            return self._match(about, profile)
        if match := self._dominant_match(about):
            return match
        profile = self._second_look.likeliest(about, evidence, shares)
        return self._match(about, profile, Placed.LIKELY()) if profile else None

    def _match(self, about: Features, profile: Profile, *reasons: Reason) -> StoryMatch:
        gap = profile.gap(about.at)
        reopens = self._ties.begins_episode(profile, gap)
        return StoryMatch(profile, gap, reopens, (*self._common(about, profile), *reasons))

    def _common(self, about: Features, profile: Profile) -> tuple[Reason, ...]:
        """Return what entry and story have in common, things before words."""
        weights = about.concepts
        things = sorted(weights.keys() & profile.concepts.terms.keys())
        things.sort(key=lambda concept: -weights[concept])
        same = self._entities.synonyms
        words = [
            word
            for word in about.distinctive_words(same)
            if same.word(word) in profile.words.terms
        ]
        shared = []
        if things:
            names = map(self._entities.label, things[:3])
            shared.append(Placed.THINGS(things=", ".join(names)))
        if words:
            shared.append(Placed.WORDS(words=", ".join(words[:5])))
        return tuple(shared)

    def _flight_beside(self, about: Features) -> tuple[Reason, ...]:
        """Say of which flight a place's trouble was born."""
        flights = ", ".join(map(self._entities.label, sorted(about.missions)))
        return (Placed.BORN_OF_FLIGHT(flight=flights),) if about.troubles and flights else ()

    def _dominant_match(self, about: Features) -> StoryMatch | None:
        """Return the story that fills the news, for a reaction that names nothing of its own.

        It must make up half of the newest entries: 8 of 15 reports about a leak, and "Officials
        decline to comment" is taken for a comment on the leak.
        """
        shares = self._shares(about, REACTION_WITHIN)
        if not shares or not self._ties.is_reaction(about):
            return None
        story = max(sorted(shares), key=lambda story: shares[story])
        profile = self._window.stories[story]
        if len(profile.entries) < _DOMINANT or not self._ties.is_lasting(profile):
            return None
        if shares[story] * 2 < sum(shares.values()):
            return None
        return StoryMatch(profile, profile.gap(about.at), False, (Placed.REACTION(),))

    def _shares(self, about: Features, within: float) -> dict[str, float]:
        """Return each story's share of the newest entries: 0.1 for 3 of 30."""
        shares: dict[str, float] = {}
        for story in self._window.recent_stories(about.at, within):
            shares[story] = shares.get(story, 0.0) + 1 / RECENT
        return shares


def story_id(entry: str) -> str:
    """Return a story's id: 16 hex digits computed from the id of its first entry."""
    return hashlib.sha256(f"story {entry}".encode("utf-8", "replace")).hexdigest()[:16]


def _open_story(about: Features, *reasons: Reason) -> Placement:
    return Placement(story_id(about.entry), Relation.NEW, reasons=reasons)


def _join_story(match: StoryMatch) -> Placement:
    relation = Relation.REOPENS if match.reopens else Relation.JOINS
    return Placement(match.profile.id, relation, reasons=(*match.reasons, _time_apart(match.gap)))


def _repeat(known: Remembered, what: Reason) -> Placement:
    reason = Placed.REPEATS(what=what, title=known.features.title, feed=known.features.feed)
    return Placement(known.story, Relation.SAME, known.features.entry, (reason,))


def _time_apart(gap: float) -> Reason:
    hours = gap / 3600
    if hours < 48:
        return Placed.HOURS_APART(n=round(hours))
    return Placed.DAYS_APART(n=round(hours / 24))
