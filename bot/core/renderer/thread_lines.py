"""What a message says of the other messages of its thread: what was earlier, the latest, what it
answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, clean, line, link, shortened
from bot.core.ledger.developments import Development, development, developments, is_aside
from bot.core.ledger.editor_events import retractions
from bot.core.ledger.origins import RETELLERS
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import lead_report, outlet_name, told_reports
from bot.core.types import Answer, Report, Story

LATEST_UNITS = 120

ANSWERS: Mapping[Answer | None, str] = {
    None: key("Answers: {headline}"),
    Answer.CONFIRMS: key("Confirms: {headline}"),
    Answer.DENIES: key("Answers: {headline}"),
    Answer.DOUBTS: key("Answers: {headline}"),
    Answer.MOVES: key("Moves the date: {headline}"),
    Answer.RESOLVES: key("Ends the trouble: {headline}"),
}
"""The line that names what a development answers."""


@dataclass(frozen=True, slots=True)
class InThread:
    """Where a message stands in its chat: as the post, or as a reply to it."""

    is_reply: bool = False
    latest: int = 0
    """Number of the newest development told below the post, 0 for none."""
    later: int = 0
    """Number of the development whose post begins the next episode, 0 for none."""


AS_POST = InThread()
AS_REPLY = InThread(is_reply=True)


def thread_lines(
    story: Story, standing: StoryStatus, view: View, *, thread: InThread, limit: int
) -> list[Line]:
    """Say of a post what was earlier and what is the latest, of a reply what it answers."""
    if thread.is_reply:
        return _answer_lines(story, standing, view, limit)
    return [
        *_earlier_lines(story, standing, view, limit),
        *_latest_lines(story, thread, view, limit),
    ]


def latest_entry(story: Story, thread: InThread, view: View) -> str:
    """Return the id of the entry whose headline is the latest or later, "" for none."""
    latest = _lead_of(story, thread.later, view) or _lead_of(story, thread.latest, view)
    return latest.entry if latest else ""


def _earlier_lines(story: Story, standing: StoryStatus, view: View, limit: int) -> list[Line]:
    """Name the newest development of more than routine that was told before this one."""
    gone = retractions(story.events)
    first = min(told_reports(story, standing), key=lambda each: each.at)
    before = [
        each
        for each in developments(story)
        if each.number not in gone
        and each.first.at < first.at
        and (each.episode, each.number) != (first.episode, first.development)
    ]
    if not before:
        return []
    worth = [each for each in before if not all(map(is_aside, each.reports))]
    said = _named(_told_best((worth or before)[-1], view), view, limit)
    return [view.texts.sentence("Earlier: {headline}", headline=said)]


def _told_best(told: Development, view: View) -> Report:
    return min(
        told.reports,
        key=lambda each: (each.language != view.language, each.role in RETELLERS, each.at),
    )


def _latest_lines(story: Story, thread: InThread, view: View, limit: int) -> list[Line]:
    """Name the latest below the post, or what the story went on with after it was closed."""
    if later := _lead_of(story, thread.later, view):
        return [view.texts.sentence("Later: {headline}", headline=_named(later, view, limit))]
    if latest := _lead_of(story, thread.latest, view):
        return [view.texts.sentence("Latest: {headline}", headline=_named(latest, view, limit))]
    return []


def _answer_lines(story: Story, standing: StoryStatus, view: View, limit: int) -> list[Line]:
    told = development(story, standing.development)
    answered = _lead_of(story, told.answers if told else 0, view)
    if told is None or answered is None:
        return []
    return [view.texts.sentence(ANSWERS[told.how], headline=_named(answered, view, limit))]


def _lead_of(story: Story, number: int, view: View) -> Report | None:
    if development(story, number) is None or number in retractions(story.events):
        return None
    now = standing(story, development=number, parties=view.parties, now=view.now)
    return lead_report(story, now, view.language) if now.reports else None


def _named(report: Report, view: View, limit: int) -> Line:
    linked = link(shortened(clean(report.title), limit), report.url)
    return line(linked, f" ({outlet_name(report.outlet, view)}, {view.day(report.at)})")
