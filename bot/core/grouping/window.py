"""The window of entries the threader remembers, and what each story in it is about.

Rule 1: everything here is a function of the remembered entries in their order. Forgetting the
oldest undoes exactly what remembering it did (whole numbers only), so a memory rebuilt after a
restart from the same entries is the same memory.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter

from bot.core.grouping.features import Features


@dataclass(frozen=True, slots=True)
class Told:
    """A remembered entry."""

    features: Features
    story: str
    sequence: int
    """Its place in the order of all that was remembered; only differences mean something."""


@dataclass(slots=True)
class Weights:
    """A sum of weighted terms and the square of its length."""

    of: dict[str, int] = field(default_factory=dict)
    square: int = 0

    def add(self, terms: Mapping[str, int], sign: int) -> None:
        for term, weight in terms.items():
            before = self.of.get(term, 0)
            after = before + sign * weight
            self.square += after * after - before * before
            if after:
                self.of[term] = after
            else:
                del self.of[term]


@dataclass(slots=True)
class Profile:
    """What a story's remembered entries are about."""

    id: str
    told: list[Told] = field(default_factory=list)
    words: Weights = field(default_factory=Weights)
    concepts: Weights = field(default_factory=Weights)
    named: dict[str, int] = field(default_factory=dict)
    """How many of the entries name a concept, event or family."""
    missions: dict[str, int] = field(default_factory=dict)
    things: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    feeds: dict[str, int] = field(default_factory=dict)
    """Likewise missions, things, bones of names, and how many of them a feed has told."""

    @property
    def last(self) -> Told:
        return self.told[-1]

    def gap(self, at: float) -> float:
        """Seconds between `at` and the nearest of the newest entries: feeds come out of order."""
        newest = range(1, min(_NEWEST, len(self.told)) + 1)
        return min(abs(at - self.told[-place].features.at) for place in newest)

    def part(self, concept: str) -> float:
        """The share of its entries that name a concept, event or family."""
        return self.named.get(concept, 0) / len(self.told)

    def only_of(self, feed: str) -> bool:
        """Whether one feed alone has told it."""
        return len(self.feeds) == 1 and feed in self.feeds


_NEWEST = 5


class Window:
    """The newest `capacity` entries, by story, word, concept, address and headline."""

    def __init__(self, capacity: int, recent: int) -> None:
        self._capacity = capacity
        self._told: deque[Told] = deque()
        self._most_recent = min(recent, capacity)
        self._recent: deque[Told] = deque(maxlen=self._most_recent)
        self.stories: dict[str, Profile] = {}
        self.by_word: dict[str, dict[str, int]] = {}
        """For each word its weight in each story that has it."""
        self.by_concept: dict[str, dict[str, int]] = {}
        """For each concept the stories that name it, the latest to do so last."""
        self.frequency: dict[str, int] = {}
        self.mentions: dict[str, int] = {}
        """How many entries name a concept."""
        self._addresses: dict[str, Told] = {}
        self._titles: dict[str, Told] = {}
        self._by_entry: dict[str, Told] = {}
        self.sequence = 0

    def __len__(self) -> int:
        return len(self._told)

    def remember(self, features: Features, story: str) -> None:
        """The newest entry; one that is remembered already moves here from where it was."""
        if moved := self._by_entry.get(features.entry):
            self._take_out(moved)
        told = Told(features, story, self.sequence)
        self.sequence += 1
        self._told.append(told)
        self._recent.append(told)
        self._learn(told)
        if len(self._told) > self._capacity:
            self._forget(self._told.popleft())

    def _take_out(self, told: Told) -> None:
        """Forget one that need not be the oldest: rare, so its cost counts for little."""
        self._told.remove(told)
        self._recent.clear()
        self._recent.extend(islice(self._told, max(len(self._told) - self._most_recent, 0), None))
        self._forget(told)
        if left := self.stories.get(told.story):
            for concept in told.features.concepts:
                self._order(concept, left)

    def _order(self, concept: str, profile: Profile) -> None:
        """Put a story where the latest of its entries that names the concept stands."""
        naming = (each for each in profile.told if concept in each.features.concepts)
        latest = max((each.sequence for each in naming if not each.features.alone), default=None)
        if latest is not None:
            stories = self.by_concept[concept] | {profile.id: latest}
            self.by_concept[concept] = dict(sorted(stories.items(), key=itemgetter(1)))

    def same_address(self, features: Features) -> Told | None:
        return self._addresses.get(features.address) if features.address else None

    def same_title(self, features: Features) -> Told | None:
        return self._titles.get(features.title) if features.title else None

    def recently(self, at: float, within: float) -> Iterator[str]:
        """The stories of the newest entries published within `within` seconds of `at`."""
        return (told.story for told in self._recent if abs(at - told.features.at) <= within)

    def about_space(self) -> bool:
        """Whether most of the newest entries name something of space: then all are taken to."""
        return 2 * sum(bool(told.features.space) for told in self._recent) > len(self._recent)

    def _learn(self, told: Told) -> None:
        features = told.features
        profile = self.stories.setdefault(told.story, Profile(told.story))
        profile.told.append(told)
        self._by_entry[features.entry] = told
        if features.address:
            self._addresses[features.address] = told
        if features.alone:
            return
        if features.title:
            self._titles[features.title] = told
        _weigh(profile, features, +1)
        for word in features.words:
            self.frequency[word] = self.frequency.get(word, 0) + 1
            self.by_word.setdefault(word, {})[told.story] = profile.words.of[word]
        for concept in features.concepts:
            self.mentions[concept] = self.mentions.get(concept, 0) + 1
            stories = self.by_concept.setdefault(concept, {})
            stories.pop(told.story, None)
            stories[told.story] = told.sequence

    def _forget(self, told: Told) -> None:
        features = told.features
        profile = self.stories[told.story]
        profile.told.remove(told)
        del self._by_entry[features.entry]
        for index, key in ((self._addresses, features.address), (self._titles, features.title)):
            if index.get(key) is told:
                del index[key]
        if not features.alone:
            _weigh(profile, features, -1)
            self._forget_words(profile, features)
        if not profile.told:
            del self.stories[told.story]

    def _forget_words(self, profile: Profile, features: Features) -> None:
        for word in features.words:
            _count(self.frequency, word, -1)
            if word in profile.words.of:
                self.by_word[word][profile.id] = profile.words.of[word]
            else:
                _discard(self.by_word, word, profile.id)
        for concept in features.concepts:
            _count(self.mentions, concept, -1)
            if concept not in profile.concepts.of:
                _discard(self.by_concept, concept, profile.id)


def _weigh(profile: Profile, features: Features, sign: int) -> None:
    profile.words.add(features.words, sign)
    profile.concepts.add(features.concepts, sign)
    groups: tuple[tuple[dict[str, int], Collection[str]], ...] = (
        (profile.named, (*features.concepts, *features.families)),
        (profile.missions, features.missions),
        (profile.things, features.things),
        (profile.names, features.names),
        (profile.feeds, (features.feed,)),
    )
    for counts, named in groups:
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
