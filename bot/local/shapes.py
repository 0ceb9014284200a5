"""Translates the world into the Bot API's JSON: https://core.telegram.org/bots/api#available-types."""

from datetime import datetime
from typing import Any

from bot.local.world import Message, Place, User, World

Shape = dict[str, Any]

_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def unix(moment: datetime) -> int:
    return int(moment.timestamp())


def user_shape(user: User) -> Shape:
    shape: Shape = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.username:
        shape["username"] = user.username
    if not user.is_bot:
        shape["language_code"] = user.language_code
    return shape


def me_shape(world: World) -> Shape:
    return user_shape(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "supports_guest_queries": False,  # newer than the library
    }


def place_shape(place: Place) -> Shape:
    shape: Shape = {"id": place.id, "type": place.kind}
    shape["first_name" if place.kind == "private" else "title"] = place.title
    if place.username:
        shape["username"] = place.username
    if place.is_forum:
        shape["is_forum"] = True
    return shape


def full_place_shape(place: Place) -> Shape:
    """Build ChatFullInfo, getChat's answer."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return place_shape(place) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


def member_shape(world: World, place: Place, user: User) -> Shape:
    status = place.members.get(user.id, "left")
    shape: Shape = {"status": status, "user": user_shape(user)}
    if status == "creator":
        shape["is_anonymous"] = False
    if status == "administrator":
        shape |= dict.fromkeys(_RIGHTS, False) | _chat_rights(place)
    if status == "kicked":
        shape["until_date"] = 0
    return shape


def _chat_rights(place: Place) -> Shape:
    if place.kind == "channel":
        return {"can_post_messages": True, "can_edit_messages": True}
    return {"can_pin_messages": False, "can_manage_topics": False}


def message_shape(world: World, message: Message, *, with_reply: bool = True) -> Shape:
    place = world.places[message.chat_id]
    shape: Shape = {
        "message_id": message.id,
        "date": unix(message.date),
        "chat": place_shape(place),
        **message.service,
    }
    if message.sender is None:
        shape["sender_chat"] = place_shape(place)
    else:
        shape["from"] = user_shape(world.users[message.sender])
    if message.thread_id:
        shape |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    shape |= _content(message)
    replied = place.messages.get(message.reply_to or 0)
    if with_reply and replied:
        shape["reply_to_message"] = message_shape(world, replied, with_reply=False)
        if message.quote:
            shape["quote"] = {"text": message.quote, "position": 0, "is_manual": True}
    return shape


def _content(message: Message) -> Shape:
    entities = [entity.shape() for entity in message.entities]
    kind = "caption" if message.photo else "text"
    shape: Shape = {}
    if message.text:
        shape[kind] = message.text
    if entities:
        shape["caption_entities" if message.photo else "entities"] = entities
    if message.photo:
        size = {"file_id": message.photo, "file_unique_id": message.photo}
        shape["photo"] = [{**size, "width": 640, "height": 480}]
    if message.edited:
        shape["edit_date"] = unix(message.edited)
    if message.preview:
        shape["link_preview_options"] = message.preview
    if message.buttons:
        shape["reply_markup"] = {"inline_keyboard": message.buttons}
    return shape
