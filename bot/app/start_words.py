"""What the log says once the bot leads: who it is, where it posts, what it reads and lacks."""

import logging
from collections.abc import Iterator

from bot.app.posting_rights import hindrances
from bot.app.runtime import Runtime
from bot.errors import BotError

logger = logging.getLogger(__name__)


async def say_start(runtime: Runtime) -> None:
    """Log a line for each thing an operator wants to see at a start."""
    telegram, catalog = runtime.telegram, runtime.catalog
    try:
        name = await telegram.me()
        rights = await hindrances(telegram, catalog.channels) if name else ()
    except BotError as error:
        logger.warning("%s", error)
        return
    if name:
        logger.info("this is @%s: https://t.me/%s", name, name)
    for chat, hindrance in rights:
        if hindrance:
            logger.warning("posts to %s: not yet: %s", chat, hindrance)
        else:
            logger.info("posts to %s: may post", chat)
    logger.info("%s", _reads(runtime))
    for line in _missing(runtime, chats=await _asked(runtime)):
        logger.info("missing: %s", line)


def _reads(runtime: Runtime) -> str:
    """Say how many feeds are read, and when the next one is due."""
    feeds = runtime.catalog.feeds
    known = [state for feed in feeds if (state := runtime.polls.states.get(feed.id))]
    new = sum(not state.baseline for state in known) + len(feeds) - len(known)
    quietly = f", {new} of them for the first time: quietly" if new else ""
    due = min((state.next_poll for state in known), default=None)
    now = runtime.clock()
    when = f"{due:%H:%M:%S} UTC" if due and due > now else "now"
    return f"reads {len(feeds)} feeds{quietly}; the next poll is {when}"


async def _asked(runtime: Runtime) -> int:
    """Return how many chats have asked for something."""
    return sum(chat.active for chat in await runtime.store.chats())


def _missing(runtime: Runtime, *, chats: int) -> Iterator[str]:
    if not runtime.catalog.channels and not chats:
        yield "nobody gets anything yet: add a channel to feeds.yaml, or write /start to the bot"
    if not runtime.settings.admins:
        yield "ADMIN_IDS is not set: nobody is told when a feed dies, and nobody can edit stories"
