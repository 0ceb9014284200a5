"""Subscribes to the hubs that feeds name (WebSub), where PUBLIC_URL says how they reach us.

Rule 1: only the leader subscribes and is told; other processes ask a hub to come later.
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from bot.app.feed_polls import Polls
from bot.core.reading import hubs
from bot.core.reading.poll_result import Failed, Hub
from bot.core.reasons import english
from bot.core.types import Feed
from bot.web import CALLBACK

if TYPE_CHECKING:
    from bot.app.ticker import Ticker

logger = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)

AskHub = Callable[[Feed, str, Mapping[str, str]], Awaitable[Failed | None]]


class FeedHubs:
    """The subscriptions at hubs; how they stand is in the feeds' states."""

    def __init__(
        self,
        polls: Polls,
        *,
        feeds: Callable[[], Iterable[Feed]],
        ask: AskHub,
        public_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self.leads = False
        self._polls, self._feeds, self._ask = polls, feeds, ask
        self._callback, self._clock = public_url + CALLBACK, clock

    async def keep(self, ticker: "Ticker", ended: asyncio.Event) -> None:
        """Subscribe and renew for as long as this process leads."""
        self.leads = True
        try:
            await ticker.beat(EVERY, self.subscribe, ended)
        finally:
            self.leads = False

    async def subscribe(self) -> None:
        """Ask every hub that is due to be asked."""
        async with asyncio.TaskGroup() as tasks:
            for feed, hub in self._named():
                if hubs.must_ask(hub, self._clock()):
                    tasks.create_task(self._subscribe(feed, hub))

    def challenge(self, token: str, query: Mapping[str, str]) -> str | None:
        """Return what proves to a hub that we have asked for this; None if we have not."""
        found = self._found(token)
        if found is None:
            return None
        feed, hub = found
        if query.get("hub.topic") != hub.topic:
            return None
        if query.get("hub.mode") == "denied":
            logger.info("hub refused feed=%s", feed.id)
            self._polls.set_hub(feed.id, hubs.denied(hub, self._clock()))
            return ""
        lease = query.get("hub.lease_seconds", "")
        if query.get("hub.mode") != "subscribe" or not (lease.isascii() and lease.isdigit()):
            return None
        after = hubs.verified(hub, timedelta(seconds=int(lease[:9])), self._clock())
        if after is None:
            return None
        self._polls.set_hub(feed.id, after)
        logger.info("hub tells feed=%s until=%s", feed.id, after.until)
        return query.get("hub.challenge")

    def secret(self, token: str) -> str | None:
        """Return what signs the pushes to this token, perhaps ""; None if there are none."""
        found = self._found(token)
        return found[1].secret if found and found[1].until else None

    def pushed(self, token: str) -> None:
        """Poll the feed soon whose hub says that it has news."""
        if found := self._found(token):
            self._polls.prompt(found[0].id)

    async def _subscribe(self, feed: Feed, hub: Hub) -> None:
        secret = token_urlsafe(32) if hub.url.startswith("https://") else ""
        hub = hubs.asked(hub, self._clock(), token=token_urlsafe(24), secret=secret)
        self._polls.set_hub(feed.id, hub)
        form = {
            "hub.mode": "subscribe",
            "hub.topic": hub.topic,
            "hub.callback": self._callback + hub.token,
            "hub.lease_seconds": str(int(hubs.LEASE.total_seconds())),
        }
        signed = {"hub.secret": hub.secret} if hub.secret else {}
        failed = await self._ask(feed, hub.url, form | signed)
        if failed:
            logger.info("hub not asked feed=%s: %s", feed.id, english(failed.error))

    def _named(self) -> Iterable[tuple[Feed, Hub]]:
        for feed in self._feeds():
            state = self._polls.states.get(feed.id)
            if state and state.hub and not state.gone:
                yield feed, state.hub

    def _found(self, token: str) -> tuple[Feed, Hub] | None:
        given = token.encode("utf-8", "replace")
        known = ((feed, hub) for feed, hub in self._named() if hub.token)
        return next(
            (each for each in known if hmac.compare_digest(each[1].token.encode(), given)), None
        )
