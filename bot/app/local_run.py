"""`isswire run --local`: the real bot and the real feeds, with a Telegram page on this machine."""

from contextlib import AsyncExitStack
from dataclasses import replace

from bot.app.clock import wall_clock
from bot.app.runtime import Runtime
from bot.core.types import Chat, ChatKind, Subscription, SubscriptionKind
from bot.local import server as local
from bot.settings import Settings


async def with_local_telegram(stack: AsyncExitStack, settings: Settings) -> Settings:
    """Start a local Telegram; return settings that lead to it."""
    later_than_any_before = int(wall_clock().timestamp())
    telegram = await stack.enter_async_context(
        local.serving(port=settings.port, first_id=later_than_any_before)
    )
    telegram.world.say_of_itself(
        "The real feeds, read quietly once; what is new from then on is posted here. Try /start"
    )
    print(f"read and talk to the bot at {telegram.url}", flush=True)  # noqa: T201
    return replace(settings, token=telegram.token, api_url=telegram.url, webhook_url="", port=0)


async def bind_page_channel(runtime: Runtime) -> None:
    """Subscribe the page's channel to all topics, as its admin would by /bind."""
    channel = Chat(local.CHANNEL_ID, ChatKind.CHANNEL, title="isswire", username="isswire")
    if await runtime.store.chat(channel.id, 0):
        return
    await runtime.store.record_chat(channel)
    for topic in runtime.catalog.topics:
        await runtime.store.subscribe(
            Subscription(channel.id, 0, SubscriptionKind.TOPIC, topic.id)
        )
