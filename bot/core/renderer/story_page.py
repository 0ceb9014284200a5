"""What the pages of one story share, and the page of its sources."""

from dataclasses import replace
from datetime import datetime

from bot.core.chat.callback_data import Verb, press
from bot.core.delivery.messages import Button, Message
from bot.core.lang.markup import Line, bold, clean, italic, joined, line, link, shortened, within
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.fact_lines import fact_lines
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import role_name
from bot.core.renderer.story_lines import (
    badge_line,
    footer,
    lead_report,
    party_lines,
)
from bot.core.types import Report, Story

_ROOM = 3900
"""UTF-16 units for the body of a page; the footer needs the rest."""


def story_at(story: Story, at: datetime) -> Story | None:
    """Return the story as it stood then; None before its first report."""
    reports = tuple(_report_at(report, at) for report in story.own_reports if report.at <= at)
    if not reports:
        return None
    return replace(
        story,
        reports=reports,
        updated=max(report.at for report in reports),
        episode=max(report.episode for report in reports),
        closed=story.closed if story.closed and story.closed <= at else None,
        events=tuple(event for event in story.events if event.at <= at),
    )


def story_sources(story: Story, standing: StoryStatus, view: View) -> Message:
    """List every source with its role, its origin, and what it says of the key facts."""
    lines = [*story_title(story, standing, view), ()]
    for report in sorted(story.own_reports, key=lambda each: each.at):
        lines.append(_source_line(report, view))
    lines += [(), *fact_lines(story, standing, view, all_facts=True)]
    lines += party_lines(standing, view, quoted=True)
    kept = within(lines, _ROOM)
    left = len(lines) - len(kept)
    more = (
        [line(view.texts.count("and {n} more line", "and {n} more lines", left))] if left else []
    )
    return message([*kept, *more, (), footer(story, view)], navigation(story, view, Verb.SOURCES))


def story_title(
    story: Story, standing: StoryStatus, view: View, *, limit: int = 200
) -> list[Line]:
    lead = lead_report(story, standing, view.language)
    return [line(bold(shortened(clean(lead.title), limit))), badge_line(standing, view)]


def _source_line(report: Report, view: View) -> Line:
    said = [
        line(
            link(view.outlet(report.outlet), report.url),
            f" ({role_name(report.role, view)})",
        ),
        view.moment(report.at),
    ]
    if report.duplicate_of:
        said.append(line(italic(view.texts.say("the same text"))))
    elif report.origin_words:
        rests = view.texts.say(
            "rests on: {words}", words=shortened(clean(report.origin_words), 60)
        )
        said.append(line(italic(rests)))
    return joined(said, " · ")


def navigation(story: Story, view: View, here: Verb) -> list[list[Button]]:
    """Return buttons to the other pages of a story."""
    say, number = view.texts.say, story.number
    if number is None or view.in_channel:
        return []
    ways = [
        (Verb.TIMELINE, say("Timeline"), press(Verb.TIMELINE, number, 0)),
        (Verb.SOURCES, say("Sources"), press(Verb.SOURCES, number)),
        (Verb.WHY, say("Why"), press(Verb.WHY, number)),
        (Verb.FOLLOW, say("Follow"), press(Verb.FOLLOW, number)),
    ]
    return [[Button(words, data=data) for verb, words, data in ways if verb is not here]]


def _report_at(report: Report, at: datetime) -> Report:
    """Return a report with the headline it had then."""
    later = [title for replaced, title in report.headlines if replaced > at]
    return replace(report, title=later[0]) if later else report
