"""The channels of feeds.yaml: looks them up at Telegram and subscribes them as the file says.

Rule 1: feeds.yaml decides what its channels get; a channel removed from it gets nothing more.
Rule 2: a channel written as a number is subscribed even while Telegram does not answer.
"""

import logging
from dataclasses import replace

from bot.app.runtime import Runtime
from bot.core.chat.preferences import OFF, with_digest
from bot.core.types import (
    EVERY_EVENT,
    Channel,
    Chat,
    ChatKind,
    Subscription,
    SubscriptionKind,
)
from bot.errors import BotError

logger = logging.getLogger(__name__)

SOURCE = "feeds.yaml"
"""Marks the chats that feeds.yaml has subscribed."""


_FROM_FILE = (SubscriptionKind.TOPIC, SubscriptionKind.REMINDER)


async def settle_channels(runtime: Runtime) -> None:
    """Make the stored channels what the catalog says; tries those not found again next time."""
    wanted = runtime.catalog.channels
    if runtime.settled_channels == wanted:
        return
    kept: set[tuple[int, int]] = set()
    complete = True
    for channel in wanted:
        chat, answered = await _find(runtime, channel)
        complete = complete and answered and chat is not None
        if chat is not None:
            await _settle(runtime, chat, channel)
            kept.add((chat.id, chat.thread_id))
    await _release(runtime, kept, wanted)
    if complete:
        runtime.settled_channels = wanted


async def _find(runtime: Runtime, channel: Channel) -> tuple[Chat | None, bool]:
    """Return the chat, and whether Telegram answered; if not, a numeric id is used as it is."""
    named = channel.chat.startswith("@")
    try:
        chat = await runtime.telegram.chat(channel.chat if named else int(channel.chat))
    except BotError as error:
        logger.warning("channel not asked chat=%s error=%s", channel.chat, error)
        return None if named else await _as_known(runtime, channel), False
    if chat is None:
        logger.error("channel not found chat=%s: make the bot an admin there", channel.chat)
        return None, True
    return replace(chat, thread_id=channel.thread_id), True


async def _as_known(runtime: Runtime, channel: Channel) -> Chat:
    known = await runtime.store.chat(int(channel.chat), channel.thread_id)
    return known or Chat(int(channel.chat), ChatKind.CHANNEL, channel.thread_id)


async def _settle(runtime: Runtime, chat: Chat, channel: Channel) -> None:
    known = await runtime.store.chat(chat.id, chat.thread_id)
    await runtime.store.record_chat(
        replace(
            _with_digest(known or chat, channel),
            kind=chat.kind,
            title=chat.title,
            username=chat.username,
            language=channel.language,
            alerts=channel.alerts,
            style=channel.style,
            picture=channel.picture,
            hashtags=channel.hashtags,
            active=True,
            source=SOURCE,
        )
    )
    asked = [(SubscriptionKind.TOPIC, topic) for topic in channel.topics]
    asked += [(SubscriptionKind.REMINDER, EVERY_EVENT)] if channel.reminders else []
    wishes = {Subscription(chat.id, chat.thread_id, kind, value) for kind, value in asked}
    subscribed = await runtime.store.subscriptions(chat.id, chat.thread_id)
    for subscription in wishes - set(subscribed):
        await runtime.store.subscribe(subscription)
    for subscription in subscribed:
        if subscription.kind in _FROM_FILE and subscription not in wishes:
            await runtime.store.unsubscribe(subscription)
    logger.info("channel settled chat=%s topics=%s", channel.chat, ",".join(channel.topics))


def _with_digest(chat: Chat, channel: Channel) -> Chat:
    """Give the chat the digest of the file; one that the file has dropped ends."""
    kept = OFF if chat.digest_listed else chat.digest
    digest = with_digest(channel.digest or kept, channel.alerts)
    zone = channel.zone or chat.zone
    return replace(chat, digest=digest, zone=zone, digest_listed=bool(channel.digest))


async def _release(
    runtime: Runtime, kept: set[tuple[int, int]], wanted: tuple[Channel, ...]
) -> None:
    """Unsubscribe channels that feeds.yaml no longer names; one that was not found just now keeps
    its subscriptions.
    """
    named = {(channel.chat.lower(), channel.thread_id) for channel in wanted}
    for chat in await runtime.store.chats_with("source"):
        known = {(str(chat.id), chat.thread_id), (f"@{chat.username}".lower(), chat.thread_id)}
        is_wanted = (chat.id, chat.thread_id) in kept or bool(known & named)
        if chat.source == SOURCE and not is_wanted:
            for subscription in await runtime.store.subscriptions(chat.id, chat.thread_id):
                await runtime.store.unsubscribe(subscription)
            await runtime.store.record_chat(
                replace(chat, source="", digest=OFF, digest_listed=False)
            )
