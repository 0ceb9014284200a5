"""The timeline of a story: its developments and what happened between them.

Rule 1: a step shows the development as it stands now, also in a view of a day: as it stood then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from bot.core.lang.markup import Line, Span, line, link
from bot.core.ledger.developments import Development, answered_by, developments
from bot.core.pages.public_words import (
    BadgeWords,
    Headline,
    badge_of,
    headline_of,
)
from bot.core.renderer.happenings import happenings
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import teller_name
from bot.core.renderer.standings import StandingOf
from bot.core.renderer.story_lines import lead_report
from bot.core.renderer.thread_lines import ANSWERS
from bot.core.types import Report, Story

PAGE = 12
"""Developments on one page of a timeline: with their reports some 25 kB."""

_REPORTS = 6
"""Reports named under a development, the first; the list of sources names all outlets."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Another report of the same development."""

    teller: str
    at: Line
    said: Line
    language: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A development, headed by one of its reports."""

    anchor: str
    at: Line
    teller: str
    headline: Headline
    said: Line
    badge: BadgeWords
    answers: Line = ()
    """Names the development it answers, and leads to it on this page."""
    tellings: tuple[Telling, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to the story besides its reports."""

    at: Line
    words: str


def steps(
    story: Story, standing_of: StandingOf, view: View, page: int
) -> tuple[tuple[Step | Happening, ...], int, int]:
    """Return one page of the timeline, the number of that page, and how many there are."""
    told = sorted(developments(story), key=attrgetter("began"))
    pages = (len(told) - 1) // PAGE + 1
    page = min(page, pages)
    end = len(told) - (page - 1) * PAGE
    start = max(end - PAGE, 0)
    since = told[start - 1].began if start else None
    rows: list[Step | Happening] = []
    for each in told[start:end]:
        rows += _happenings(story, since, each.began, view)
        rows.append(_step(story, each, told, standing_of, view))
        since = each.began
    rows += _happenings(story, since, view.now, view) if page == 1 else []
    return tuple(rows), page, pages


def anchor_of(told: Development) -> str:
    return f"d{told.episode}-{told.number}"


def _step(
    story: Story,
    told: Development,
    others: Sequence[Development],
    standing_of: StandingOf,
    view: View,
) -> Step:
    standing = standing_of(story, told)
    lead = lead_report(story, standing, view.language)
    rest = [each for each in sorted(told.reports, key=lambda it: it.at) if each != lead]
    headline = headline_of(lead, view)
    more = len(rest) - _REPORTS
    return Step(
        anchor=anchor_of(told),
        at=view.moment(told.began),
        teller=teller_name(lead, view),
        headline=headline,
        said=line(link(headline.words, lead.url)),
        badge=badge_of(standing, view),
        answers=_answered(told, others, view),
        tellings=tuple(_telling(each, view) for each in rest[:_REPORTS]),
        more=view.texts.count("and {n} more report", "and {n} more reports", more)
        if more > 0
        else "",
    )


def _telling(report: Report, view: View) -> Telling:
    headline = headline_of(report, view)
    return Telling(
        teller=teller_name(report, view),
        at=view.moment(report.at),
        said=line(link(headline.words, report.url)),
        language=headline.language,
    )


def _answered(told: Development, others: Sequence[Development], view: View) -> Line:
    answered = answered_by(told, others)
    if answered is None:
        return ()
    best = min(answered.reports, key=lambda each: (each.language != view.language, each.at))
    said = Span(headline_of(best, view).words, url=f"#{anchor_of(answered)}")
    return view.texts.sentence(ANSWERS[told.how], headline=said)


def _happenings(
    story: Story, after: datetime | None, until: datetime, view: View
) -> list[Happening]:
    """Return what happened to the story between two steps; nothing before the first."""
    told = happenings(story, after, until, view) if after else []
    return [Happening(view.moment(at), words) for at, words in told]
