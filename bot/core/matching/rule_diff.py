"""Rules tried before they take effect: the verdicts on an entry by two catalogs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.matching.matcher import Matcher
from bot.core.reasons.news import LeftOut
from bot.core.types import Catalog, Entry, Feed, Verdict


@dataclass(frozen=True)
class Rules:
    """A catalog with its compiled matcher."""

    catalog: Catalog
    matcher: Matcher

    def verdict(self, entry: Entry) -> Verdict:
        """Return the verdict a poll today would give; no entry of a feed not read any more is
        ours.
        """
        feed = self._feeds.get(entry.feed)
        if feed is None:
            return Verdict((), (LeftOut.FEED_IS_GONE(),))
        return self.matcher.verdict_of(entry, feed)

    @cached_property
    def _feeds(self) -> Mapping[str, Feed]:
        return {feed.id: feed for feed in self.catalog.feeds}


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that two catalogs judge differently."""

    entry: Entry
    before: Verdict
    after: Verdict

    @property
    def gained(self) -> tuple[str, ...]:
        return tuple(topic for topic in self.after.topics if topic not in self.before.topics)

    @property
    def lost(self) -> tuple[str, ...]:
        return tuple(topic for topic in self.before.topics if topic not in self.after.topics)


def difference(entry: Entry, before: Rules, after: Rules) -> Difference | None:
    """Compare the verdicts; None if both find the same topics, for whatever reasons."""
    verdicts = Difference(entry, before.verdict(entry), after.verdict(entry))
    return verdicts if verdicts.gained or verdicts.lost else None
