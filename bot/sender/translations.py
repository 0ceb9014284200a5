"""Translations of what is being told: stored ones, and new ones within the day's budget.

Rule 1: nothing is asked twice: also what came back unusable is remembered, as empty.
Rule 2: without an answer there is no translation, and what is told waits for none.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Ask = Callable[[str, str, str], Awaitable[str | None]]
"""(text, its language, the reader's) -> what a translator makes of it."""

Check = Callable[[str, str, str], str]
"""(text, translation, language) -> the translation as it may be shown, or empty."""

_LONGEST = 1_000
"""Characters of a text that is translated; longer ones are articles."""


class TranslationStore(Protocol):
    """What translating asks the store."""

    async def translations(self, texts: Iterable[str], language: str) -> dict[str, str]: ...
    async def record_translation(
        self, text: str, language: str, words: str, now: datetime
    ) -> None: ...
    async def characters_translated(self, since: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Translations:
    """Gives the texts of a development in a reader's language; made once by app."""

    store: TranslationStore
    ask: Ask
    check: Check
    budget: int
    """Characters a day (UTC)."""

    async def of(
        self, texts: Iterable[str], *, source: str, target: str, now: datetime
    ) -> Mapping[str, str]:
        """Return the translations there are, asking for those nobody has asked for yet."""
        wanted = [each for each in dict.fromkeys(texts) if each.strip() and len(each) <= _LONGEST]
        if not wanted or not source or source == target:
            return {}
        known = await self.store.translations(wanted, target)
        for text in (each for each in wanted if each not in known):
            if not await self._is_affordable(text, now):
                break
            words = await self.ask(text, source, target)
            if words is None:
                break
            known[text] = self.check(text, words, target)
            await self.store.record_translation(text, target, known[text], now)
        return {text: words for text, words in known.items() if words}

    async def _is_affordable(self, text: str, now: datetime) -> bool:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return await self.store.characters_translated(midnight) + len(text) <= self.budget
