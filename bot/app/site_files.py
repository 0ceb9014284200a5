"""`isswire site`: the public pages as files, for a host that serves files and no bot.

Rule 1: only files of its own are ever deleted: `.isswire-site` lists them, each before it is made.
Rule 2: a file is replaced as a whole, and only where it differs; who reads meanwhile reads a page.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from bot.app.clock import SteadyClock
from bot.app.intake import opened_intake
from bot.app.public_site import PublicSite, site_of
from bot.catalog import load_catalog
from bot.core.pages.addresses import Address, Leaf, path_of
from bot.errors import ConfigError
from bot.locale.loading import load_texts
from bot.settings import Settings
from bot.web.templating import Rendered

_OURS = ".isswire-site"
HALF = ".isswire-half"
"""Where a file is written before it takes its place; one that a killed run left is overwritten."""
_EVERY_STORY = 2**31

Progress = Callable[[int, int, str], None]


def write_site(settings: Settings, folder: Path, *, progress: Progress) -> str:
    """Write all public pages into a folder; return a summary. Raises ConfigError if it cannot."""
    if not settings.public_url:
        raise ConfigError("PUBLIC_URL: write the address at which these files will be read")
    try:
        return asyncio.run(_write(settings, folder, progress))
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written ({error.strerror})") from error


async def _write(settings: Settings, folder: Path, progress: Progress) -> str:
    catalog = load_catalog(settings.feeds_file, allow_private=settings.allow_private)
    async with AsyncExitStack() as stack:
        intake = await opened_intake(
            stack, settings, catalog, polled=lambda _: None, clock=SteadyClock()
        )
        await intake.recall()
        site = PublicSite(
            site=site_of(settings.public_url, live=False),
            store=intake.store,
            catalog=lambda: catalog,
            texts=load_texts(),
            failing=intake.polls.failing_parties,
            clock=intake.clock,
            bot=str,
            translated=bool(settings.translate_url),
        )
        files = SiteFolder(folder)
        async for address, page in _pages(site, progress):
            files.put(file_of(address), page.body)
        return files.finish()


class SiteFolder:
    """A folder that pages are written into."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._list = folder, folder / _OURS
        folder.mkdir(parents=True, exist_ok=True)
        known = self._list.read_text(encoding="utf-8") if self._list.exists() else ""
        self._before = set(known.splitlines())
        self._written: dict[str, bool] = {}

    def put(self, name: str, body: bytes) -> None:
        """Write a file, unless it holds this already."""
        if name not in self._before and name not in self._written:
            with self._list.open("a", encoding="utf-8") as ours:
                ours.write(f"{name}\n")
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        differs = not path.is_file() or path.read_bytes() != body
        if differs:
            half = self._folder / HALF
            half.write_bytes(body)
            half.replace(path)
        self._written[name] = differs

    def finish(self) -> str:
        """Delete what an earlier run wrote and this one did not; return a summary."""
        gone = self._before - self._written.keys()
        for name in (*gone, HALF):
            (self._folder / name).unlink(missing_ok=True)
        self._list.write_text("\n".join(sorted(self._written)) + "\n")
        changed = sum(self._written.values())
        return f"{len(self._written)} files, {changed} written, {len(gone)} deleted"


def file_of(address: Address) -> str:
    """Return the file a web server sends for an address."""
    path = path_of(address).strip("/")
    return (
        path if address.leaf not in (Leaf.PAGE, Leaf.ABOUT) else f"{path}/index.html".lstrip("/")
    )


async def _pages(site: PublicSite, progress: Progress) -> AsyncIterator[tuple[Address, Rendered]]:
    """Yield every public page and feed."""
    stories = await site.store.public_numbers(limit=_EVERY_STORY)
    for leaf in (Leaf.ROBOTS, Leaf.SITEMAP, Leaf.CALENDAR):
        address = Address(leaf=leaf)
        yield address, await site.make(address)
    for language in site.texts:
        about = Address(language, leaf=Leaf.ABOUT)
        yield about, await site.make(about)
        for topic in ("", *(topic.id for topic in site.catalog().topics)):
            async for told in _told(site, Address(language, topic)):
                yield told
    for done, (number, _) in enumerate(stories):
        progress(done, len(stories), "stories")
        for language in site.texts:
            async for told in _told(site, Address(language, number=number)):
                yield told
    for number in await site.store.merged_numbers():
        for language in site.texts:
            address = Address(language, number=number)
            page = await site.make(address)
            if page.status == 200:
                yield address, page


async def _told(site: PublicSite, address: Address) -> AsyncIterator[tuple[Address, Rendered]]:
    """Yield the pages of a list or a story, and its feeds; nothing if it has just gone."""
    page = await site.make(address)
    if page.status != 200:
        return
    yield address, page
    for leaf in (Leaf.ATOM, Leaf.JSON):
        feed = replace(address, leaf=leaf)
        yield feed, await site.make(feed)
    while page.has_older:
        address = replace(address, page=address.page + 1)
        page = await site.make(address)
        yield address, page
