"""Renders a delivery when it is sent: the story as it is now, in the chat's language.

Rule 1: None is a valid answer: if there is nothing left to say, what the chat already shows keeps
the promise.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Protocol

from bot.core.calendar.doubt import doubts
from bot.core.delivery.messages import Edit, Message, Send
from bot.core.delivery.outbox import Worded
from bot.core.delivery.wishes import unwanted
from bot.core.editing.objections import count_objections
from bot.core.lang.i18n import Texts, in_language
from bot.core.ledger.developments import Development, development, number_in
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.reasons import in_words
from bot.core.renderer.catch_up_message import CaughtUp, catch_up
from bot.core.renderer.desk_cards import NOTHING, card
from bot.core.renderer.editor_lines import merged_fingerprint
from bot.core.renderer.help_pages import start_page
from bot.core.renderer.list_pages import digest_buttons
from bot.core.renderer.post import merged_post, post, post_fingerprint
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import lead_report
from bot.core.renderer.thread_lines import InThread
from bot.core.types import (
    Catalog,
    Chat,
    ChatKind,
    Delivery,
    DeliveryKind,
    MissionEvent,
    Post,
    Report,
    Story,
    Subscription,
)
from bot.sender.compose_events import event_worded
from bot.sender.translations import Translations

_LONGEST_NOTICE = 3_000
"""Characters; a message holds 4,096 with its markup."""


class ComposeStore(Protocol):
    """What rendering asks the store."""

    async def chat_and_story(self, delivery: Delivery) -> tuple[Chat | None, Story | None]: ...
    async def stories(self, ids: Iterable[str]) -> dict[str, Story]: ...
    async def messages_in(self, story: str, chat_id: int, thread_id: int) -> tuple[Post, ...]: ...
    async def catch_up_with(
        self, delivery: Delivery, *, now: datetime
    ) -> tuple[Delivery, ...]: ...
    async def subscriptions(
        self, chat_id: int, thread_id: int = 0
    ) -> tuple[Subscription, ...]: ...
    async def mission_event(self, id: str) -> MissionEvent | None: ...
    async def reminder_in(self, event: str, chat_id: int, thread_id: int) -> Post | None: ...
    async def objections(self, of: str | None = None) -> tuple[Subscription, ...]: ...


async def never_answered(feed: str) -> datetime | None:
    """Know no answer: the default without polls."""
    return None


@dataclass(frozen=True, slots=True)
class Composer:
    """Renders deliveries; made once by app."""

    store: ComposeStore
    catalog: Callable[[], Catalog]
    texts: Mapping[str, Texts]
    failing: Callable[[], Awaitable[frozenset[str]]]
    bot: Callable[[], str]
    pages: str = ""
    """PUBLIC_URL."""
    translations: Translations | None = None
    answered: Callable[[str], Awaitable[datetime | None]] = never_answered
    """When a feed last answered: how old what a calendar says is."""

    async def worded(self, delivery: Delivery, now: datetime) -> Worded | None:
        """Return what to send for a claimed delivery; None if there is nothing left to say."""
        if delivery.kind is DeliveryKind.GREETING:
            newcomer = Chat(delivery.chat_id, ChatKind.GROUP, language=delivery.body)
            return Worded(_send(delivery, start_page((await self._view(newcomer, now)).view)))
        chat, story = await self.store.chat_and_story(delivery)
        if delivery.in_catch_up:
            return await self._catch_up(delivery, chat, now) if chat else None
        if delivery.kind is DeliveryKind.DIGEST:
            return await self._digest(delivery, chat, now) if chat else None
        if delivery.kind is DeliveryKind.NOTICE:
            return Worded(_send(delivery, self._notice(delivery, chat)))
        if delivery.event is not None:
            return await self._event(delivery, delivery.event, chat, now) if chat else None
        if chat is None and delivery.kind is DeliveryKind.CARD:
            chat = Chat(delivery.chat_id, ChatKind.PRIVATE)
        if chat is None or story is None:
            return None
        seen, home = await self._view(chat, now), await self._home(story)
        if delivery.kind is DeliveryKind.CARD:
            return await self._card(delivery, home, seen)
        seen = await self._translated(delivery, story, seen)
        place = delivery.chat_id, delivery.thread_id
        messages = await self.store.messages_in(delivery.story, *place)
        told = development(story, delivery.development)
        if home is story:
            return _worded(delivery, story, told, await self._standing_for(story, messages), seen)
        there = await self.store.messages_in(home.id, *place)
        if any(each.story == home.id for each in there):
            return _beside(delivery, story, home, messages, seen)
        number = number_in(home, told)
        moved = await self._standing_for(home, messages)
        return _worded(delivery, home, development(home, number), moved, seen)

    async def _standing_for(self, home: Story, messages: tuple[Post, ...]) -> tuple[Post, ...]:
        """Return messages as those of the developments of `home` that they tell now."""
        others = await self.store.stories({each.story for each in messages} - {home.id})
        return tuple(
            each
            if each.story == home.id
            else replace(
                each,
                episode=home.episode,
                development=number_in(home, development(others[each.story], each.development)),
            )
            for each in messages
        )

    async def _translated(self, delivery: Delivery, story: Story, seen: "_Seen") -> "_Seen":
        """Return the context with the headline in the chat's language, if a translator has it."""
        if self.translations is None:
            return seen
        told = _told_report(delivery, story, seen)
        view, now = seen.view, seen.view.now
        words = await self.translations.of(
            (told.title, told.summary), source=told.language, target=view.language, now=now
        )
        return replace(seen, view=replace(view, translations=words))

    async def _event(
        self, delivery: Delivery, id: str, chat: Chat, now: datetime
    ) -> Worded | None:
        """Return a reminder of a mission event, or what has become of it since."""
        event = await self.store.mission_event(id)
        if event is None:
            return None
        answered = await self.answered(event.feed)
        doubtful = doubts(event, answered=answered, now=now)
        root = await self.store.reminder_in(event.key, delivery.chat_id, delivery.thread_id)
        seen = await self._view(chat, now)
        return event_worded(delivery, event, doubtful, root, seen.view)

    async def _card(self, delivery: Delivery, story: Story, seen: "_Seen") -> Worded:
        now = standing(story, parties=seen.view.parties, failing=seen.failing, now=seen.view.now)
        objected = count_objections(await self.store.objections(story.id)).get(story.id, NOTHING)
        return Worded(_send(delivery, card(story, now, seen.view, objected=objected)))

    async def _digest(self, delivery: Delivery, chat: Chat, now: datetime) -> Worded:
        """Return the digest as it was rendered when promised, with its stories' buttons."""
        buttons = digest_buttons(delivery.numbers, (await self._view(chat, now)).view)
        return Worded(_send(delivery, Message(html=delivery.body, buttons=buttons)))

    async def _catch_up(self, delivery: Delivery, chat: Chat, now: datetime) -> Worded | None:
        """Return one message for this delivery and all that its chat is to be told with it."""
        waiting = await self.store.catch_up_with(delivery, now=now)
        stories = await self.store.stories({each.story for each in waiting})
        wishes = await self.store.subscriptions(chat.id, chat.thread_id)
        told = {each: stories[each.story] for each in waiting if each.story in stories}
        # A claim has looked at the first one; another that is not wanted waits for its own.
        for each, story in tuple(told.items())[1:]:
            if story.held or unwanted(each, chat, wishes, story.topics):
                del told[each]
        if delivery not in told:
            return None
        seen = await self._view(chat, now)
        listed: dict[tuple[str, int], CaughtUp] = {}
        for each, story in told.items():
            home = await self._home(story)
            number = number_in(home, development(story, each.development))
            listed.setdefault((home.id, number), _caught_up(home, number, seen))
        others = tuple(each.id for each in told if each.id is not None and each != delivery)
        return Worded(_send(delivery, catch_up(tuple(listed.values()), seen.view)), lists=others)

    async def _home(self, story: Story) -> Story:
        """Return the story this one was merged into, or itself."""
        while story.merged_into:
            story = (await self.store.stories([story.merged_into]))[story.merged_into]
        return story

    def _notice(self, delivery: Delivery, chat: Chat | None) -> Message:
        """Render a notice as plain words in the chat's language."""
        texts = in_language(self.texts, chat.language if chat else delivery.body)
        lines = (in_words(each, texts.say) for each in delivery.says)
        return Message(html=escape("\n".join(lines)[:_LONGEST_NOTICE], quote=False))

    async def _view(self, chat: Chat, now: datetime) -> "_Seen":
        catalog = self.catalog()
        view = View(
            texts=in_language(self.texts, chat.language),
            languages=tuple(self.texts),
            chat=chat,
            now=now,
            parties=catalog.parties,
            bodies=catalog.bodies,
            topics=catalog.topics,
            bot=self.bot(),
            pages=self.pages,
        )
        return _Seen(view, await self.failing())


@dataclass(frozen=True, slots=True)
class _Seen:
    view: View
    failing: frozenset[str]


def _told_report(delivery: Delivery, story: Story, seen: _Seen) -> Report:
    """Return the report whose words a delivery shows."""
    now = _standing(story, delivery.development, seen)
    return lead_report(story, now, seen.view.language)


def _worded(
    delivery: Delivery,
    story: Story,
    told: Development | None,
    messages: tuple[Post, ...],
    seen: _Seen,
) -> Worded | None:
    """Return the message that tells a development, or its edit; None if there is nothing to do."""
    if told is None:
        return None
    view, episode = seen.view, [each for each in messages if each.episode == told.episode]
    root = next(iter(episode), None)
    stands = next((each for each in episode if each.development == told.number), None)
    now = _standing(story, told.number, seen)
    latest = episode[-1].development if stands is root and len(episode) > 1 else 0
    place = InThread(is_reply=root is not None and stands is not root, latest=latest)
    look = post_fingerprint(story, now, view, thread=place)
    if delivery.kind is not DeliveryKind.EDIT:
        message = post(story, now, view, thread=place)
        sent = _send(delivery, message, reply_to=root.message_id if root else None)
        return None if stands else Worded(sent, look)
    if stands is None or stands.shown == look:
        return None
    message = post(story, now, view, thread=place)
    return Worded(Edit(delivery.chat_id, stands.message_id, message), look)


def _caught_up(story: Story, number: int, seen: _Seen) -> CaughtUp:
    now = _standing(story, number, seen)
    return CaughtUp(story, now, lead_report(story, now, seen.view.language))


def _standing(story: Story, number: int, seen: _Seen) -> StoryStatus:
    return standing(
        story,
        development=number,
        parties=seen.view.parties,
        failing=seen.failing,
        now=seen.view.now,
    )


def _beside(
    delivery: Delivery, gone: Story, home: Story, messages: tuple[Post, ...], seen: _Seen
) -> Worded | None:
    """Return the final edit of a merged story's message, if the chat has its new story's."""
    look = merged_fingerprint(home)
    stands = next((each for each in messages if each.development == delivery.development), None)
    if stands is None or stands.shown == look:
        return None
    edit = Edit(delivery.chat_id, stands.message_id, merged_post(gone, home, seen.view))
    return Worded(edit, look)


def _send(delivery: Delivery, message: Message, *, reply_to: int | None = None) -> Send:
    return Send(
        chat_id=delivery.chat_id,
        thread_id=delivery.thread_id,
        message=message,
        reply_to=reply_to,
        silent=delivery.silent,
    )
