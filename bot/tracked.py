"""The phrases people track, compiled, and which of them some news answers."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.audience import Wish
from bot.core.phrases import Inflect, PhraseIndex
from bot.core.planner import PlannedEntry
from storage.store import Store

_ASKED_AFTER = timedelta(seconds=10)


class Tracked:
    """The tracked phrases, compiled; asked for anew when they may have changed."""

    def __init__(self, store: Store, inflect: Inflect) -> None:
        self._store = store
        self._inflect = inflect
        self._wishes: tuple[Wish, ...] = ()
        self._index = PhraseIndex((), inflect)
        self._asked: datetime | None = None

    async def wishes(
        self, placed: Iterable[PlannedEntry], now: datetime
    ) -> dict[str, tuple[Wish, ...]]:
        """By story: the phrase subscriptions that its new entries answer."""
        if self._asked is None or abs(now - self._asked) > _ASKED_AFTER:
            await self._ask(now)
        found: dict[str, tuple[Wish, ...]] = {}
        for item in placed:
            if item.placement is not None:
                phrases = self._index.found(item.entry.title, item.entry.summary)
                told = (wish for wish in self._wishes if wish[1].value in phrases)
                found[item.placement.story] = (*found.get(item.placement.story, ()), *told)
        return found

    async def _ask(self, now: datetime) -> None:
        wishes = await self._store.phrases()
        if wishes != self._wishes:
            phrases = sorted({wish[1].value for wish in wishes})
            self._index = await asyncio.to_thread(PhraseIndex, phrases, self._inflect)
            self._wishes = wishes
        self._asked = now
