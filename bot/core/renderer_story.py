"""One story in full, for those who ask: its timeline, its sources, and why it looks as it does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.ledger import Standing, origin_name
from bot.core.messages import Button, Message
from bot.core.parts import Line, bold, clean, italic, joined, line, link, shortened, within
from bot.core.presses import Verb, press, turn
from bot.core.renderer import message
from bot.core.renderer_parts import (
    MODALITIES,
    badge,
    badge_line,
    fact_lines,
    footer,
    leading,
    party_lines,
    role_name,
    rule_words,
    status_words,
)
from bot.core.texts import key
from bot.core.types import Report, Status, Story, StoryEvent
from bot.core.view import View

PAGE = 10
"""Reports on one page of a timeline: about 2,500 units with long headlines."""

_ROOM = 3900
"""UTF-16 units for the body of a page; the footer needs the rest."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A report, and how the story stood once it was told."""

    report: Report
    standing: Standing


_EVENTS = {
    "closed": key("closed after quiet days"),
    "reopened": key("reopened"),
}


def story_at(story: Story, at: datetime) -> Story | None:
    """The story as it stood then; None before its first report."""
    told = tuple(_report_at(report, at) for report in story.reports if report.at <= at)
    if not told:
        return None
    return replace(
        story,
        reports=told,
        updated=max(report.at for report in told),
        episode=max(report.episode for report in told),
        closed=story.closed if story.closed and story.closed <= at else None,
        events=tuple(event for event in story.events if event.at <= at),
    )


def moments(
    story: Story, standing_at: Callable[[Story, datetime], Standing]
) -> tuple[Moment, ...]:
    """Every report in the order of time, with what was known of the story right after it."""
    ordered = sorted(story.reports, key=lambda report: report.at)
    return tuple(
        Moment(report, standing_at(story_at(story, report.at) or story, report.at))
        for report in ordered
    )


def timeline(story: Story, told: tuple[Moment, ...], view: View, *, page: int = 0) -> Message:
    """Who said what, when, and what the status was then; page 0 holds the newest reports, and
    each page reads from old to new.
    """
    pages = max((len(told) - 1) // PAGE, 0) + 1
    page = min(max(page, 0), pages - 1)
    end = len(told) - page * PAGE
    start = max(end - PAGE, 0)
    now = told[-1].standing
    lines = [*_title(story, now, view), ()]
    before = told[start - 1].standing if start else None
    for each in told[start:end]:
        lines += _moment(each, before, view)
        before = each.standing
    if page == 0:
        lines += [_event(event, view) for event in story.events if event.kind in _EVENTS]
        lines += [(), *silence] if (silence := party_lines(now, view)) else []
    lines += [(), footer(story, view)]
    return message(within(lines), [_pages(story, view, page, pages), _ways(story, view)])


def story_sources(story: Story, standing: Standing, view: View) -> Message:
    """Every source with its role, what it rests on, and what it says of the key facts."""
    lines = [*_title(story, standing, view), ()]
    for report in sorted(story.reports, key=lambda each: each.at):
        lines.append(_source(report, view))
    lines += [(), *fact_lines(standing, view, all_facts=True)]
    lines += party_lines(standing, view)
    kept = within(lines, _ROOM)
    left = len(lines) - len(kept)
    more = (
        [line(view.texts.count("and {n} more line", "and {n} more lines", left))] if left else []
    )
    return message([*kept, *more, (), footer(story, view)], [_ways(story, view)])


def why_page(story: Story, standing: Standing, view: View) -> Message:
    """Which rule set the badge, whose words the story rests on, and what was heard in them."""
    texts = view.texts
    lines = [*_title(story, standing, view), ()]
    lines.append(texts.sentence("Rule: {rule}", rule=rule_words(standing, view)))
    origins = texts.count(
        "{n} independent origin", "{n} independent origins", len(standing.origins)
    )
    names = ", ".join(clean(origin_name(each, story.reports)) for each in standing.origins)
    lines += [line(f"{origins}: {names}"), ()]
    for report in sorted(story.reports, key=lambda each: each.at):
        heard = [report.origin_words, report.modality_words, report.urgency_words]
        words = " · ".join(shortened(clean(each), 80) for each in heard if each)
        lines.append(line(bold(shortened(clean(report.outlet), 40)), f": {words or '—'}"))
    return message([*within(lines, _ROOM), (), footer(story, view)], [_ways(story, view)])


def _title(story: Story, standing: Standing, view: View) -> list[Line]:
    lead = leading(story, standing, view.language)
    return [line(bold(shortened(clean(lead.title), 200))), badge_line(standing, view)]


def _moment(moment: Moment, before: Standing | None, view: View) -> list[Line]:
    report, standing = moment.report, moment.standing
    words = shortened(clean(report.title), 120)
    spoken = view.texts.say(MODALITIES[report.modality]) if report.modality in MODALITIES else ""
    said = line(
        view.moment(report.at),
        " · ",
        bold(shortened(clean(report.outlet), 40)),
        ": ",
        link(words, report.url),
        line(" · ", italic(spoken)) if spoken else "",
    )
    changed = before is None or _shown(before) != _shown(standing)
    return (
        [said, line(f"→ {badge(standing)} {status_words(standing, view)}")] if changed else [said]
    )


def _shown(standing: Standing) -> tuple[Status, str | None]:
    return standing.status, standing.party


def _event(event: StoryEvent, view: View) -> Line:
    return line(view.moment(event.at), " · ", italic(view.texts.say(_EVENTS[event.kind])))


def _source(report: Report, view: View) -> Line:
    said = [
        line(link(report.outlet, report.url), f" ({role_name(report.role, view)})"),
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


def _pages(story: Story, view: View, page: int, pages: int) -> list[Button]:
    say, row = view.texts.say, []
    if page + 1 < pages:
        row.append(
            Button(say("◀ Earlier"), data=press(Verb.TIMELINE, story.number, turn(page + 1)))
        )
    if page > 0:
        row.append(Button(say("Later ▶"), data=press(Verb.TIMELINE, story.number, turn(page - 1))))
    return row


def _ways(story: Story, view: View) -> list[Button]:
    say, number = view.texts.say, story.number
    if number is None or view.in_channel:
        return []
    return [
        Button(say("Timeline"), data=press(Verb.TIMELINE, number, 0)),
        Button(say("Sources"), data=press(Verb.SOURCES, number)),
        Button(say("Why"), data=press(Verb.WHY, number)),
        Button(say("Follow"), data=press(Verb.FOLLOW, number)),
    ]


def _report_at(report: Report, at: datetime) -> Report:
    """With the headline it had then."""
    later = [title for replaced, title in report.headlines if replaced > at]
    return replace(report, title=later[0]) if later else report
