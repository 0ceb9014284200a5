"""Rules tried before they count: what an entry is under one catalog and under another."""

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
        """As a poll of today would say it; nothing of a feed that is no longer read is ours."""
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
    """None where both find the same topics, whatever their reasons."""
    found = Difference(entry, before.verdict(entry), after.verdict(entry))
    return found if found.gained or found.lost else None
