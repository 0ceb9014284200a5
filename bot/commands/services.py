"""What every command has at hand: the collaborators, and the call being answered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.core.delivery.messages import Answer, Button, Message, Update
from bot.core.editing.editor_actions import Acted, Decide, Refusal
from bot.core.lang.i18n import Texts, in_language, key
from bot.core.lang.markup import Line
from bot.core.lang.typed_words import TypedWords
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.reasons.notices import AdminNotice
from bot.core.renderer.daily_stats import Days
from bot.core.renderer.help_pages import usage_line
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.types import Catalog, Chat, ChatKind, Reason, Story
from bot.errors import BotError
from storage.store import Store

PHRASES_PER_CHAT = 50
STORIES_PER_CHAT = 50
"""Enough for anyone who reads what arrives."""


async def no_chat(name: str) -> Chat | None:
    """Where no Telegram can be asked, no channel is found by its name."""
    return None


async def no_rights(chat_id: int) -> bool:
    return False


class Edit(Protocol):
    async def __call__(
        self, decide: Decide, stories: Sequence[str], *, telling: bool = False
    ) -> Acted | Refusal: ...


async def no_edit(
    decide: Decide, stories: Sequence[str], *, telling: bool = False
) -> Acted | Refusal:
    return Refusal(key("Stories cannot be changed here."))


async def no_picture(days: Days, texts: Texts) -> bytes:
    return b""


async def no_reload() -> tuple[Reason, ...]:
    return (AdminNotice.NOT_WATCHED(),)


@dataclass(frozen=True, slots=True)
class Services:
    """The collaborators of all commands; made once by app."""

    store: Store
    catalog: Callable[[], Catalog]
    """The catalog in force just now."""
    texts: Mapping[str, Texts]
    words: TypedWords
    """What people may type."""
    now: Callable[[], datetime]
    failing: Callable[[], Awaitable[frozenset[str]]]
    """Parties whose own feed cannot be read: of them silence says nothing."""
    is_admin: Callable[[int, int], Awaitable[bool]]
    """(chat id, user id): is this person an admin of that chat?"""
    admins: frozenset[int] = frozenset()
    """Numeric ids of the bot's own admins."""
    bot: Callable[[], str] = str
    """The bot's username, without @; empty until Telegram has said it."""
    find_chat: Callable[[str], Awaitable[Chat | None]] = field(default=no_chat)
    """A channel or group by its @name."""
    may_post: Callable[[int], Awaitable[bool]] = field(default=no_rights)
    """May the bot post in that chat?"""
    reload: Callable[[], Awaitable[Sequence[Reason]]] = field(default=no_reload)
    """Reads feeds.yaml again; what changed, or why it is refused, a line each."""
    edit: Edit = field(default=no_edit)
    """Decides on these stories as they stand, and records it; `telling`: a post may follow."""
    draw: Callable[[Days, Texts], Awaitable[bytes]] = field(default=no_picture)
    """A picture of the figures; empty where none can be drawn."""
    date_entities: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """One update, with the chat it came from and the language it is answered in."""

    services: Services
    update: Update
    chat: Chat
    known: bool
    """The chat is stored; otherwise `chat` is what it would start as."""
    now: datetime
    usage: str | None = None
    """How the command being answered is written; None for a press and all that is no command."""

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def texts(self) -> Texts:
        return in_language(self.services.texts, self.chat.language)

    @property
    def view(self) -> View:
        return self.view_of(self.chat)

    def view_of(self, chat: Chat) -> View:
        catalog = self.services.catalog()
        return View(
            texts=in_language(self.services.texts, chat.language),
            languages=tuple(self.services.texts),
            chat=chat,
            now=self.now,
            parties=catalog.parties,
            topics=catalog.topics,
            bot=self.services.bot(),
            date_entities=self.services.date_entities,
        )

    @property
    def arguments(self) -> str:
        return " ".join(self.update.arguments.split())

    @property
    def is_private(self) -> bool:
        return self.chat.kind is ChatKind.PRIVATE

    @property
    def is_bot_admin(self) -> bool:
        return self.update.user_id in self.services.admins

    async def is_chat_admin(self) -> bool:
        """In private everyone is; elsewhere only whom Telegram names, never an anonymous one."""
        return self.is_private or await self.is_admin_of(self.chat.id)

    async def is_admin_of(self, chat_id: int) -> bool:
        """Is the asker an admin of that chat? Where Telegram does not say, nobody is."""
        user = self.update.user_id
        try:
            return user > 0 and await self.services.is_admin(chat_id, user)
        except BotError:
            return False

    async def chat_named(self, name: str) -> Chat | None:
        """A channel or group by its @name; None where Telegram knows none, or does not answer."""
        try:
            return await self.services.find_chat(name)
        except BotError:
            return None

    async def story_numbered(self, number: int) -> Story | None:
        """The story people call by this number; one that is held is there for editors only."""
        found = await self.store.story_numbered(number)
        return found if found and (self.is_bot_admin or not found.held) else None

    async def standings(self, stories: tuple[Story, ...]) -> tuple[tuple[Story, StoryStatus], ...]:
        """Each story with how sure one can be of it now."""
        failing = await self.services.failing()
        parties = self.services.catalog().parties
        return tuple(
            (story, standing(story, parties=parties, failing=failing, now=self.now))
            for story in stories
        )

    async def ready_chat(self) -> Chat:
        """The chat, stored, active and within reach: what every change of a chat begins with.

        Telegram tells of a person who comes back, not of one who comes for the first time.
        """
        chat = replace(self.chat, active=True)
        await self.store.resume_chat(chat.id)
        if not self.known or chat != self.chat:
            await self.store.record_chat(chat)
        return chat


def said(line: Line, *rows: list[Button]) -> Answer:
    """A one-line answer with its buttons."""
    return Answer(message=message([line], rows))


def told(text: Message, *, edit: bool = False) -> Answer:
    return Answer(message=text, edit=edit)


def wrong(call: Call) -> Answer:
    """Answer a wrong argument with the command's usage, a wrong press with a notice."""
    if call.usage is None:
        return noted(call.texts.say("This button is out of date."))
    return told(usage_line(call.usage, call.view))


def noted(notice: str) -> Answer:
    """The short answer to a press; nothing is written into the chat."""
    return Answer(notice=notice)
