"""Methods that send, edit and delete messages, with Telegram's checks and error texts."""

from bot.local import ephemeral
from bot.local.message_entities import Entity, parse
from bot.local.message_text import blank, utf16_length, visible
from bot.local.parameters import Parameters
from bot.local.refusals import NOT_MODIFIED, bad_request, forbidden, upgraded
from bot.local.reply_markup import buttons, preview, reply, thread
from bot.local.shapes import Shape, message_shape
from bot.local.world import Message, Place, World

MAX_TEXT = 4096
MAX_CAPTION = 1024
"""UTF-16 units after entity parsing: https://core.telegram.org/bots/api#sendmessage."""


async def send_message(world: World, given: Parameters) -> Shape:
    place = open_place(world, given)
    text, entities = parsed_text(given, "text")
    if "ephemeral_message_parameters" in given:
        return ephemeral.put(world, place, given, (text, entities))
    reply_to, quote = reply(given, place)
    message = world.put(
        place,
        _speaker(world, place),
        text=text,
        entities=entities,
        thread_id=thread(given, place),
        reply_to=reply_to,
        quote=quote,
        buttons=buttons(given),
        preview=preview(given, text),
        silent=given.flag("disable_notification"),
    )
    return message_shape(world, message)


async def send_photo(world: World, given: Parameters) -> Shape:
    place = open_place(world, given)
    photo = _picture(world, given)
    caption, entities = parsed_text(given, "caption", limit=MAX_CAPTION)
    reply_to, quote = reply(given, place)
    message = world.put(
        place,
        _speaker(world, place),
        text=caption,
        entities=entities,
        photo=photo,
        thread_id=thread(given, place),
        reply_to=reply_to,
        quote=quote,
        buttons=buttons(given),
        silent=given.flag("disable_notification"),
    )
    return message_shape(world, message)


def _picture(world: World, given: Parameters) -> str:
    """Return the uploaded picture's file id, or the address or id given instead."""
    if content := given.files.get("photo"):
        if not content.startswith((b"\x89PNG", b"\xff\xd8")):
            raise bad_request("IMAGE_PROCESS_FAILED")
        file_id = f"photo{len(world.files) + 1}"
        world.files[file_id] = content
        return file_id
    if "photo" not in given:
        raise bad_request("there is no photo in the request")
    return given.text("photo")


async def edit_text(world: World, given: Parameters) -> Shape:
    message = _own(world, given)
    if message.photo:
        raise bad_request("there is no text in the message to edit")
    text, entities = parsed_text(given, "text")
    wanted = buttons(given)
    shown = preview(given, text)
    same = (text, entities, wanted) == (message.text, message.entities, message.buttons)
    if same and shown == message.preview:
        raise bad_request(NOT_MODIFIED)
    message.text, message.entities = text, entities
    message.buttons, message.preview = wanted, shown
    return _edited(world, message)


async def edit_ephemeral_text(world: World, given: Parameters) -> bool:
    place = open_place(world, given)
    return ephemeral.edit(world, place, given, parsed_text(given, "text"))


async def edit_markup(world: World, given: Parameters) -> Shape:
    message = _own(world, given)
    wanted = buttons(given)
    if wanted == message.buttons:
        raise bad_request(NOT_MODIFIED)
    message.buttons = wanted
    return _edited(world, message)


async def delete_message(world: World, given: Parameters) -> bool:
    place = open_place(world, given)
    if given.number("message_id") not in place.messages:
        raise bad_request("message to delete not found")
    world.remove(place, given.number("message_id"))
    return True


def open_place(world: World, given: Parameters) -> Place:
    """Return the chat named. Raises Refusal if the bot may not write there."""
    if "chat_id" not in given:
        raise bad_request("chat_id is empty")
    place = world.place(given.text("chat_id"))
    if place.migrated_to:
        raise upgraded(place.migrated_to)
    _check_rights(place, place.members.get(world.bot.id, "none"))
    return place


def _check_rights(place: Place, status: str) -> None:
    match place.kind, status:
        case "private", "kicked":
            raise forbidden("bot was blocked by the user")
        case "private", "deactivated":
            raise forbidden("user is deactivated")
        case "private", "none":
            raise forbidden("bot can't initiate conversation with a user")
        case kind, "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        case kind, "left" | "none":
            raise forbidden(f"bot is not a member of the {kind} chat")
        case "channel", "member":
            raise bad_request("need administrator rights in the channel chat")
        case _, "restricted":
            raise bad_request("not enough rights to send text messages to the chat")


def _speaker(world: World, place: Place) -> int | None:
    return None if place.kind == "channel" else world.bot.id


def parsed_text(
    given: Parameters, name: str, *, limit: int = MAX_TEXT
) -> tuple[str, tuple[Entity, ...]]:
    """Return a text parameter as Telegram stores it. Raises Refusal for bad markup or length."""
    raw = given.text(name)
    mode = given.text("parse_mode").lower()
    if mode not in ("", "html"):
        raise bad_request("this stand-in reads parse_mode HTML only")
    text, entities = parse(raw) if mode else (raw, ())
    text = visible(text)
    if name == "text" and blank(text):
        raise bad_request("message text is empty")
    if utf16_length(text) > limit:
        words = "message is too long" if name == "text" else "message caption is too long"
        raise bad_request(words)
    return text, entities


def _own(world: World, given: Parameters) -> Message:
    place = open_place(world, given)
    message = place.messages.get(given.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.service or message.sender not in (world.bot.id, None):
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, message: Message) -> Shape:
    message.edited = world.clock()
    message.edits += 1
    world.changed(message)
    return message_shape(world, message)
