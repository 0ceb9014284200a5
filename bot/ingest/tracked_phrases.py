"""The phrases people track, compiled, and who tracks a phrase that is in the news."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.alerts.audience import Subscriber
from bot.core.lang.phrase_index import Inflect, PhraseIndex
from bot.core.planning.planner import PlannedEntry
from bot.core.types import Story

_RELOAD_AFTER = timedelta(seconds=10)
"""Age at which the phrases are loaded again: people, and other processes, change them."""

News = tuple[str, str, str]
"""A story's id, with a headline and a summary that are new to somebody."""


class PhraseStore(Protocol):
    """What tracked phrases ask the store."""

    async def phrases(self) -> tuple[Subscriber, ...]: ...


def news(planned: Iterable[PlannedEntry]) -> Iterator[News]:
    """Yield the news in entries that belong to a story."""
    for item in planned:
        if item.placement is not None:
            yield item.placement.story, item.entry.title, item.entry.summary


def texts(stories: Iterable[Story]) -> Iterator[News]:
    """Yield every report of these stories, for readers who know none of them."""
    for story in stories:
        for report in story.own_reports:
            yield story.id, report.title, report.summary


class Tracked:
    """The tracked phrases, compiled; loaded again when they may have changed."""

    def __init__(self, store: PhraseStore, inflect: Inflect) -> None:
        self._store = store
        self._inflect = inflect
        self._subscribers: tuple[Subscriber, ...] = ()
        self._index = PhraseIndex((), inflect)
        self._loaded: datetime | None = None

    async def subscribers(
        self, items: Iterable[News], now: datetime
    ) -> dict[str, tuple[Subscriber, ...]]:
        """Return, by story, the subscribers who track a phrase in its news."""
        if self._loaded is None or abs(now - self._loaded) > _RELOAD_AFTER:
            await self._load(now)
        found: dict[str, tuple[Subscriber, ...]] = {}
        for story, title, summary in items:
            phrases = self._index.phrases_in(title, summary)
            tracking = (each for each in self._subscribers if each[1].value in phrases)
            found[story] = (*found.get(story, ()), *tracking)
        return found

    async def _load(self, now: datetime) -> None:
        subscribers = await self._store.phrases()
        if subscribers != self._subscribers:
            phrases = sorted({each[1].value for each in subscribers})
            self._index = await asyncio.to_thread(PhraseIndex, phrases, self._inflect)
            self._subscribers = subscribers
        self._loaded = now
