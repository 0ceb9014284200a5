"""Reads buttons, link previews and replies of a message, with Telegram's checks."""

import re
from typing import Any

from bot.local.parameters import Parameters
from bot.local.refusals import bad_request
from bot.local.world import Message, Place

MAX_CALLBACK_DATA = 64
"""Bytes: https://core.telegram.org/bots/api#inlinekeyboardbutton."""

_MAX_BUTTONS = 100
_ACTIONS = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
)
_STYLES = ("danger", "success", "primary")
_LINK = re.compile(r"(?i)(https?://[^\s/]+\S*|tg://\S+)")


def buttons(parameters: Parameters) -> list[list[dict[str, Any]]]:
    """Return the inline keyboard. Raises Refusal for a button Telegram would refuse."""
    rows = parameters.object("reply_markup").get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("object expected as reply markup")
    flat = [button for row in rows for button in row]
    if len(flat) > _MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in flat:
        _check_button(button)
    return [row for row in rows if row]


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse inline keyboard button: field "text" must be non-empty')
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("can't parse inline keyboard button: unsupported button style")
    if actions == ["callback_data"]:
        size = len(str(button["callback_data"]).encode())
        if not 1 <= size <= MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and not _LINK.fullmatch(str(button["url"])):
        raise bad_request(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )


def preview(parameters: Parameters, message_text: str) -> dict[str, Any]:
    """Return LinkPreviewOptions; their page must be an address."""
    options = parameters.object("link_preview_options")
    url = options.get("url")
    if url and not _LINK.fullmatch(str(url)):
        raise bad_request("WEBPAGE_URL_INVALID")
    if not options and (found := re.search(r"https?://\S+", message_text)):
        return {"url": found[0]}
    return {name: value for name, value in options.items() if value}


def reply(parameters: Parameters, place: Place) -> tuple[int | None, str]:
    """Return the id replied to and the quote; (None, "") if it is gone and that is allowed."""
    wanted = parameters.object("reply_parameters")
    message_id = replied_to(parameters)
    if message_id is None:
        return None, ""
    target = place.messages.get(message_id)
    if target is None:
        if wanted.get("allow_sending_without_reply"):
            return None, ""
        raise bad_request("message to be replied not found")
    return message_id, _quote(str(wanted.get("quote") or ""), target)


def replied_to(parameters: Parameters) -> int | None:
    """Return the message id to reply to, whether or not it exists."""
    wanted = Parameters(parameters.object("reply_parameters")).number("message_id")
    return wanted or parameters.number("reply_to_message_id") or None


def _quote(quote: str, target: Message) -> str:
    if quote not in target.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return quote


def thread(parameters: Parameters, place: Place) -> int:
    """Return the thread to send to, which must exist and be open; 0 if none is named."""
    thread_id = parameters.number("message_thread_id")
    if not thread_id:
        return 0
    found = place.threads.get(thread_id)
    if found is None:
        raise bad_request("message thread not found")
    if found.closed:
        raise bad_request("TOPIC_CLOSED")
    return thread_id
