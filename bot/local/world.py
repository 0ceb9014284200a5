"""The state of the local Telegram: people, chats, threads and messages.

Rule 1: nothing here knows HTTP or the Bot API's JSON; `shapes` translates into that.
Rule 2: every change is announced once to all watchers (the page).
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.core.types import GENERAL
from bot.local.message_entities import Entity
from bot.local.refusals import bad_request
from bot.local.update_queue import Updates

BOT_NAME = "isswire_bot"


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    language_code: str = "en"


@dataclass(slots=True)
class Thread:
    """A forum topic."""

    id: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class Message:
    id: int
    chat_id: int
    date: datetime
    sender: int | None
    """User id; None if the chat itself is the author (a channel's post)."""
    text: str = ""
    entities: tuple[Entity, ...] = ()
    thread_id: int = 0
    reply_to: int | None = None
    quote: str = ""
    buttons: list[list[dict[str, Any]]] = field(default_factory=list)
    preview: dict[str, Any] = field(default_factory=dict)
    photo: str = ""
    silent: bool = False
    edited: datetime | None = None
    edits: int = 0
    service: dict[str, Any] = field(default_factory=dict)
    """The content of a service message, in the Bot API's fields."""
    via_bot: bool = False


@dataclass(slots=True)
class Place:
    """A chat. `members` maps user ids to the Bot API's status words."""

    id: int
    kind: str
    title: str = ""
    username: str | None = None
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    threads: dict[int, Thread] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0


class World:
    """The state of a Telegram with one bot; `clock` dates messages (in the demo, the replay's)."""

    def __init__(
        self, bot_id: int, *, clock: Callable[[], datetime] | None = None, first_id: int = 1
    ) -> None:
        self.clock = clock or (lambda: datetime.now(UTC))
        self.bot = User(bot_id, "isswire", is_bot=True, username=BOT_NAME)
        self.users = {bot_id: self.bot}
        self.places: dict[int, Place] = {}
        self.first_id = first_id
        self.updates = Updates()
        self.commands: dict[tuple[str, str], list[dict[str, Any]]] = {}
        """The bot's menus by scope (as sorted JSON) and language."""
        self.about: dict[str, str] = {}
        """Name, description and the like, as set by the bot."""
        self.callbacks: dict[str, dict[str, Any] | None] = {}
        """The bot's answers to presses by callback id; None until it has answered."""
        self.inline: dict[str, list[dict[str, Any]] | None] = {}
        """The bot's results of inline queries by their ids; None until it has answered."""
        self.above_inline: dict[str, dict[str, Any]] = {}
        """The button above them, {} for none."""
        self.files: dict[str, bytes] = {}
        """Uploaded files by file id."""
        self.ephemeral: dict[tuple[int, int, int], Message] = {}
        """Messages that one person of a group sees, by chat, person and number."""
        self.note = ""
        """What the page says of itself, over the chats."""
        self.from_start = False
        """Whether the page opens a channel at its first message: a story is read from there."""
        self._watchers: set[asyncio.Queue[dict[str, Any]]] = set()

    def add_person(
        self, id: int, name: str, *, started: bool = True, language: str = "en"
    ) -> User:
        """Add a person and the private chat with them; `started`: they have written to the bot."""
        user = User(id, name, username=name.lower(), language_code=language)
        self.users[id] = user
        members = {id: "member"} | ({self.bot.id: "member"} if started else {})
        self._add(Place(id, "private", name, user.username, members=members))
        return user

    def add_chat(
        self,
        id: int,
        kind: str,
        title: str,
        *,
        username: str | None = None,
        forum: bool = False,
        bot: str = "administrator",
        members: dict[int, str] | None = None,
    ) -> Place:
        """Add a group, supergroup or channel; `bot` is the bot's status in it."""
        known = dict(members or {})
        known[self.bot.id] = bot
        place = Place(id, kind, title, username, is_forum=forum, members=known)
        place.last_id = GENERAL if forum else 0  # id 1 was the message that created it
        return self._add(place)

    def place(self, wanted: int | str) -> Place:
        """Return the chat with this id or @name. Raises Refusal `chat not found`."""
        name = str(wanted)
        if name.startswith("@"):
            found = (p for p in self.places.values() if (p.username or "") == name[1:])
            place = next((p for p in found if p.kind != "private"), None)
        else:
            place = self.places.get(int(name)) if name.lstrip("-").isdigit() else None
        if place is None:
            raise bad_request("chat not found")
        return place

    def say_of_itself(self, note: str) -> None:
        """Show a line over the page's chats."""
        self.note = note
        self.announce({"kind": "note", "note": note})

    def put(self, place: Place, sender: int | None, **fields: Any) -> Message:
        """Add a message, with the next id of its chat."""
        place.last_id = max(place.last_id + 1, self.first_id)
        message = Message(place.last_id, place.id, self.clock(), sender, **fields)
        place.messages[message.id] = message
        self.announce({"kind": "message", "chat": place.id, "message": message.id})
        return message

    def changed(self, message: Message) -> None:
        """Announce that a message has been changed."""
        self.announce({"kind": "message", "chat": message.chat_id, "message": message.id})

    def remove(self, place: Place, message_id: int) -> None:
        del place.messages[message_id]
        self.announce({"kind": "deleted", "chat": place.id, "message": message_id})

    def announce(self, event: dict[str, Any]) -> None:
        for queue in self._watchers:
            if not queue.full():
                queue.put_nowait(event)

    @contextmanager
    def watching(self) -> Iterator[asyncio.Queue[dict[str, Any]]]:
        """Queue every change during the block, in order."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(10_000)
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

    def _add(self, place: Place) -> Place:
        self.places[place.id] = place
        self.announce({"kind": "chat", "chat": place.id})
        return place
