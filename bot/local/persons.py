"""What people do: write, press, ask inline, add or block the bot. Each becomes an update."""

import re
from typing import Any

from bot.local import ephemeral
from bot.local.message_entities import Entity
from bot.local.message_text import utf16_length
from bot.local.refusals import bad_request
from bot.local.shapes import Shape, member_shape, message_shape, place_shape, user_shape
from bot.local.world import Message, Place, Thread, User, World

_MARKED = (
    ("bot_command", re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?")),
    ("url", re.compile(r"(?<!\S)https?://[^\s<>\"]*[^\s<>\".,;:!?)]")),
)


class Persons:
    """Actions of people. They raise Refusal if the chat or message does not exist."""

    def __init__(self, world: World) -> None:
        self.world = world

    def say(
        self,
        chat_id: int,
        user_id: int,
        text: str,
        *,
        thread_id: int = 0,
        reply_to: int | None = None,
        **service: Any,
    ) -> Message:
        """Write a message. In a private chat this also starts or unblocks the bot.

        `service` adds fields of the Bot API's Message, such as `forward_origin`.
        """
        place = self.world.place(chat_id)
        if place.kind == "private":
            self._let_in(place, user_id)
        sender = None if place.kind == "channel" else user_id
        message = self.world.put(
            place,
            sender,
            text=text,
            entities=_found(text),
            thread_id=thread_id,
            reply_to=reply_to,
            service=service,
        )
        self._push("channel_post" if sender is None else "message", message)
        return message

    def _let_in(self, place: Place, user_id: int) -> None:
        """Start or unblock the bot; Telegram sends an update only for unblocking."""
        if place.members.get(self.world.bot.id, "none") == "none":
            place.members[self.world.bot.id] = "member"
            self.world.announce({"kind": "chat", "chat": place.id})
        elif place.members[self.world.bot.id] == "kicked":
            self.set_status(place.id, "member", by=user_id)

    def edit(self, chat_id: int, message_id: int, text: str) -> None:
        message = self._message(chat_id, message_id)
        message.text, message.entities = text, _found(text)
        message.edited = self.world.clock()
        self.world.changed(message)
        self._push("edited_message" if message.sender else "edited_channel_post", message)

    def press(self, chat_id: int, message_id: int, data: str, user_id: int) -> str:
        """Press the button with this callback data; return the callback's id.

        Messages that only this person sees are counted below zero.
        """
        alone = self.world.ephemeral.get((chat_id, user_id, -message_id))
        message = alone or self._message(chat_id, message_id)
        if not any(
            button.get("callback_data") == data for row in message.buttons for button in row
        ):
            raise bad_request("no such button")
        callback = str(1_000_000 + len(self.world.callbacks))
        self.world.callbacks[callback] = None
        content = {
            "id": callback,
            "from": user_shape(self.world.users[user_id]),
            "chat_instance": str(chat_id),
            "message": ephemeral.shape(self.world, alone, -message_id)
            if alone
            else message_shape(self.world, message),
            "data": data,
        }
        self.world.updates.push("callback_query", content)
        return callback

    def ask_inline(self, user_id: int, query: str, *, offset: str = "") -> str:
        """Type `@bot query` in some chat; return the inline query's id."""
        asked = str(2_000_000 + len(self.world.inline))
        self.world.inline[asked] = None
        user = user_shape(self.world.users[user_id])
        content = {"id": asked, "from": user, "query": query, "offset": offset}
        self.world.updates.push("inline_query", content)
        return asked

    def choose_inline(self, query_id: str, result_id: str, chat_id: int, user_id: int) -> Message:
        """Send one of the offered results to a chat."""
        offered = self.world.inline.get(query_id) or []
        chosen = next((result for result in offered if result["id"] == result_id), None)
        if chosen is None:
            raise bad_request("no such result")
        return self.world.put(
            self.world.place(chat_id),
            user_id,
            text=chosen["text"],
            entities=tuple(_entity(shape) for shape in chosen["entities"]),
            buttons=chosen.get("reply_markup", {}).get("inline_keyboard", []),
            via_bot=True,
        )

    def set_status(self, chat_id: int, status: str, *, by: int) -> None:
        """Add, promote, restrict, block or remove the bot."""
        place = self.world.place(chat_id)
        before = self._membership(place)
        place.members[self.world.bot.id] = status
        content = {
            "chat": place_shape(place),
            "from": user_shape(self.world.users[by]),
            "date": int(self.world.clock().timestamp()),
            "old_chat_member": before,
            "new_chat_member": self._membership(place),
        }
        self.world.updates.push("my_chat_member", content)
        self.world.announce({"kind": "chat", "chat": chat_id})

    def set_member(self, chat_id: int, user_id: int, status: str) -> None:
        """Let a person join or leave, or make them an administrator; the bot gets no update."""
        self.world.place(chat_id).members[user_id] = status
        self.world.announce({"kind": "chat", "chat": chat_id})

    def migrate(self, chat_id: int) -> int:
        """Turn a group into a supergroup; return its new id."""
        old = self.world.place(chat_id)
        new_id = -1_000_000_000_000 - abs(chat_id)
        members = dict(old.members)
        new = self.world.add_chat(new_id, "supergroup", old.title)
        new.members, old.migrated_to = members, new_id
        person = next(user for user in members if user != self.world.bot.id)
        self.say_service(old, person, migrate_to_chat_id=new_id)
        self.say_service(new, person, migrate_from_chat_id=chat_id)
        return new_id

    def open_thread(self, chat_id: int, user_id: int, name: str) -> int:
        """Open a thread; its id is that of the service message announcing it."""
        place = self.world.place(chat_id)
        thread_id = max(place.last_id + 1, self.world.first_id)
        place.threads[thread_id] = Thread(thread_id, name)
        service = {"name": name, "icon_color": 7322096}
        self.say_service(place, user_id, thread_id=thread_id, forum_topic_created=service)
        return thread_id

    def close_thread(self, chat_id: int, user_id: int, thread_id: int) -> None:
        place = self.world.place(chat_id)
        place.threads[thread_id].closed = True
        self.say_service(place, user_id, thread_id=thread_id, forum_topic_closed={})

    def say_service(
        self, place: Place, user_id: int, *, thread_id: int = 0, **service: Any
    ) -> Message:
        message = self.world.put(place, user_id, thread_id=thread_id, service=service)
        self._push("message", message)
        return message

    def _push(self, kind: str, message: Message) -> None:
        place = self.world.places[message.chat_id]
        here = place.members.get(self.world.bot.id) in ("member", "administrator", "restricted")
        if here:
            self.world.updates.push(kind, message_shape(self.world, message))

    def _message(self, chat_id: int, message_id: int) -> Message:
        message = self.world.place(chat_id).messages.get(message_id)
        if message is None:
            raise bad_request("message not found")
        return message

    def _membership(self, place: Place) -> Shape:
        known: User = self.world.bot
        shape = member_shape(self.world, place, known)
        return shape | {"status": "left"} if shape["status"] == "none" else shape


def _found(text: str) -> tuple[Entity, ...]:
    """Return the commands and addresses in a text, as Telegram marks them."""
    return tuple(
        Entity(kind, utf16_length(text[: found.start()]), utf16_length(found[0]))
        for kind, pattern in _MARKED
        for found in pattern.finditer(text)
    )


def _entity(shape: dict[str, Any]) -> Entity:
    detail = tuple((k, v) for k, v in shape.items() if k not in ("type", "offset", "length"))
    return Entity(shape["type"], shape["offset"], shape["length"], detail)
