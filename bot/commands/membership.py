"""The life of a chat: where the bot is added, put out, and where a group moves."""

from bot.commands.services import Call, Services
from bot.core.alerts.admin_notices import admin_notice, greeting
from bot.core.delivery.messages import Answer, Update
from bot.core.reasons.notices import AdminNotice
from bot.core.types import ChatKind

_IN = ("member", "administrator", "creator")


async def migrated(services: Services, update: Update) -> None:
    """A group became a supergroup: all that is kept moves with it."""
    if update.migrated_to is not None:
        await services.store.move_chat(update.chat_id, update.migrated_to)


async def welcomed(call: Call) -> Answer | None:
    """Added: a group is promised a greeting with the choice; of a channel who added it is told how
    to go on. Put out: sending stops.
    """
    if call.update.membership not in _IN:
        reason = call.update.membership
        await call.store.park_chat(call.chat.id, now=call.now, reason=reason)
        return None
    await call.store.resume_chat(call.chat.id)
    if call.known:
        return None
    if call.chat.kind is ChatKind.CHANNEL:
        await _tell_how_to_bind(call)
        return None
    if not call.is_private:
        hello = greeting(call.chat.id, call.chat.language, call.now)
        await call.store.record_deliveries([hello])
    return None


async def _tell_how_to_bind(call: Call) -> None:
    """In private, to who made the bot a channel's admin: the channel itself is not written to."""
    channel, person = call.chat, call.update.user_id
    if person <= 0 or call.update.membership == "member":
        return
    asker = await call.store.chat(person)
    title = channel.title or channel.name
    says = AdminNotice.CHANNEL(title=title, name=channel.name)
    language = asker.language if asker else channel.language
    notice = admin_notice(f"channel {channel.id}", [says], person, call.now, language=language)
    await call.store.record_deliveries([notice])
