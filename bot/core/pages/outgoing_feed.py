"""Stories as a feed for other programs: the newest of all or one topic, or of one story its
developments.

Rule 1: the id of an item never changes; the time of its last change does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.core.lang.markup import clean, safe_url, shortened
from bot.core.ledger.developments import Development, developments
from bot.core.ledger.story_status import StoryStatus
from bot.core.pages.addresses import Address, Leaf
from bot.core.pages.frame import NAME, Site
from bot.core.pages.public_list import ListedStory
from bot.core.pages.public_words import badge_of, headline_of, topic_ways
from bot.core.pages.steps_of_story import anchor_of
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import one_report_per_voice, teller_name
from bot.core.renderer.standings import StandingOf
from bot.core.renderer.story_lines import lead_report
from bot.core.types import Report, Story

MOST = 40
"""Items of a feed: some days of a busy week; readers ask every hour or so."""

_SUMMARY_UNITS = 600
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OutgoingItem:
    """A story, or a development of one, as other programs get it."""

    id: str
    """Its address at ours, which is also its id."""
    title: str
    text: str
    published: datetime
    updated: datetime
    external_url: str | None = None
    """Where the headline was read."""
    language: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingFeed:
    """A feed that anybody may read; written as Atom or JSON Feed."""

    title: str
    url: str
    """Of this document."""
    home: str
    """Of the page that shows the same."""
    id: str
    description: str
    language: str
    author: str
    updated: datetime
    items: tuple[OutgoingItem, ...]
    is_atom: bool


def stories_feed(
    listed: Sequence[ListedStory], view: View, address: Address, site: Site
) -> OutgoingFeed:
    """Return a feed with one item for each story."""
    topic = view.topic(address.topic) if address.topic else ""
    title = f"{NAME}: {topic}" if topic else NAME
    about = view.texts.say(
        "News about {topics}: who said what, when, and how sure one can be of it.",
        topics=view.topics_about(),
    )
    items = tuple(_story_item(*each, view, address, site) for each in listed[:MOST])
    return _feed(title, about, items, address, site)


def story_feed(
    story: Story, standing_of: StandingOf, view: View, address: Address, site: Site
) -> OutgoingFeed:
    """Return a feed with one item for each of the newest developments of a story."""
    standing = standing_of(story, None)
    headline = headline_of(lead_report(story, standing, view.language), view).words
    newest = sorted(developments(story), key=_last, reverse=True)[:MOST]
    page = site.url(replace(address, leaf=Leaf.PAGE))
    items = tuple(_development_item(story, each, standing_of, view, page) for each in newest)
    title = f"{headline} · {NAME}"
    return _feed(title, badge_of(standing, view).words, items, address, site)


def _last(told: Development) -> datetime:
    return max(report.at for report in told.reports)


def _development_item(
    story: Story, told: Development, standing_of: StandingOf, view: View, page: str
) -> OutgoingItem:
    standing = standing_of(story, told)
    lead = lead_report(story, standing, view.language)
    headline = headline_of(lead, view)
    return OutgoingItem(
        id=f"{page}#{anchor_of(told)}",
        title=f"{teller_name(lead, view)}: {headline.words}",
        text=_text(standing, told.reports, lead, view),
        published=told.began,
        updated=max(_last(told), standing.retracted or told.began),
        external_url=safe_url(lead.url),
        language=headline.language or view.language,
    )


def _story_item(
    story: Story, standing: StoryStatus, view: View, address: Address, site: Site
) -> OutgoingItem:
    lead = lead_report(story, standing, view.language)
    headline = headline_of(lead, view)
    return OutgoingItem(
        id=site.url(Address(address.language, number=story.number or 0)),
        title=headline.words,
        text=_text(standing, story.own_reports, lead, view),
        published=story.opened,
        updated=story.updated,
        external_url=safe_url(lead.url),
        language=headline.language or view.language,
        tags=tuple(each.words for each in topic_ways(story, view, address, site)),
    )


def _text(standing: StoryStatus, reports: tuple[Report, ...], lead: Report, view: View) -> str:
    """Say how sure it is, how many tell it, and what the headline's source says."""
    count = len(one_report_per_voice(reports, view))
    outlets = view.texts.count("{n} outlet", "{n} outlets", count)
    said = f"{badge_of(standing, view).words} · {outlets}"
    return "\n\n".join(filter(None, (said, shortened(clean(lead.summary), _SUMMARY_UNITS))))


def _feed(
    title: str, about: str, items: tuple[OutgoingItem, ...], address: Address, site: Site
) -> OutgoingFeed:
    home = site.url(replace(address, leaf=Leaf.PAGE))
    return OutgoingFeed(
        title=title,
        url=site.url(address),
        home=home,
        id=home,
        description=about,
        language=address.language,
        author=NAME,
        updated=max((each.updated for each in items), default=_NEVER),
        items=items,
        is_atom=address.leaf is Leaf.ATOM,
    )
