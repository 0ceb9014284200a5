"""Makes public pages from the store: what an address asks for, found and laid out.

Rule 1: held stories are not found; one that was merged into another leads to that one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from urllib.parse import urlsplit

from bot.app.runtime import Runtime
from bot.core.lang.i18n import SOURCE, Texts
from bot.core.pages.about_page import about_page
from bot.core.pages.addresses import Address, Leaf, address_of
from bot.core.pages.frame import Site
from bot.core.pages.ics_calendar import ics_calendar
from bot.core.pages.missing_page import missing_page, moved_page, too_early_page
from bot.core.pages.outgoing_feed import MOST, stories_feed, story_feed
from bot.core.pages.public_list import PAGE, public_list
from bot.core.pages.public_story import public_story
from bot.core.pages.sitemap import MOST as SITEMAP
from bot.core.pages.sitemap import robots_text, sitemap
from bot.core.renderer.reader_context import View
from bot.core.renderer.standings import standings
from bot.core.renderer.story_page import story_at
from bot.core.types import Catalog, Chat, ChatKind, Story
from bot.web.page_cache import FRESH, PageCache
from bot.web.public_pages import PublicPages
from bot.web.templating import Public, Rendered, rendered
from storage.store import Store


def public_pages(runtime: Runtime, *, fresh: float = FRESH) -> PublicPages:
    """Return the pages of a running bot; each is made anew after `fresh` seconds."""
    site = PublicSite(
        site=site_of(runtime.settings.public_url),
        store=runtime.store,
        catalog=lambda: runtime.catalog,
        texts=runtime.texts,
        failing=runtime.polls.failing_parties,
        clock=runtime.clock,
        bot=lambda: runtime.telegram.username,
        translated=bool(runtime.settings.translate_url),
    )
    cache = PageCache(fresh=fresh)
    return PublicPages(prefix=site.site.prefix, find=site.find, make=site.make, cache=cache)


def site_of(url: str, *, live: bool = True) -> Site:
    """Return the site at PUBLIC_URL, which has no last slash."""
    parts = urlsplit(url)
    return Site(f"{parts.scheme}://{parts.netloc}", parts.path, live=live)


@dataclass(frozen=True, slots=True)
class PublicSite:
    """The pages of one site; made once by app."""

    site: Site
    store: Store
    catalog: Callable[[], Catalog]
    texts: Mapping[str, Texts]
    failing: Callable[[], Awaitable[frozenset[str]]]
    clock: Callable[[], datetime]
    bot: Callable[[], str]
    translated: bool = False
    """Whether there is a translator."""

    def find(self, path: str, query: Mapping[str, str]) -> Address | None:
        """Return what a path below the site's prefix asks for, if it can be there."""
        return address_of(path, query, self.texts)

    async def make(self, address: Address | None) -> Rendered:
        """Make what is shown at an address; None: for there being nothing."""
        view = self._view(address or Address())
        if address is None:
            return await self._laid_out(partial(missing_page, view, Address(), self.site))
        match address.leaf:
            case Leaf.ABOUT:
                return await self._laid_out(partial(about_page, view, address, self.site))
            case Leaf.ROBOTS:
                return await self._laid_out(partial(robots_text, self.site))
            case Leaf.SITEMAP:
                return await self._sitemap(view)
            case Leaf.CALENDAR:
                return await self._calendar(view)
            case _:
                return await (self._story if address.number else self._list)(address, view)

    async def _sitemap(self, view: View) -> Rendered:
        numbers = await self.store.public_numbers(limit=SITEMAP)
        topics = [topic.id for topic in view.topics]
        return await self._laid_out(partial(sitemap, numbers, topics, view.languages, self.site))

    async def _calendar(self, view: View) -> Rendered:
        stored = await self.store.mission_events(since=view.now - timedelta(days=1))
        events = [event for event in stored.values() if event.topics]
        host, name = urlsplit(self.site.origin).hostname or "isswire", view.topics_about()
        return await self._laid_out(
            lambda: ics_calendar(events, name=name, host=host, now=view.now)
        )

    async def _list(self, address: Address, view: View) -> Rendered:
        known = {topic.id for topic in view.topics}
        if address.topic and address.topic not in known:
            return await self._laid_out(partial(missing_page, view, address, self.site))
        size = PAGE if address.leaf is Leaf.PAGE else MOST
        stories = await self.store.latest_stories(
            topic=address.topic or None, limit=size + 1, offset=(address.page - 1) * size
        )
        if not stories and address.page > 1:
            return await self._laid_out(partial(missing_page, view, address, self.site))
        view = await self._with_translations(view, stories)
        stands, more = standings(view, await self.failing()), len(stories) > size

        def listed() -> Public:
            told = [(story, stands(story, None)) for story in stories[:size]]
            if address.leaf is Leaf.PAGE:
                return public_list(told, view, address, self.site, more=more)
            return stories_feed(told, view, address, self.site)

        return await self._laid_out(listed)

    async def _story(self, address: Address, view: View) -> Rendered:
        story = await self.store.story_numbered(address.number)
        if story is None or story.held or not story.own_reports:
            return await self._laid_out(partial(missing_page, view, address, self.site))
        if story.number != address.number:
            home = replace(address, number=story.number or 0)
            if not self.site.live:
                return await self._laid_out(partial(moved_page, view, home, self.site))
            return Rendered(b"", status=301, location=self.site.href(home))
        view = await self._with_translations(view, (story,))
        stands = standings(view, await self.failing())
        if address.leaf is not Leaf.PAGE:
            return await self._laid_out(
                partial(story_feed, story, stands, view, address, self.site)
            )
        if address.at is None:
            return await self._laid_out(
                partial(public_story, story, stands, view, address, self.site)
            )
        return await self._story_on(address.at, story, view, address)

    async def _story_on(self, day: date, story: Story, view: View, address: Address) -> Rendered:
        """Show a story as it stood at the end of a day; which feeds failed then is not known."""
        ended = datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)
        view = replace(view, now=min(ended, view.now))
        stood, stands = story_at(story, view.now), standings(view)
        if stood is None:
            return await self._laid_out(partial(too_early_page, view, address, self.site))
        return await self._laid_out(partial(public_story, stood, stands, view, address, self.site))

    async def _laid_out(self, public: Callable[[], Public]) -> Rendered:
        """Build and render a page beside the event loop."""
        static = not self.site.live
        return await asyncio.to_thread(lambda: rendered(public(), static=static))

    async def _with_translations(self, view: View, stories: Iterable[Story]) -> View:
        """Add what was translated when the stories were told; pages ask no translator."""
        if not self.translated:
            return view
        foreign = [
            text
            for story in stories
            for report in story.own_reports
            if report.language != view.language
            for text in (report.title, report.summary)
        ]
        return replace(view, translations=await self.store.translations(foreign, view.language))

    def _view(self, address: Address) -> View:
        catalog, language = self.catalog(), address.language
        return View(
            texts=self.texts[language if language in self.texts else SOURCE],
            chat=Chat(0, ChatKind.PRIVATE, language=language),
            now=self.clock(),
            languages=tuple(self.texts),
            parties=catalog.parties,
            bodies=catalog.bodies,
            topics=catalog.topics,
            bot=self.bot(),
        )
