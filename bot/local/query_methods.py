"""Methods about everything but messages: the bot, chats, members, menus, callbacks, inline."""

import json
import re
from typing import Any

from bot.local.message_text import utf16_length
from bot.local.parameters import Parameters
from bot.local.refusals import bad_request, forbidden
from bot.local.sending import open_place, parsed_text
from bot.local.shapes import Shape, full_place_shape, me_shape, member_shape
from bot.local.world import Place, World

_OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
_ADMINS = ("creator", "administrator")
_MAX_RESULTS = 50
_MAX_COMMANDS = 100


async def me(world: World, given: Parameters) -> Shape:
    return me_shape(world)


async def chat(world: World, given: Parameters) -> Shape:
    return full_place_shape(_known_place(world, given))


async def chat_member(world: World, given: Parameters) -> Shape:
    place = _known_place(world, given)
    user = world.users.get(given.number("user_id"))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_shape(world, place, user)


async def chat_administrators(world: World, given: Parameters) -> list[Shape]:
    place = _known_place(world, given)
    if place.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    admins = [user for user, status in place.members.items() if status in _ADMINS]
    return [member_shape(world, place, world.users[user]) for user in admins]


async def member_count(world: World, given: Parameters) -> int:
    statuses = _known_place(world, given).members.values()
    return sum(status not in ("left", "kicked") for status in statuses)


async def leave(world: World, given: Parameters) -> bool:
    _known_place(world, given).members[world.bot.id] = "left"
    return True


async def file(world: World, given: Parameters) -> Shape:
    file_id = given.text("file_id")
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    shape: Shape = {"file_id": file_id, "file_unique_id": file_id}
    return {**shape, "file_size": len(world.files[file_id]), "file_path": f"photos/{file_id}"}


async def chat_action(world: World, given: Parameters) -> bool:
    open_place(world, given)
    return True


async def set_commands(world: World, given: Parameters) -> bool:
    commands = given.array("commands")
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    world.commands[_menu(given)] = commands
    world.announce({"kind": "commands"})
    return True


async def commands(world: World, given: Parameters) -> list[dict[str, Any]]:
    return world.commands.get(_menu(given), [])


async def delete_commands(world: World, given: Parameters) -> bool:
    world.commands.pop(_menu(given), None)
    return True


async def set_about(world: World, given: Parameters) -> bool:
    """Store what setMyName, setMyDescription and the like set."""
    world.about |= {name: str(value) for name, value in given.values.items()}
    return True


async def answer_callback(world: World, given: Parameters) -> bool:
    callback = given.text("callback_query_id")
    if callback not in world.callbacks:
        raise bad_request(_OLD_QUERY)
    if utf16_length(given.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    said = {"text": given.text("text"), "alert": given.flag("show_alert")}
    world.callbacks[callback] = said
    world.announce({"kind": "callback", "callback": callback, **said})
    return True


async def answer_inline(world: World, given: Parameters) -> bool:
    query = given.text("inline_query_id")
    if query not in world.inline:
        raise bad_request(_OLD_QUERY)
    results = given.array("results")
    world.above_inline[query] = _checked_button(given.object("button"))
    if len(results) > _MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    world.inline[query] = [_checked_result(result) for result in results]
    world.announce({"kind": "inline", "inline": query})
    return True


async def updates(world: World, given: Parameters) -> list[dict[str, Any]]:
    if "allowed_updates" in given:
        world.updates.allow(given.array("allowed_updates"))
    return await world.updates.poll(
        offset=given.number("offset"),
        limit=given.number("limit", 100),
        seconds=min(given.number("timeout"), 50),
    )


async def set_webhook(world: World, given: Parameters) -> bool:
    if "allowed_updates" in given:
        world.updates.allow(given.array("allowed_updates"))
    drop = given.flag("drop_pending_updates")
    world.updates.set_webhook(given.text("url"), given.text("secret_token"), drop=drop)
    return True


async def delete_webhook(world: World, given: Parameters) -> bool:
    world.updates.set_webhook("", "", drop=given.flag("drop_pending_updates"))
    return True


async def webhook_info(world: World, given: Parameters) -> Shape:
    webhook = world.updates.webhook
    return {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }


def _known_place(world: World, given: Parameters) -> Place:
    """Return a chat that exists and has not shut the bot out. Raises Refusal otherwise."""
    place = world.place(given.text("chat_id"))
    status = place.members.get(world.bot.id, "none")
    if place.kind != "private" and status == "kicked":
        raise forbidden(f"bot was kicked from the {place.kind} chat")
    if place.kind != "private" and status in ("left", "none") and not place.username:
        raise forbidden(f"bot is not a member of the {place.kind} chat")
    return place


def _menu(given: Parameters) -> tuple[str, str]:
    scope = given.object("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), given.text("language_code")


def _check_command(command: Any) -> None:
    if not isinstance(command, dict):
        raise bad_request("expected an object as a bot command")
    name, words = str(command.get("command", "")), str(command.get("description", ""))
    known = name.isascii() and name.replace("_", "").isalnum() and name == name.lower()
    if not known or not 1 <= len(name) <= 32:
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(words) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _checked_button(button: dict[str, Any]) -> dict[str, Any]:
    """Return the button above the results, which starts the bot."""
    payload = str(button.get("start_parameter", ""))
    if button and not (button.get("text") and re.fullmatch("[A-Za-z0-9_-]{1,64}", payload)):
        raise bad_request("START_PARAM_INVALID")
    return button


def _checked_result(result: Any) -> dict[str, Any]:
    content = result.get("input_message_content") if isinstance(result, dict) else None
    if not isinstance(content, dict):
        raise bad_request("can't parse inline query result: MESSAGE_CONTENT_EMPTY")
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if not result.get("title"):
        raise bad_request("ARTICLE_TITLE_EMPTY")
    given = Parameters({"text": content.get("message_text"), **content})
    text, entities = parsed_text(given, "text")
    return {**result, "text": text, "entities": [entity.shape() for entity in entities]}
