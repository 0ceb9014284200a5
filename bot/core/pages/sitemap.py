"""What search engines are told: where the pages are, and which to leave alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.pages.addresses import Address, Leaf
from bot.core.pages.frame import Site

MOST = 1_000
"""Stories in the sitemap, the newest; older ones are found by turning pages."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the sitemap, in each language that it is in."""

    urls: tuple[str, ...]
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """All pages worth finding."""

    places: tuple[Place, ...]


def sitemap(
    numbers: Iterable[tuple[int, datetime]],
    topics: Sequence[str],
    languages: Sequence[str],
    site: Site,
) -> Sitemap:
    """Return the sitemap of lists, topics and the stories given with their last change."""
    stories = tuple(numbers)
    lists = [
        Place((site.url(each),))
        for language in languages
        for each in (
            Address(language),
            Address(language, leaf=Leaf.ABOUT),
            *(Address(language, topic=topic) for topic in topics),
        )
    ]
    told = [
        Place(tuple(site.url(Address(each, number=number)) for each in languages), updated)
        for number, updated in stories
    ]
    return Sitemap((*lists, *told))


def robots_text(site: Site) -> str:
    """Return robots.txt: everything may be read but views of past days."""
    return (
        "User-agent: *\n"
        f"Disallow: {site.prefix}/*?at=\n"
        "\n"
        f"Sitemap: {site.url(Address(leaf=Leaf.SITEMAP))}\n"
    )
