"""One story as a public page: what is said, how sure it is, who said it when.

Rule 1: a page shows what readers were told, never a chat, a person or an editor's name.
Rule 2: a timeline has a step for each development, with its own badge, from old to new; page 1
holds the newest steps.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from bot.core.lang.markup import Line, Span, clean, line, link, shortened
from bot.core.ledger.story_status import StoryStatus
from bot.core.pages.addresses import Address
from bot.core.pages.frame import Frame, Site, Way, frame_of
from bot.core.pages.public_words import (
    BadgeWords,
    Headline,
    badge_of,
    headline_of,
    topic_ways,
)
from bot.core.pages.steps_of_story import Happening, Step, steps
from bot.core.renderer.fact_lines import fact_lines
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import one_report_per_voice, role_name, teller_name
from bot.core.renderer.standings import StandingOf
from bot.core.renderer.story_lines import byline, lead_report, party_lines, rule_words
from bot.core.types import Report, Story

SUMMARY_UNITS = 700
_SOURCES = 12
"""Outlets named for each role."""


@dataclass(frozen=True, slots=True)
class PublicStory:
    """All that the page of a story shows; above its timeline the development that leads it."""

    frame: Frame
    number: int
    headline: Headline
    url: str | None
    badge: BadgeWords
    byline: Line
    summary: str
    translated_summary: str
    why: str
    parties: tuple[Line, ...]
    facts: tuple[Line, ...]
    steps: tuple[Step | Happening, ...]
    sources: tuple[tuple[str, Line], ...]
    topics: tuple[Way, ...]
    opened: datetime
    updated: datetime
    day: str = ""
    """The day whose view this is, in words."""
    days: tuple[str, str, str] | None = None
    """First, last and chosen day of the form that asks for a view; None without a server."""
    path: str = ""
    newer: Way | None = None
    older: Way | None = None


def public_story(
    story: Story, standing_of: StandingOf, view: View, address: Address, site: Site
) -> PublicStory:
    """Return the page of a story as it stands at `view.now`."""
    standing = standing_of(story, None)
    lead = lead_report(story, standing, view.language)
    headline, badge = headline_of(lead, view), badge_of(standing, view)
    summary = shortened(clean(lead.summary), SUMMARY_UNITS)
    told, page, pages = steps(story, standing_of, view, address.page)
    description = f"{badge.words}. {summary or headline.words}"
    shown = replace(address, page=page)
    return PublicStory(
        frame=frame_of(shown, view, site, title=headline.words, description=description),
        number=story.number or 0,
        headline=headline,
        url=link("", lead.url).url,
        badge=badge,
        byline=byline(lead, view),
        summary="" if summary == headline.words else summary,
        translated_summary=view.translated(lead.summary, lead.language, SUMMARY_UNITS),
        why=rule_words(standing, view),
        parties=tuple(party_lines(standing, view, quoted=True)),
        facts=_facts(story, standing, view),
        steps=told,
        sources=_sources(story, view),
        topics=topic_ways(story, view, address, site),
        opened=story.opened,
        updated=story.updated,
        day=view.day(view.now) if address.at else "",
        days=_days(story, address) if site.live else None,
        path=site.href(replace(address, page=1, at=None)),
        newer=_turn(view.texts.say("Later"), page - 1, pages, address, site),
        older=_turn(view.texts.say("Earlier"), page + 1, pages, address, site),
    )


def _facts(story: Story, standing: StoryStatus, view: View) -> tuple[Line, ...]:
    return tuple(fact_lines(story, standing, view, all_facts=True))


def _sources(story: Story, view: View) -> tuple[tuple[str, Line], ...]:
    """Return each role with the outlets that tell the story, most authoritative first."""
    told = groupby(one_report_per_voice(story.own_reports, view), key=lambda each: each.role)
    return tuple((role_name(role, view), _tellers(tuple(group), view)) for role, group in told)


def _tellers(reports: tuple[Report, ...], view: View) -> Line:
    named: Line = ()
    for each in reports[:_SOURCES]:
        comma = (Span(", "),) if named else ()
        named = (*named, *comma, link(teller_name(each, view) or "?", each.url))
    more = len(reports) - _SOURCES
    rest = view.texts.count(" and {n} more", " and {n} more", more) if more > 0 else ""
    return line(named, rest)


def _days(story: Story, address: Address) -> tuple[str, str, str]:
    first = min(report.at for report in story.own_reports).date().isoformat()
    last = max(story.updated.date().isoformat(), first)
    return first, last, address.at.isoformat() if address.at else last


def _turn(words: str, page: int, pages: int, address: Address, site: Site) -> Way | None:
    known = 1 <= page <= pages
    return Way(words, site.href(replace(address, page=page))) if known else None
