"""Messages of a group that only one person sees (Bot API 10.2 and 10.3).

They have no place in the chat: `message_id` is 0, and a number of their own counts them.
"""

from dataclasses import replace

from bot.local.message_entities import Entity
from bot.local.parameters import Parameters
from bot.local.refusals import NOT_MODIFIED, bad_request
from bot.local.reply_markup import buttons, preview
from bot.local.shapes import Shape, message_shape
from bot.local.world import Message, Place, World

Text = tuple[str, tuple[Entity, ...]]


def put(world: World, place: Place, given: Parameters, text: Text) -> Shape:
    """Show a message to the one member it is for."""
    asked = given.object("ephemeral_message_parameters")
    receiver = asked.get("receiver_user_id")
    if place.kind not in ("group", "supergroup"):
        raise bad_request("ephemeral messages can be sent only to groups")
    if receiver not in place.members:
        raise bad_request("user not found")
    if asked.get("callback_query_id", "") not in ("", *world.callbacks):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    number = len(world.ephemeral) + 1
    message = Message(0, place.id, world.clock(), world.bot.id, text=text[0], entities=text[1])
    shown = replace(message, buttons=buttons(given), preview=preview(given, text[0]))
    world.ephemeral[(place.id, receiver, number)] = shown
    _announce(world, (place.id, receiver, number))
    return shape(world, shown, number)


def edit(world: World, place: Place, given: Parameters, text: Text) -> bool:
    """Change such a message."""
    number = given.number("ephemeral_message_id")
    named = (place.id, given.number("receiver_user_id"), number)
    if named not in world.ephemeral:
        raise bad_request("message to edit not found")
    changed = replace(
        world.ephemeral[named], text=text[0], entities=text[1], buttons=buttons(given)
    )
    if changed == world.ephemeral[named]:
        raise bad_request(NOT_MODIFIED)
    world.ephemeral[named] = changed
    _announce(world, named)
    return True


def _announce(world: World, named: tuple[int, int, int]) -> None:
    chat, user, number = named
    world.announce({"kind": "ephemeral", "chat": chat, "user": user, "number": number})


def shape(world: World, message: Message, number: int) -> Shape:
    return {**message_shape(world, message), "ephemeral_message_id": number}
