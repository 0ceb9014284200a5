"""`isswire feeds add | export | import`: prints stanzas; only the editors change feeds.yaml."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.app.clock import wall_clock
from bot.app.feed_reader import opened_reader
from bot.catalog import load_catalog
from bot.catalog.opml import MAX_BYTES, imported, opml_of
from bot.catalog.problems import quoted
from bot.catalog.references import one_spelling
from bot.catalog.scalar_values import url_fault
from bot.catalog.stanza import ProposedFeed, stanza
from bot.core.reading.poll_result import Failed
from bot.core.reading.source_kinds import address_of
from bot.core.reasons import english
from bot.core.types import Catalog
from bot.errors import BotError, ConfigError
from bot.feeds.discovery import DiscoveredFeed
from bot.settings import Settings

_HOST = re.compile(r"@?[\w-]+(\.[\w-]+)+|@\w+|localhost|\[")
"""How an address without its scheme begins; `@name` is a Telegram channel."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Text to paste, and notes to print beside it."""

    text: str
    notes: tuple[str, ...] = ()


def propose(settings: Settings, address: str) -> Listed:
    """Write a stanza for the feed behind an address.

    Raises BotError if there is no feed, or feeds.yaml has it already.
    """
    catalog = _catalog(settings)
    bare = address_of(address)
    url = bare if "://" in bare else f"https://{bare}"
    if "://" not in address and not _HOST.match(address):
        raise BotError(f"{quoted(address)}: write an address like https://example.org/news")
    found = asyncio.run(find_feed(settings, url))
    if isinstance(found, Failed):
        raise BotError(f"{quoted(url)}: {english(found.error)}")
    if fault := url_fault(found.url):
        raise BotError(f"{quoted(found.url)}: feeds.yaml would refuse it: {english(fault)}")
    for feed in catalog.feeds:
        if one_spelling(feed.url) == one_spelling(found.url):
            raise BotError(f"feeds.{feed.id} has this address already")
    proposed = ProposedFeed(
        found.url, found.title, found.language, found.headlines, found.kind, found.find
    )
    taken = {feed.id for feed in catalog.feeds}
    return Listed(stanza(proposed, taken=taken).rstrip(), tuple(_notes(found)))


async def find_feed(settings: Settings, url: str) -> DiscoveredFeed | Failed:
    async with opened_reader(settings) as reader:
        return await reader.feed_behind(url, wall_clock())


def export(settings: Settings) -> Listed:
    """Return the catalog's feeds as OPML."""
    return Listed(opml_of(_catalog(settings)).rstrip())


def import_file(settings: Settings, path: Path) -> Listed:
    """Write stanzas for the feeds of an OPML file. Raises ConfigError if it cannot be read."""
    catalog = _catalog(settings)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    found = imported(content, catalog, allow_private=settings.allow_private)
    return Listed(found.text.rstrip(), tuple(f"left out: {line}" for line in found.left_out))


def _catalog(settings: Settings) -> Catalog:
    return load_catalog(settings.feeds_file, allow_private=settings.allow_private)


def _notes(found: DiscoveredFeed) -> Iterator[str]:
    yield f"{found.format}, {len(found.headlines)} entries; paste it under feeds:"
    yield from (f"its page also links to {quoted(other)}" for other in found.others)
