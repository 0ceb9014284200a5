"""Updates for the bot: fetched with getUpdates, or posted to its webhook.

https://core.telegram.org/bots/api#getting-updates; a second poller ends the wait of the first.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.local.refusals import OTHER_POLLER, WEBHOOK_ACTIVE, bad_request, conflict

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a name, no secret
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")
_WEBHOOK_TIMEOUT = ClientTimeout(total=10)
_WEBHOOK_PAUSE = 0.2
"""Seconds before an undelivered update is posted again."""


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str = ""


class Updates:
    """The bot's queue. An update stays until a higher offset, or the webhook, confirms it."""

    def __init__(self, first_id: int = 1000) -> None:
        self.pending: list[dict[str, Any]] = []
        self.webhook: Webhook | None = None
        self.last_error = ""
        self._next_id = first_id
        self._allowed: tuple[str, ...] = ()
        self._arrived = asyncio.Event()
        self._poller: asyncio.Future[None] | None = None

    @property
    def polled(self) -> bool:
        """Whether a long poll is waiting now."""
        return self._poller is not None and not self._poller.done()

    def push(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update; return None if the bot did not ask for this kind."""
        wanted = kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT
        if not wanted:
            return None
        return self.push_raw({kind: content})

    def push_raw(self, content: dict[str, Any]) -> int:
        """Queue any JSON under the next update id, even if no library can parse it."""
        self._next_id += 1
        self.pending.append({"update_id": self._next_id, **content})
        self._arrived.set()
        return self._next_id

    def allow(self, kinds: list[str]) -> None:
        self._allowed = tuple(kinds)

    async def poll(self, *, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Return the updates from `offset` on; wait up to `seconds` for the first."""
        if self.webhook:
            raise conflict(WEBHOOK_ACTIVE)
        self._end_wait(OTHER_POLLER)
        self._confirm(offset)
        if not self.pending and seconds > 0:
            await self._wait(seconds)
            self._confirm(offset)
        return self.pending[: max(1, min(limit or 100, 100))]

    def set_webhook(self, url: str, secret: str, *, drop: bool) -> None:
        if url and URL(url).host not in _LOOPBACK:
            raise bad_request("bad webhook: this stand-in calls addresses of this machine only")
        self.webhook = Webhook(url, secret) if url else None
        if drop:
            self.pending.clear()
        self._end_wait(WEBHOOK_ACTIVE)
        self._arrived.set()

    async def post_to_webhook(self) -> None:
        """Post updates to the webhook while there is one; runs until cancelled."""
        async with ClientSession(timeout=_WEBHOOK_TIMEOUT, trust_env=False) as session:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                while self.webhook and self.pending:
                    if await self._post(session, self.webhook, self.pending[0]):
                        self.pending.pop(0)
                    else:
                        await asyncio.sleep(_WEBHOOK_PAUSE)

    async def _post(
        self, session: ClientSession, webhook: Webhook, update: dict[str, Any]
    ) -> bool:
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as answer:
                self.last_error = "" if answer.ok else f"Wrong response from it: {answer.status}"
                return answer.ok
        except (ClientError, TimeoutError) as error:
            self.last_error = type(error).__name__
            return False

    def _end_wait(self, words: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(conflict(words))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset:
            self.pending = [u for u in self.pending if u["update_id"] >= offset]

    async def _wait(self, seconds: float) -> None:
        self._arrived.clear()
        replaced: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = replaced
        arrived = asyncio.ensure_future(self._arrived.wait())
        try:
            waited: set[asyncio.Future[Any]] = {arrived, replaced}
            await asyncio.wait(waited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if replaced.done():
                replaced.result()
        finally:
            replaced.cancel()
            arrived.cancel()
            with suppress(asyncio.CancelledError):
                await arrived
