"""The bot is added to a chat or removed; a group becomes a supergroup."""

from bot.commands.services import Call, Services
from bot.core.alerts.admin_notices import admin_notice, greeting
from bot.core.delivery.messages import Answer, Update
from bot.core.reasons.notices import AdminNotice
from bot.core.types import ChatKind

_IN = ("member", "administrator", "creator")


async def group_migrated(services: Services, update: Update) -> None:
    """Move everything stored about a group that became a supergroup."""
    if update.migrated_to is not None:
        await services.store.move_chat(update.chat_id, update.migrated_to)


async def membership_changed(call: Call) -> Answer | None:
    """React to being added or removed.

    A new group gets a greeting with the choice of topics; the person who added the bot to a
    channel is told how to continue. When it is removed, sending stops.
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
    """Tell the person who added the bot to a channel, in private, how to bind it."""
    channel, person = call.chat, call.update.user_id
    if person <= 0 or call.update.membership == "member":
        return
    asker = await call.store.chat(person)
    title = channel.title or channel.name
    says = AdminNotice.CHANNEL(title=title, name=channel.name)
    language = asker.language if asker else channel.language
    notice = admin_notice(f"channel {channel.id}", [says], person, call.now, language=language)
    await call.store.record_deliveries([notice])
