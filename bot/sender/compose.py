"""Renders deliveries when they are sent: the story as it is now, in the chat's language.

Rule 1: None is a valid answer: if there is nothing left to say, what the chat already shows keeps
the promise.
Rule 2: what many chats see alike is rendered once for all that are claimed together.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape

from bot.core.delivery.messages import Edit, Message, Send
from bot.core.delivery.outbox import Worded
from bot.core.delivery.wishes import unwanted
from bot.core.editing.objections import count_objections
from bot.core.lang.i18n import Texts, in_language
from bot.core.ledger.developments import Development, as_told_now, development, number_in
from bot.core.ledger.editor_events import retractions
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.reasons import in_words
from bot.core.renderer.catch_up_message import CaughtUp, catch_up
from bot.core.renderer.desk_cards import NOTHING, card
from bot.core.renderer.help_pages import start_page
from bot.core.renderer.list_pages import digest_buttons
from bot.core.renderer.post import post_with_fingerprint
from bot.core.renderer.reader_context import View, as_seen_alike
from bot.core.renderer.story_lines import lead_report
from bot.core.renderer.thread_lines import InThread, episode_thread
from bot.core.types import (
    Catalog,
    Chat,
    ChatKind,
    Delivery,
    DeliveryKind,
    Post,
    Story,
)
from bot.sender.compose_events import EventWords
from bot.sender.compose_merged import beside, number_of, part_of, pointing
from bot.sender.compose_store import ComposeStore, never_answered
from bot.sender.translations import Translations
from storage.posts import Background

_LONGEST_NOTICE = 3_000
"""Characters; a message holds 4,096 with its markup."""


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

    async def wording(self, deliveries: Sequence[Delivery], now: datetime) -> "Wording":
        """Prepare to word deliveries that were claimed together."""
        background = await self.store.background(deliveries)
        return Wording(self, background, await self.failing(), self.catalog(), now)

    async def worded(self, delivery: Delivery, now: datetime) -> Worded | None:
        """Return what to send for one claimed delivery; None if there is nothing left to say."""
        return await (await self.wording([delivery], now)).worded(delivery)


@dataclass(frozen=True, slots=True)
class Wording:
    """Renders deliveries that were claimed together, as everything stands at one moment."""

    composer: Composer
    background: Background
    failing: frozenset[str]
    catalog: Catalog
    now: datetime
    _posts: dict[tuple[str, int, InThread, Chat], tuple[Message, str]] = field(
        default_factory=dict
    )
    _standing: dict[tuple[str, int], StoryStatus] = field(default_factory=dict)
    _homes: dict[str, list[Story]] = field(default_factory=dict)
    """The story of a mission event, if it is kept, by the id that the event has."""
    _words: dict[tuple[str, int, str], Mapping[str, str]] = field(default_factory=dict)

    async def worded(self, delivery: Delivery) -> Worded | None:
        """Return what to send; None if there is nothing left to say."""
        chat = self.background.chats.get((delivery.chat_id, delivery.thread_id))
        if delivery.in_catch_up:
            return await self._catch_up(delivery, chat) if chat else None
        match delivery.kind:
            case DeliveryKind.GREETING:
                newcomer = Chat(delivery.chat_id, ChatKind.GROUP, language=delivery.body)
                return Worded(_send(delivery, start_page(self._view(newcomer))))
            case DeliveryKind.DIGEST:
                return self._digest(delivery, chat) if chat else None
            case DeliveryKind.NOTICE:
                return Worded(_send(delivery, self._notice(delivery, chat)))
            case DeliveryKind.CARD:
                chat = chat or Chat(delivery.chat_id, ChatKind.PRIVATE)
        if delivery.event is not None:
            return await self._event(delivery, delivery.event, chat) if chat else None
        story = self.background.stories.get(delivery.story)
        return await self._told(delivery, chat, story) if chat and story else None

    async def _told(self, delivery: Delivery, chat: Chat, story: Story) -> Worded | None:
        home = await self._home(story)
        if delivery.kind is DeliveryKind.CARD:
            return await self._card(delivery, home, self._view(chat))
        number = story.told_as(delivery.development)
        view = await self._in_translation(number, story, self._view(as_seen_alike(chat)))
        place = delivery.chat_id, delivery.thread_id
        messages = self.background.messages.get(story.id, {}).get(place, ())
        told = development(story, number)
        if home is story:
            stand = await self._standing_for(story, messages)
            if own := pointing(delivery, messages, stand):
                return part_of(own, story, self._stands(story, number), view)
            return self._development(delivery, story, told, stand, view)
        there = await self.composer.store.messages_in(home.id, *place)
        if any(each.story == home.id for each in there):
            return beside(delivery, story, home, messages, view)
        number = number_in(home, told)
        moved = await self._standing_for(home, messages)
        return self._development(delivery, home, development(home, number), moved, view)

    async def _in_translation(self, number: int, story: Story, view: View) -> View:
        """Return the view with the headline in its language, if a translator has it."""
        translations = self.composer.translations
        if translations is None:
            return view
        key = (story.id, number, view.language)
        if key not in self._words:
            now = self._stands(story, number)
            told = lead_report(story, now, view.language)
            self._words[key] = await translations.of(
                (told.title, told.summary),
                source=told.language,
                target=view.language,
                now=self.now,
            )
        return replace(view, translations=self._words[key])

    async def _standing_for(self, home: Story, messages: tuple[Post, ...]) -> tuple[Post, ...]:
        """Return messages as those of the developments of `home` that they tell now."""
        if all(each.story == home.id for each in messages):
            return as_told_now(home, messages)
        others = await self.composer.store.stories({each.story for each in messages} - {home.id})
        return tuple(
            each
            if each.story == home.id
            else replace(each, episode=home.episode, development=number_of(home, others, each))
            for each in as_told_now(home, messages)
        )

    def _development(
        self,
        delivery: Delivery,
        story: Story,
        told: Development | None,
        messages: tuple[Post, ...],
        view: View,
    ) -> Worded | None:
        """Return the message that tells a development, or its edit; None if there is nothing to
        do.
        """
        if told is None or (
            delivery.kind is not DeliveryKind.EDIT and self._stands(story, told.number).retracted
        ):
            return None
        thread = episode_thread(messages, episode=told.episode, development=told.number)
        message, look = self._post(story, told.number, thread.place, view)
        if delivery.kind is not DeliveryKind.EDIT:
            root = thread.root.message_id if thread.root else None
            sent = _send(delivery, message, reply_to=root)
            return None if thread.own else Worded(sent, look)
        if thread.own is None or thread.own.shown == look:
            return None
        return Worded(Edit(delivery.chat_id, thread.own.message_id, message), look)

    def _post(self, story: Story, number: int, place: InThread, view: View) -> tuple[Message, str]:
        """Return the message of a development, and its fingerprint."""
        key = (story.id, number, place, view.chat)
        if key not in self._posts:
            now = self._stands(story, number)
            self._posts[key] = post_with_fingerprint(story, now, view, thread=place)
        return self._posts[key]

    async def _event(self, delivery: Delivery, id: str, chat: Chat) -> Worded | None:
        """Return a reminder of a mission event, or what has become of it since."""
        words = EventWords(
            self.composer.store, self.composer.answered, self._home, self._stands, self._homes
        )
        return await words.worded(delivery, id, self._view(chat))

    async def _card(self, delivery: Delivery, story: Story, view: View) -> Worded:
        objections = await self.composer.store.objections(story.id)
        objected = count_objections(objections).get(story.id, NOTHING)
        return Worded(_send(delivery, card(story, self._stands(story), view, objected=objected)))

    def _digest(self, delivery: Delivery, chat: Chat) -> Worded:
        """Return the digest as it was rendered when promised, with its stories' buttons."""
        buttons = digest_buttons(delivery.numbers, self._view(chat))
        return Worded(_send(delivery, Message(html=delivery.body, buttons=buttons)))

    def _notice(self, delivery: Delivery, chat: Chat | None) -> Message:
        """Render a notice as plain words in the chat's language."""
        texts = in_language(self.composer.texts, chat.language if chat else delivery.body)
        lines = (in_words(each, texts.say) for each in delivery.says)
        return Message(html=escape("\n".join(lines)[:_LONGEST_NOTICE], quote=False))

    async def _catch_up(self, delivery: Delivery, chat: Chat) -> Worded | None:
        """Return one message for this delivery and all that its chat is to be told with it."""
        store = self.composer.store
        waiting = await store.catch_up_with(delivery, now=self.now)
        stories = await store.stories({each.story for each in waiting})
        wishes = await store.subscriptions(chat.id, chat.thread_id)
        told = {each: stories[each.story] for each in waiting if each.story in stories}
        # A claim has looked at the first one; another that is not wanted waits for its own.
        for place, (each, story) in enumerate(tuple(told.items())):
            missed = story.held or unwanted(each, chat, wishes, story.topics)
            if (place and missed) or await self._is_past(each, story):
                del told[each]
        if delivery not in told:
            return None
        view = self._view(chat)
        listed: dict[tuple[str, int], CaughtUp] = {}
        for each, story in told.items():
            home = await self._home(story)
            number = number_in(home, development(story, story.told_as(each.development)))
            listed.setdefault((home.id, number), self._caught_up(home, number, view))
        others = tuple(each.id for each in told if each.id is not None and each != delivery)
        return Worded(_send(delivery, catch_up(tuple(listed.values()), view)), lists=others)

    async def _is_past(self, delivery: Delivery, story: Story) -> bool:
        """Whether its development was taken back, or is part of one that the chat has."""
        number = story.told_as(delivery.development)
        if number in retractions(story.events):
            return True
        if number == delivery.development:
            return False
        place = delivery.chat_id, delivery.thread_id
        there = await self.composer.store.messages_in(story.id, *place)
        return any(each.development == number for each in as_told_now(story, there))

    def _caught_up(self, story: Story, number: int, view: View) -> CaughtUp:
        now = self._stands(story, number)
        return CaughtUp(story, now, lead_report(story, now, view.language))

    async def _home(self, story: Story) -> Story:
        """Return the story this one was merged into, or itself."""
        while story.merged_into:
            story = (await self.composer.store.stories([story.merged_into]))[story.merged_into]
        return story

    def _stands(self, story: Story, number: int = 0) -> StoryStatus:
        """Return the story's standing; with a number that of one development."""
        if (story.id, number) not in self._standing:
            self._standing[story.id, number] = standing(
                story,
                development=number,
                parties=self.catalog.parties,
                failing=self.failing,
                now=self.now,
            )
        return self._standing[story.id, number]

    def _view(self, chat: Chat) -> View:
        return View(
            texts=in_language(self.composer.texts, chat.language),
            languages=tuple(self.composer.texts),
            chat=chat,
            now=self.now,
            parties=self.catalog.parties,
            bodies=self.catalog.bodies,
            topics=self.catalog.topics,
            bot=self.composer.bot(),
            pages=self.composer.pages,
        )


def _send(delivery: Delivery, message: Message, *, reply_to: int | None = None) -> Send:
    return Send(
        chat_id=delivery.chat_id,
        thread_id=delivery.thread_id,
        message=message,
        reply_to=reply_to,
        silent=delivery.silent,
    )
