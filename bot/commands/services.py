"""What every command works with: the collaborators, the call being answered, kinds of answers."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Protocol

from bot.core.chat.looks import with_look
from bot.core.delivery.messages import Answer, Button, Message, Update
from bot.core.editing.editor_actions import ActOutcome, Decide, Refusal
from bot.core.lang.i18n import Texts, in_language, key
from bot.core.lang.markup import Line, clean, line, shortened
from bot.core.lang.typed_words import TypedWords
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.reasons.notices import AdminNotice
from bot.core.renderer.daily_stats import Days
from bot.core.renderer.help_pages import usage_line
from bot.core.renderer.nothing_yet import FeedsStand
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.types import Catalog, Chat, ChatKind, Reason, Story, Subscription
from bot.errors import BotError, StorageError
from storage.store import Store

logger = logging.getLogger(__name__)

PHRASES_PER_CHAT = 50
STORIES_PER_CHAT = 50
"""More than anyone can read."""


async def no_chat(name: str) -> Chat | None:
    """Find no chat: the default without Telegram."""
    return None


async def no_rights(chat_id: int) -> bool:
    """Deny posting: the default without Telegram."""
    return False


class Edit(Protocol):
    """Carries out an editor's decision; see `Services.edit`."""

    async def __call__(
        self, decide: Decide, stories: Sequence[str], *, telling: bool = False
    ) -> ActOutcome | Refusal: ...


async def no_edit(
    decide: Decide, stories: Sequence[str], *, telling: bool = False
) -> ActOutcome | Refusal:
    """Refuse every change: the default without the editing flow."""
    return Refusal(key("Stories cannot be changed here."))


async def no_picture(days: Days, texts: Texts) -> bytes:
    """Draw nothing: the default without matplotlib."""
    return b""


async def never_answered(feed: str) -> datetime | None:
    """Know no answer: the default without polls."""
    return None


async def no_reload() -> tuple[Reason, ...]:
    """Say that feeds.yaml is not watched: the default without its watcher."""
    return (AdminNotice.NOT_WATCHED(),)


@dataclass(frozen=True, slots=True)
class Services:
    """The collaborators of all commands, made once by app."""

    store: Store
    catalog: Callable[[], Catalog]
    """The catalog in force now."""
    texts: Mapping[str, Texts]
    words: TypedWords
    """Words people may type, in all languages."""
    now: Callable[[], datetime]
    failing: Callable[[], Awaitable[frozenset[str]]]
    """Parties whose own feeds cannot be read, so that their silence means nothing."""
    is_admin: Callable[[int, int], Awaitable[bool]]
    """(chat id, user id): whether this person is an admin of that chat."""
    admins: frozenset[int] = frozenset()
    """Numeric ids of the bot's own admins."""
    bot: Callable[[], str] = str
    """The bot's username, without @; empty until Telegram has said it."""
    find_chat: Callable[[str], Awaitable[Chat | None]] = field(default=no_chat)
    """Finds a channel or group by its @name."""
    may_post: Callable[[int], Awaitable[bool]] = field(default=no_rights)
    """Whether the bot may post in that chat."""
    reload: Callable[[], Awaitable[Sequence[Reason]]] = field(default=no_reload)
    """Reads feeds.yaml again; returns what changed, or why it is refused, a line each."""
    edit: Edit = field(default=no_edit)
    """Decides about these stories in their present state and records it.

    `telling`: readers may get a post in consequence.
    """
    draw: Callable[[Days, Texts], Awaitable[bytes]] = field(default=no_picture)
    """Draws the statistics; b"" without matplotlib."""
    feeds_stand: Callable[[], FeedsStand] = lambda: FeedsStand(0, 0)
    """How many feeds there are, were read, and whether none answers."""
    silent_since: Callable[[], datetime | None] = lambda: None
    """Since when Telegram has not answered; None while it does."""
    pages: str = ""
    """PUBLIC_URL."""
    answered: Callable[[str], Awaitable[datetime | None]] = field(default=never_answered)
    """When a feed last answered: how old what a calendar says is."""
    date_entities: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """One update to answer, with the chat it came from."""

    services: Services
    update: Update
    chat: Chat
    known: bool
    """Whether the chat is stored; if not, `chat` is how it would be stored."""
    now: datetime
    usage: str | None = None
    """The usage of the command being answered; None if it is no command."""

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def texts(self) -> Texts:
        """The texts in the chat's language."""
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
            bodies=catalog.bodies,
            topics=catalog.topics,
            bot=self.services.bot(),
            pages=self.services.pages,
            date_entities=self.services.date_entities,
        )

    @property
    def arguments(self) -> str:
        """The command's arguments with single spaces."""
        return " ".join(self.update.arguments.split())

    @property
    def is_private(self) -> bool:
        return self.chat.kind is ChatKind.PRIVATE

    @property
    def is_bot_admin(self) -> bool:
        return self.update.user_id in self.services.admins

    async def is_chat_admin(self) -> bool:
        """Whether the person may change this chat: anyone in private, else its admins.

        An anonymous admin may not, since nobody can tell who that is.
        """
        return self.is_private or await self.is_admin_of(self.chat.id)

    async def is_admin_of(self, chat_id: int) -> bool:
        """Whether the person is an admin of that chat; False if Telegram does not answer."""
        user = self.update.user_id
        try:
            return user > 0 and await self.services.is_admin(chat_id, user)
        except BotError:
            return False

    async def chat_named(self, name: str) -> Chat | None:
        """Find a channel or group by its @name; None if unknown or Telegram does not answer."""
        try:
            return await self.services.find_chat(name)
        except BotError:
            return None

    async def story_numbered(self, number: int) -> Story | None:
        """Find the story with this number; only editors find one that is held."""
        found = await self.store.story_numbered(number)
        return found if found and (self.is_bot_admin or not found.held) else None

    async def subscriptions(self) -> tuple[Subscription, ...]:
        """Load what this chat follows and mutes."""
        return await self.store.subscriptions(self.chat.id, self.chat.thread_id)

    async def standings(self, stories: tuple[Story, ...]) -> tuple[tuple[Story, StoryStatus], ...]:
        """Pair each story with its status now."""
        failing = await self.services.failing()
        parties = self.services.catalog().parties
        return tuple(
            (story, standing(story, parties=parties, failing=failing, now=self.now))
            for story in stories
        )

    async def look_at(self, story: Story) -> None:
        """Remember that the person has seen the story as it is; without it on a failing disk."""
        chat = with_look(self.chat, story)
        if not (self.known and self.is_private) or chat == self.chat:
            return
        try:
            await self.store.record_chat(chat)
        except StorageError as error:
            logger.warning("look not remembered chat=%d error=%s", chat.id, error)

    async def ready_chat(self) -> Chat:
        """Store the chat as active, as every change of a chat must; return it.

        Deliveries parked for it are resumed too: Telegram announces a person who unblocks the bot,
        but not one who writes to it for the first time.
        """
        chat = replace(self.chat, active=True)
        await self.store.resume_chat(chat.id)
        if not self.known or chat != self.chat:
            await self.store.record_chat(chat)
        return chat


def answer_line(text: Line, *rows: list[Button]) -> Answer:
    """Answer with one line and rows of buttons."""
    return Answer(message=message([text], rows))


def show(page: Message, *, edit: bool = False) -> Answer:
    """Answer with a page; `edit` puts it in place of the message whose button was pressed."""
    return Answer(message=page, edit=edit)


def explain_usage(call: Call) -> Answer:
    """Answer a wrong argument with the command's usage, a wrong press with a notice."""
    if call.usage is None:
        return toast(call.texts.say("This button no longer works."))
    return show(usage_line(call.usage, call.view))


def no_feed(call: Call, id: str) -> Answer:
    """Answer that there is no such feed, or none is named, with one that there is."""
    known = [each.id for each in call.services.catalog().feeds]
    if not known:
        return explain_usage(call)
    example = f"/{call.update.command} {(get_close_matches(id, known, 1, 0.4) or known)[0]}"
    words = key("There is no feed “{id}”. Like this: {example}") if id else _LIKE_THIS
    said = shortened(clean(id), 40)
    return answer_line(call.texts.sentence(words, id=said, example=example))


_LIKE_THIS = key("Like this: {example}")


def toast(notice: str) -> Answer:
    """Answer a press with a short text over the chat, which stays as it is."""
    return Answer(notice=notice)


def as_message(answer: Answer) -> Answer:
    """Turn a toast into a message: a typed command has no button to show it over."""
    return answer_line(line(answer.notice)) if answer.notice else answer
