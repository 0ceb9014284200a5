"""The newest entries, which the grouper compares new ones with, and what each story is about.

Rule 1: everything here is a function of the remembered entries in their order. Forgetting the
oldest exactly undoes what remembering it did, so a window rebuilt after a restart from the same
entries is the same window. That is why all sums are of whole numbers: 0.1 + 0.2 - 0.2 is not 0.1.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter

from bot.core.grouping.features import Features


@dataclass(frozen=True, slots=True)
class Remembered:
    """An entry in the window."""

    features: Features
    story: str
    sequence: int
    """How many were remembered before it; only differences between two mean something."""


@dataclass(slots=True)
class WeightedSum:
    """A sum of weighted terms, with the square of its length as a vector.

    After {leak: 2, soyuz: 2} and {leak: 2}: terms {leak: 4, soyuz: 2}, square 4*4 + 2*2 = 20.
    """

    terms: dict[str, int] = field(default_factory=dict)
    square: int = 0

    def add(self, terms: Mapping[str, int], sign: int) -> None:
        """Add the terms, or take them away again where `sign` is -1."""
        for term, weight in terms.items():
            before = self.terms.get(term, 0)
            after = before + sign * weight
            self.square += after * after - before * before
            if after:
                self.terms[term] = after
            else:
                del self.terms[term]


@dataclass(slots=True)
class Profile:
    """What a story's remembered entries are about."""

    id: str
    entries: list[Remembered] = field(default_factory=list)
    words: WeightedSum = field(default_factory=WeightedSum)
    concepts: WeightedSum = field(default_factory=WeightedSum)
    named: dict[str, int] = field(default_factory=dict)
    """How many of the entries name a concept, event, trouble or family."""
    troubles: dict[str, int] = field(default_factory=dict)
    missions: dict[str, int] = field(default_factory=dict)
    things: dict[str, int] = field(default_factory=dict)
    proper: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    feeds: dict[str, int] = field(default_factory=dict)
    """Likewise troubles of lasting places, missions, things, skeletons of names, and feeds."""

    @property
    def last(self) -> Remembered:
        return self.entries[-1]

    def gap(self, at: float) -> float:
        """Return the seconds between `at` and the nearest of the newest entries.

        The newest entry need not be the nearest: feeds are polled out of order.
        """
        newest = range(1, min(_NEWEST, len(self.entries)) + 1)
        return min(abs(at - self.entries[-place].features.at) for place in newest)

    def share(self, concept: str) -> float:
        """Return the share of its entries that name a concept, event or family."""
        return self.named.get(concept, 0) / len(self.entries)

    def only_from(self, feed: str) -> bool:
        """Whether this feed alone has reported it."""
        return len(self.feeds) == 1 and feed in self.feeds


_NEWEST = 5


class Window:
    """The newest `capacity` entries, by story, word, concept, address and headline."""

    def __init__(self, capacity: int, recent: int) -> None:
        self._capacity = capacity
        self._entries: deque[Remembered] = deque()
        self._most_recent = min(recent, capacity)
        self._recent: deque[Remembered] = deque(maxlen=self._most_recent)
        self.stories: dict[str, Profile] = {}
        self.by_word: dict[str, dict[str, int]] = {}
        """Word -> its weight in each story that has it."""
        self.by_concept: dict[str, dict[str, int]] = {}
        """Concept -> the stories that name it, the latest to do so last, with the sequence."""
        self.frequency: dict[str, int] = {}
        """How many entries have a word."""
        self.by_name: dict[str, dict[str, int]] = {}
        """Key of a name -> how many entries of each story have it."""
        self.mentions: dict[str, int] = {}
        """How many entries name a concept."""
        self._addresses: dict[str, Remembered] = {}
        self._titles: dict[str, Remembered] = {}
        self._by_entry: dict[str, Remembered] = {}
        self.is_mostly_space = False
        """Whether most of the newest entries are about space: then any entry is taken to be."""
        self.sequence = 0

    def __len__(self) -> int:
        return len(self._entries)

    def remember(self, features: Features, story: str) -> None:
        """Add the newest entry; one remembered already is moved here from its earlier place."""
        if moved := self._by_entry.get(features.entry):
            self._take_out(moved)
        entry = Remembered(features, story, self.sequence)
        self.sequence += 1
        self._entries.append(entry)
        self._recent.append(entry)
        self._learn(entry)
        if len(self._entries) > self._capacity:
            self._forget(self._entries.popleft())
        of_space = sum(1 for each in self._recent if each.features.space)
        self.is_mostly_space = 2 * of_space > len(self._recent)

    def _take_out(self, entry: Remembered) -> None:
        """Forget an entry that need not be the oldest.

        It happens when an editor moves an entry, so it may be slow: 20,000 steps.
        """
        self._entries.remove(entry)
        self._recent.clear()
        self._recent.extend(
            islice(self._entries, max(len(self._entries) - self._most_recent, 0), None)
        )
        self._forget(entry)
        if left := self.stories.get(entry.story):
            for concept in entry.features.indexed:
                self._reorder(concept, left)

    def _reorder(self, concept: str, profile: Profile) -> None:
        """Put a story where its latest entry that names the concept now is."""
        naming = (each for each in profile.entries if concept in each.features.indexed)
        latest = max(
            (each.sequence for each in naming if not each.features.standalone), default=None
        )
        if latest is not None:
            stories = self.by_concept[concept] | {profile.id: latest}
            self.by_concept[concept] = dict(sorted(stories.items(), key=itemgetter(1)))

    def same_address(self, features: Features) -> Remembered | None:
        return self._addresses.get(features.address) if features.address else None

    def same_title(self, features: Features) -> Remembered | None:
        return self._titles.get(features.title) if features.title else None

    def recent_stories(self, at: float, within: float) -> Iterator[str]:
        """Return the stories of the newest entries, if within so many seconds of `at`."""
        return (entry.story for entry in self._recent if abs(at - entry.features.at) <= within)

    def _learn(self, entry: Remembered) -> None:
        # `_forget` undoes every line of this.
        features = entry.features
        profile = self.stories.setdefault(entry.story, Profile(entry.story))
        profile.entries.append(entry)
        self._by_entry[features.entry] = entry
        if features.address:
            self._addresses[features.address] = entry
        if features.standalone:
            return
        if features.title:
            self._titles[features.title] = entry
        _weigh(profile, features, +1)
        for word in features.stem_weights:
            self.frequency[word] = self.frequency.get(word, 0) + 1
            self.by_word.setdefault(word, {})[entry.story] = profile.words.terms[word]
        for name in features.proper:
            self.by_name.setdefault(name, {})[entry.story] = profile.proper[name]
        for concept in features.indexed:
            self.mentions[concept] = self.mentions.get(concept, 0) + 1
            stories = self.by_concept.setdefault(concept, {})
            stories.pop(entry.story, None)
            stories[entry.story] = entry.sequence

    def _forget(self, entry: Remembered) -> None:
        features = entry.features
        profile = self.stories[entry.story]
        profile.entries.remove(entry)
        del self._by_entry[features.entry]
        for index, key in ((self._addresses, features.address), (self._titles, features.title)):
            if index.get(key) is entry:
                del index[key]
        if not features.standalone:
            _weigh(profile, features, -1)
            self._forget_words(profile, features)
        if not profile.entries:
            del self.stories[entry.story]

    def _forget_words(self, profile: Profile, features: Features) -> None:
        for word in features.stem_weights:
            _count(self.frequency, word, -1)
            if word in profile.words.terms:
                self.by_word[word][profile.id] = profile.words.terms[word]
            else:
                _discard(self.by_word, word, profile.id)
        for name in features.proper:
            if name in profile.proper:
                self.by_name[name][profile.id] = profile.proper[name]
            else:
                _discard(self.by_name, name, profile.id)
        for concept in features.indexed:
            _count(self.mentions, concept, -1)
            if concept not in profile.named:
                _discard(self.by_concept, concept, profile.id)


def _weigh(profile: Profile, features: Features, sign: int) -> None:
    profile.words.add(features.stem_weights, sign)
    profile.concepts.add(features.concepts, sign)
    counters: tuple[tuple[dict[str, int], Collection[str]], ...] = (
        (profile.named, (*features.indexed, *features.families)),
        (profile.troubles, features.troubles),
        (profile.missions, features.missions),
        (profile.things, features.things),
        (profile.names, features.names),
        (profile.proper, features.proper),
        (profile.feeds, (features.feed,)),
    )
    for counts, named in counters:
        for each in named:
            _count(counts, each, sign)


def _count(counts: dict[str, int], key: str, step: int) -> None:
    after = counts.get(key, 0) + step
    if after:
        counts[key] = after
    else:
        del counts[key]


def _discard(index: dict[str, dict[str, int]], key: str, story: str) -> None:
    stories = index[key]
    del stories[story]
    if not stories:
        del index[key]
