"""Telegram is reached through a proxy, and a proxy that fails loses no message."""

from datetime import timedelta

import pytest

from bot.chats.telegram import talking
from bot.core.delivery.messages import Message, Send
from bot.core.delivery.outbox import Later, Sent
from bot.local.server import CHANNEL_ID, serving
from tests import proxy

HELLO = Send(CHANNEL_ID, Message("hello"))
SOON = timedelta(seconds=3)


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_a_message_is_sent_through_a_proxy_with_a_password(scheme: str) -> None:
    with proxy.running("me:s3cret-word") as running:
        through = running.url(scheme, "me:s3cret-word")
        async with (
            serving() as local,
            talking(token=local.token, api_url=local.url, proxy=through) as telegram,
        ):
            result = await telegram.send(HELLO)
        seen = running.seen()

    assert isinstance(result, Sent)
    assert telegram.username
    assert len(seen) >= 1


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_without_its_proxy_nothing_is_sent_and_nothing_is_in_doubt(
    scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = f"{scheme}://me:s3cret-word@127.0.0.1:9"
    async with (
        serving() as local,
        talking(
            token=local.token, api_url=local.url, proxy=nowhere, connect=SOON, read=SOON
        ) as telegram,
    ):
        result = await telegram.send(HELLO)

    assert isinstance(result, Later)
    assert telegram.username == ""
    assert "s3cret" not in caplog.text
