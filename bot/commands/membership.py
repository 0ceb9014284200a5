"""The life of a chat: where the bot is added, put out, and where a group moves."""

from bot.commands.desk import Call, Desk, told
from bot.core.messages import Answer, Update
from bot.core.renderer_help import start_page
from bot.core.types import ChatKind

_IN = ("member", "administrator", "creator")


async def migrated(desk: Desk, update: Update) -> None:
    """A group became a supergroup: all that is kept moves with it."""
    if update.migrated_to is not None:
        await desk.store.move_chat(update.chat_id, update.migrated_to)


async def welcomed(call: Call) -> Answer | None:
    """Added: a group is greeted with the choice, a channel in silence. Put out: sending stops."""
    if call.update.membership not in _IN:
        reason = call.update.membership
        await call.store.park_chat(call.chat.id, now=call.now, reason=reason)
        return None
    await call.store.resume_chat(call.chat.id)
    fresh = not call.known and call.chat.kind in (ChatKind.GROUP, ChatKind.SUPERGROUP)
    return told(start_page(call.view)) if fresh else None
