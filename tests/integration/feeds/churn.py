"""Feeds that change what identifies their items from poll to poll; generated from a seed.

Rule 1: of guid, link and title one stays from a poll to the next: what keeps none is another item.
Rule 2: a link is changed in its spelling besides, which changes no page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import combinations
from random import Random

from bot.core.reading.identity import canonical_url


@dataclass(frozen=True, slots=True)
class Item:
    guid: str
    link: str
    title: str
    at: datetime

    def xml(self) -> str:
        return (
            f"<item><title>{escape(self.title)}</title><link>{escape(self.link)}</link>"
            f'<guid isPermaLink="false">{self.guid}</guid>'
            f"<pubDate>{format_datetime(self.at)}</pubDate></item>"
        )


Change = Callable[[Item, Random], Item]


def _another_host(item: Item, random: Random) -> Item:
    return replace(item, link=f"https://host{random.randrange(10**9)}.example/{item.guid}")


def _another_path(item: Item, random: Random) -> Item:
    head, _, query = item.link.partition("?")
    return replace(item, link=f"{head.rstrip('/')}/{random.randrange(10**9)}?{query}".rstrip("?"))


def _another_page(item: Item, random: Random) -> Item:
    return replace(item, link=f"{item.link.partition('?')[0]}?id={random.randrange(10**9)}")


def _retitled(item: Item, random: Random) -> Item:
    syllables = ("kora", "mestu", "vilda", "pronte", "gasko", "ludem")
    words = ("".join(random.choices(syllables, k=3)) for _ in range(5))
    return replace(item, title=" ".join(words).capitalize())


def _marked(item: Item, random: Random) -> Item:
    return replace(item, title=f"{item.title} (updated {random.randrange(10**6)})")


def _spelt_otherwise(item: Item, random: Random) -> Item:
    """Vary the address of a page: scheme, tracking, fragment, slash."""
    link = item.link.partition("#")[0]
    scheme, rest = random.choice(("http://", "https://")), link.partition("://")[2]
    rest = rest if rest.startswith("www.") else f"www.{rest}"
    mark = "&" if "?" in rest else "?"
    ending = random.choice(("", f"{mark}utm_source=rss{random.randrange(99)}", "#top"))
    return replace(item, link=scheme + rest + ending)


def _dated_otherwise(item: Item, random: Random) -> Item:
    return replace(item, at=item.at - timedelta(minutes=random.randrange(60)))


IDENTITY: dict[str, tuple[Change, ...]] = {
    "guid": (
        lambda item, random: replace(item, guid=f"g{random.randrange(10**9)}"),
        lambda item, _: replace(item, guid=""),
    ),
    "link": (_another_host, _another_path, _another_page),
    "title": (_retitled, _marked),
}
HARMLESS = (_spelt_otherwise, _dated_otherwise)

HABITS = tuple(combinations(IDENTITY, 1)) + 2 * tuple(combinations(IDENTITY, 2))
"""What a feed may change of an item at once."""

NO_GUID = tuple(habit for habit in HABITS if habit != ("link", "title"))
"""The same for a feed whose guids do not stay."""


@dataclass
class Churning:
    """A feed: its items, and how many of them would count as new by guid or link alone."""

    name: str
    items: list[Item]
    random: Random
    guids: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)

    @property
    def by_guid(self) -> int:
        return len(self.guids) - len(self.items)

    @property
    def by_link(self) -> int:
        return len(self.links) - len(self.items)

    def shown(self) -> list[str]:
        """Return the items of a poll: later, half of them changed, and reordered."""
        if self.links:
            self.items = [self._changed(each) for each in self.items]
            self.random.shuffle(self.items)
        self.guids |= {each.guid for each in self.items if each.guid}
        self.links |= {canonical_url(each.link) for each in self.items}
        return [each.xml() for each in self.items]

    def _changed(self, item: Item) -> Item:
        if self.random.random() < 0.5:
            return item
        for what in self.random.choice(HABITS if item.guid else NO_GUID):
            item = self.random.choice(IDENTITY[what])(item, self.random)
        for change in HARMLESS:
            item = change(item, self.random) if self.random.random() < 0.5 else item
        return item


def churning(name: str, titles: Iterator[str], at: datetime, *, seed: int, size: int) -> Churning:
    items = [
        Item(f"{name}-{number}", f"https://{name}.example/{number}", next(titles), at)
        for number in range(size)
    ]
    return Churning(name, items, Random(f"{name} {seed}"))
