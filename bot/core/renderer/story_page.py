"""One story in full: its timeline and its sources."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.chat.callback_data import Verb, press, replacing
from bot.core.delivery.messages import Button, Message
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, clean, italic, joined, line, link, shortened, within
from bot.core.ledger.editor_events import Act, in_force
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.fact_lines import fact_lines
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import role_name
from bot.core.renderer.story_lines import (
    MODALITIES,
    STATUSES,
    badge,
    badge_line,
    footer,
    lead_report,
    outlet_name,
    party_lines,
    status_words,
)
from bot.core.types import Kind, Modality, Report, Status, Story, StoryEvent

PAGE = 10
"""Reports on one page of a timeline: about 2,500 units with long headlines."""

_ROOM = 3900
"""UTF-16 units for the body of a page; the footer needs the rest."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """A report, and how the story stood once it was told."""

    report: Report
    standing: StoryStatus


_KINDS: dict[Kind | None, str] = {
    Kind.ANALYSIS: key("analysis"),
    Kind.CORRECTION: key("correction"),
}
"""Kinds that neither badge nor headline shows."""

_EVENTS: Mapping[str, str] = {
    "closed": key("closed after quiet days"),
    "reopened": key("reopened"),
    Act.STATUS: key("the editors set the status: {status}"),
    Act.TOOK_IN: key("the editors made another story part of this one"),
    Act.SPLIT: key("the editors moved reports to another story"),
}


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


def timeline(
    story: Story,
    standing_at: Callable[[Story, datetime], StoryStatus],
    view: View,
    *,
    page: int = 0,
    at: datetime | None = None,
) -> Message:
    """Show who said what, when, and what the status was then.

    Page 0 holds the newest reports; each page reads from old to new. `standing_at` is asked only
    for the moments of the page; `at` marks the page as the view of that day.
    """
    ordered = sorted(story.own_reports, key=lambda report: report.at)
    pages = (len(ordered) - 1) // PAGE + 1
    page = min(max(page, 0), pages - 1)
    end = len(ordered) - page * PAGE
    start = max(end - PAGE, 0)
    moments = _moments(story, ordered[max(start - 1, 0) : end], standing_at)
    now = standing_at(story, at or view.now)
    lines = [*story_title(story, now, view), ()]
    if at is not None:
        lines[-1:] = [view.texts.sentence("As it stood on {day}", day=view.day(at)), ()]
    before = moments.pop(0) if start else None
    for each in moments:
        lines += _event_lines(story, before, each, view)
        lines += _moment_lines(each, before.standing if before else None, view)
        before = each
    if page == 0:
        lines += _event_lines(story, before, None, view)
        lines += [(), *words] if (words := party_lines(now, view, quoted=True)) else []
    lines += [(), footer(story, view)]
    turning = _page_buttons(story, view, page, pages)
    return message(within(lines), [turning, *navigation(story, view, Verb.TIMELINE)])


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


def _moments(
    story: Story,
    reports: Sequence[Report],
    standing_at: Callable[[Story, datetime], StoryStatus],
) -> list[_Moment]:
    def then(report: Report) -> Story:
        return story_at(story, report.at) or story

    return [_Moment(each, standing_at(then(each), each.at)) for each in reports]


def story_title(story: Story, standing: StoryStatus, view: View) -> list[Line]:
    lead = lead_report(story, standing, view.language)
    return [line(bold(shortened(clean(lead.title), 200))), badge_line(standing, view)]


def _moment_lines(moment: _Moment, before: StoryStatus | None, view: View) -> list[Line]:
    report, standing = moment.report, moment.standing
    words = shortened(clean(report.title), 120)
    marks = (
        MODALITIES.get(report.modality) if _shows_modality(moment) else None,
        _KINDS.get(report.kind),
    )
    spoken = ", ".join(view.texts.say(mark) for mark in marks if mark)
    said = line(
        view.moment(report.at),
        " · ",
        bold(outlet_name(report.outlet, 40)),
        ": ",
        link(words, report.url),
        line(" · ", italic(spoken)) if spoken else "",
    )
    changed = before is None or _badge_key(before) != _badge_key(standing)
    return (
        [said, line(f"→ {badge(standing)} {status_words(standing, view)}")] if changed else [said]
    )


def _shows_modality(moment: _Moment) -> bool:
    """Whether a report's modality is shown: not a doubt of a party that was quoted with the
    claim.
    """
    report = moment.report
    doubt = report.modality is Modality.UNCONFIRMED and report.quoted and not report.party
    return not doubt or any(word.entry == report.entry for word in moment.standing.heard)


def _badge_key(standing: StoryStatus) -> tuple[Status, str | None]:
    return standing.status, standing.party


def _event_lines(
    story: Story, after: _Moment | None, until: _Moment | None, view: View
) -> list[Line]:
    """List what happened to the story between two reports."""
    return [
        line(view.moment(event.at), " · ", italic(_event_words(event, view)))
        for _, event in in_force(story.events)
        if event.kind in _EVENTS
        and (after is None or event.at > after.report.at)
        and (until is None or event.at <= until.report.at)
    ]


def _event_words(event: StoryEvent, view: View) -> str:
    known = event.kind == Act.STATUS and event.detail
    status = STATUSES[Status(event.detail)] if known else key("as the rules have it")
    return view.texts.say(_EVENTS[event.kind], status=view.texts.say(status))


def _source_line(report: Report, view: View) -> Line:
    said = [
        line(link(outlet_name(report.outlet), report.url), f" ({role_name(report.role, view)})"),
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


def _page_buttons(story: Story, view: View, page: int, pages: int) -> list[Button]:
    say, row = view.texts.say, []
    if page + 1 < pages:
        row.append(
            Button(say("◀ Earlier"), data=press(Verb.TIMELINE, story.number, replacing(page + 1)))
        )
    if page > 0:
        row.append(
            Button(say("Later ▶"), data=press(Verb.TIMELINE, story.number, replacing(page - 1)))
        )
    return row


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
