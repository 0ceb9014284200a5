"""The newest stories, of all topics or one, as a public page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.lang.markup import Line
from bot.core.ledger.story_status import StoryStatus
from bot.core.pages.addresses import Address
from bot.core.pages.frame import Frame, Site, Way, frame_of
from bot.core.pages.public_words import BadgeWords, Headline, badge_of, headline_of
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import one_report_per_voice
from bot.core.renderer.story_lines import lead_report
from bot.core.types import Story

PAGE = 20
"""Stories on one page."""

ListedStory = tuple[Story, StoryStatus]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A story in a list."""

    href: str
    headline: Headline
    badge: BadgeWords
    sources: str
    updated: Line


@dataclass(frozen=True, slots=True)
class PublicList:
    """All that a page of several stories shows."""

    frame: Frame
    heading: str
    rows: tuple[ListRow, ...]
    nothing: str
    newer: Way | None = None
    older: Way | None = None


def public_list(
    listed: Sequence[ListedStory], view: View, address: Address, site: Site, *, more: bool
) -> PublicList:
    """Return a page of the stories given, in their order; `more`: older ones follow."""
    say = view.texts.say
    heading = (
        say("Latest: {topic}", topic=view.topic(address.topic))
        if address.topic
        else say("Latest stories")
    )
    about = say(
        "News about {topics}: who said what, when, and how sure one can be of it.",
        topics=view.topics_about(),
    )
    older = Way(say("Older"), site.href(replace(address, page=address.page + 1)))
    newer = Way(say("Newer"), site.href(replace(address, page=max(address.page - 1, 1))))
    return PublicList(
        frame=frame_of(address, view, site, title=heading, description=about),
        heading=heading,
        rows=tuple(_row(*each, view, address, site) for each in listed),
        nothing=say("Nothing here yet."),
        newer=newer if address.page > 1 else None,
        older=older if more else None,
    )


def _row(story: Story, standing: StoryStatus, view: View, address: Address, site: Site) -> ListRow:
    lead = lead_report(story, standing, view.language)
    outlets = len(one_report_per_voice(story.own_reports, view))
    return ListRow(
        href=site.href(Address(address.language, number=story.number or 0)),
        headline=headline_of(lead, view),
        badge=badge_of(standing, view),
        sources=view.texts.count("{n} outlet", "{n} outlets", outlets),
        updated=view.moment(story.updated),
    )
