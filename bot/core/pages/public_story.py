"""One story as a public page: what is said, how sure it is, who said it when.

Rule 1: a page shows what readers were told, never a chat, a person or an editor's name.
Rule 2: a timeline is read from old to new; page 1 holds the newest reports.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, Span, clean, line, link, shortened
from bot.core.ledger.editor_events import Act, in_force
from bot.core.ledger.story_status import StoryStatus
from bot.core.pages.addresses import Address
from bot.core.pages.frame import Frame, Site, Way, frame_of
from bot.core.renderer.fact_lines import fact_lines
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import one_report_per_voice, role_name, teller_name
from bot.core.renderer.story_lines import (
    HEADLINE_UNITS,
    MODALITIES,
    STATUSES,
    byline,
    lead_report,
    outlet_name,
    party_lines,
    rule_words,
    status_words,
)
from bot.core.renderer.translated_lines import translated
from bot.core.types import Report, Status, Story, StoryEvent

PAGE = 40
"""Reports on one page of a timeline: some 20 kB."""

_SUMMARY_UNITS = 700
_SOURCES = 12
"""Outlets named for each role; the timeline has them all."""

StandingAt = Callable[[Story, datetime], StoryStatus]


@dataclass(frozen=True, slots=True)
class Headline:
    """A source's own words, with their language where it is not the page's, and then a machine's
    translation if there is one.
    """

    words: str
    language: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True)
class BadgeWords:
    """How sure one can be: `kind` names the look, `words` say it."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a timeline: a report, or what happened to the story."""

    at: Line
    said: Line
    teller: str = ""
    marks: str = ""
    language: str = ""
    anchor: str = ""
    badge: BadgeWords | None = None
    """How the story stood from then on, where that changed."""


@dataclass(frozen=True, slots=True)
class PublicStory:
    """All that the page of a story shows."""

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
    rows: tuple[Row, ...]
    sources: tuple[tuple[str, Line], ...]
    topics: tuple[Way, ...]
    opened: datetime
    updated: datetime
    notes: tuple[str, ...] = ()
    day: str = ""
    """The day whose view this is, in words."""
    days: tuple[str, str, str] | None = None
    """First, last and chosen day of the form that asks for a view; None without a server."""
    path: str = ""
    newer: Way | None = None
    older: Way | None = None


_EVENTS: Mapping[str, str] = {
    "closed": key("closed after quiet days"),
    "reopened": key("reopened"),
    Act.STATUS: key("the editors set the status: {status}"),
    Act.TOOK_IN: key("the editors made another story part of this one"),
    Act.SPLIT: key("the editors moved reports to another story"),
}


def public_story(
    story: Story, standing_at: StandingAt, view: View, address: Address, site: Site
) -> PublicStory:
    """Return the page of a story as it stands at `view.now`."""
    standing = standing_at(story, view.now)
    lead = lead_report(story, standing, view.language)
    headline = headline_of(lead, view)
    badge = badge_of(standing, view)
    summary = shortened(clean(lead.summary), _SUMMARY_UNITS)
    pages = (len(story.own_reports) - 1) // PAGE + 1
    page = min(address.page, pages)
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
        translated_summary=translated(lead.summary, lead, view, limit=_SUMMARY_UNITS),
        why=rule_words(standing, view),
        parties=tuple(party_lines(standing, view, quoted=True)),
        facts=tuple(fact_lines(story, standing, view, all_facts=True)),
        rows=_rows(story, standing_at, view, page),
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


def headline_of(report: Report, view: View) -> Headline:
    """Return a report's headline, cleaned and cut."""
    words = shortened(clean(report.title), HEADLINE_UNITS) or view.texts.say("Untitled")
    return Headline(words, _foreign(report, view), translated(report.title, report, view))


def badge_of(standing: StoryStatus, view: View) -> BadgeWords:
    shown = standing.set_by_editors or standing.status
    return BadgeWords(shown.name.lower(), status_words(standing, view))


def _foreign(report: Report, view: View) -> str:
    known = report.language.isascii() and report.language.isalpha() and len(report.language) < 4
    return report.language if known and report.language != view.language else ""


def _rows(story: Story, standing_at: StandingAt, view: View, page: int) -> tuple[Row, ...]:
    """Return the lines of one page of the timeline, with the events between its reports."""
    ordered = sorted(story.own_reports, key=lambda report: report.at)
    end = len(ordered) - (page - 1) * PAGE
    start = max(end - PAGE, 0)
    before = _stood(story, ordered[start - 1], standing_at, view) if start else None
    since = ordered[start - 1].at if start else None
    rows: list[Row] = []
    for report in ordered[start:end]:
        rows += _event_rows(story, since, report.at, view)
        badge = _stood(story, report, standing_at, view)
        rows.append(_report_row(report, view, badge if badge != before else None))
        before, since = badge, report.at
    return (*rows, *(_event_rows(story, since, None, view) if page == 1 else ()))


def _stood(story: Story, report: Report, standing_at: StandingAt, view: View) -> BadgeWords:
    """Return how the story stood once a report was told."""
    return badge_of(standing_at(story, report.at), view)


def _report_row(report: Report, view: View, badge: BadgeWords | None) -> Row:
    modality = MODALITIES.get(report.modality)
    headline = headline_of(report, view)
    return Row(
        at=view.moment(report.at),
        said=line(link(headline.words, report.url)),
        teller=outlet_name(report.outlet),
        marks=view.texts.say(modality) if modality else "",
        language=headline.language,
        anchor=f"r{report.entry[:12]}",
        badge=badge,
    )


def _event_rows(
    story: Story, after: datetime | None, until: datetime | None, view: View
) -> list[Row]:
    """Return what happened to the story between two reports; nothing before its first."""
    return [
        Row(at=view.moment(event.at), said=line(_event_words(event, view)))
        for _, event in in_force(story.events)
        if event.kind in _EVENTS and after is not None and after < event.at <= (until or view.now)
    ]


def _event_words(event: StoryEvent, view: View) -> str:
    known = event.kind == Act.STATUS and event.detail
    status = STATUSES[Status(event.detail)] if known else key("as the rules have it")
    return view.texts.say(_EVENTS[event.kind], status=view.texts.say(status))


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


def topic_ways(story: Story, view: View, address: Address, site: Site) -> tuple[Way, ...]:
    """Return links to the lists of a story's topics; what is no topic any more has no list."""
    known = (topic for topic in view.topics if topic.id in story.topics)
    return tuple(
        Way(view.topic(topic.id) or topic.id, site.href(Address(address.language, topic=topic.id)))
        for topic in known
    )


def _days(story: Story, address: Address) -> tuple[str, str, str]:
    first = min(report.at for report in story.own_reports).date().isoformat()
    last = max(story.updated.date().isoformat(), first)
    return first, last, address.at.isoformat() if address.at else last


def _turn(words: str, page: int, pages: int, address: Address, site: Site) -> Way | None:
    known = 1 <= page <= pages
    return Way(words, site.href(replace(address, page=page))) if known else None
