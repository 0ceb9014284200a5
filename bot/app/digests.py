"""Digests: promised once a day at the chat's hour, each with the news since the last one."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.app.runtime import Runtime
from bot.core.alerts.audience import ALERT_LIFE
from bot.core.lang.i18n import in_language
from bot.core.renderer.digest import (
    CONSIDERED,
    DIGEST,
    digest_due,
    digest_stories,
    digest_window,
    wanted_stories,
)
from bot.core.renderer.list_pages import digest_numbers, digest_page
from bot.core.renderer.reader_context import View
from bot.core.types import Chat, Delivery, DeliveryKind, Story


@dataclass(frozen=True, slots=True)
class _Due:
    chat: Chat
    day: int
    since: datetime
    first: bool
    """The chat has had no digest yet."""


@dataclass(slots=True)
class Digests:
    """Promises the digests that are due. Remembers for which day, so that none is rendered twice
    within the hour's grace; after a restart the outbox's unique key prevents a second one.
    """

    runtime: Runtime
    _promised: dict[tuple[int, int], int] = field(default_factory=dict)

    async def send(self) -> None:
        """Promise every digest that is due."""
        due = [each async for each in self._due()]
        if not due:
            return
        earliest = min(each.since for each in due)
        stories = await self.runtime.store.stories_since(earliest, limit=CONSIDERED)
        for each in due:
            if await self.runtime.store.record_deliveries([await self._made(each, stories)]):
                self.runtime.polls.promised.set()
            self._promised[each.chat.id, each.chat.thread_id] = each.day

    async def _due(self) -> AsyncIterator[_Due]:
        now = self.runtime.clock()
        for chat in await self.runtime.store.chats_with("digest"):
            due = digest_due(chat, now)
            if due and self._promised.get((chat.id, chat.thread_id)) != due.toordinal():
                last = await self.runtime.store.last_promised(DIGEST, chat.id, chat.thread_id)
                since = digest_window(chat, now, last=last)
                yield _Due(chat, due.toordinal(), since, first=last is None)

    async def _made(self, due: _Due, stories: Iterable[Story]) -> Delivery:
        chat, now, catalog = due.chat, self.runtime.clock(), self.runtime.catalog
        wishes = await self.runtime.store.subscriptions(chat.id, chat.thread_id)
        listed = digest_stories(
            wanted_stories(stories, wishes),
            parties=catalog.parties,
            failing=await self.runtime.polls.failing_parties(),
            since=due.since,
            now=now,
        )
        view = View(
            texts=in_language(self.runtime.texts, chat.language),
            chat=chat,
            now=now,
            parties=catalog.parties,
            bodies=catalog.bodies,
            topics=catalog.topics,
            bot=self.runtime.telegram.username,
            pages=self.runtime.settings.public_url,
        )
        return Delivery(
            story=DIGEST,
            chat_id=chat.id,
            thread_id=chat.thread_id,
            kind=DeliveryKind.DIGEST,
            revision=due.day,
            created=now,
            not_before=now,
            expires=now + ALERT_LIFE,
            silent=True,
            body=digest_page(listed, view, since=due.since, first=due.first).html,
            numbers=digest_numbers(listed),
        )
