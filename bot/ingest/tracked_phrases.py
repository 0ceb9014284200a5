"""The phrases people track, compiled, and which of them some news answers."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.core.alerts.audience import Subscriber
from bot.core.lang.phrase_index import Inflect, PhraseIndex
from bot.core.planning.planner import PlannedEntry
from bot.core.types import Story
from storage.store import Store

_ASKED_AFTER = timedelta(seconds=10)


News = tuple[str, str, str]
"""A story's id, with a headline and a summary that are new to somebody."""


def news(placed: Iterable[PlannedEntry]) -> Iterator[News]:
    for item in placed:
        if item.placement is not None:
            yield item.placement.story, item.entry.title, item.entry.summary


def texts(stories: Iterable[Story]) -> Iterator[News]:
    """All that stories tell, for those who have not been told any of it."""
    for story in stories:
        for report in story.own_reports:
            yield story.id, report.title, report.summary


class Tracked:
    """The tracked phrases, compiled; asked for anew when they may have changed."""

    def __init__(self, store: Store, inflect: Inflect) -> None:
        self._store = store
        self._inflect = inflect
        self._subscribers: tuple[Subscriber, ...] = ()
        self._index = PhraseIndex((), inflect)
        self._asked: datetime | None = None

    async def subscribers(
        self, told: Iterable[News], now: datetime
    ) -> dict[str, tuple[Subscriber, ...]]:
        """By story: the phrase subscriptions that its news answers."""
        if self._asked is None or abs(now - self._asked) > _ASKED_AFTER:
            await self._ask(now)
        found: dict[str, tuple[Subscriber, ...]] = {}
        for story, title, summary in told:
            phrases = self._index.phrases_in(title, summary)
            tracking = (wish for wish in self._subscribers if wish[1].value in phrases)
            found[story] = (*found.get(story, ()), *tracking)
        return found

    async def _ask(self, now: datetime) -> None:
        subscribers = await self._store.phrases()
        if subscribers != self._subscribers:
            phrases = sorted({each[1].value for each in subscribers})
            self._index = await asyncio.to_thread(PhraseIndex, phrases, self._inflect)
            self._subscribers = subscribers
        self._asked = now
