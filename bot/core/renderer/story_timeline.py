"""The timeline of a story: its developments, the newest first, each with its badge and headline,
who tells it and when.

Rule 1: no more than twelve rows show before a tap; what they have no room for is in the quote.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from bot.core.chat.callback_data import Verb, press, replacing
from bot.core.delivery.messages import Button, Message
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, aside, clean, italic, joined, length, line, link, shortened
from bot.core.lang.phone_rows import CLOSED, row_count
from bot.core.ledger.developments import Development, answered_by, developments
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.drawn import ROWS
from bot.core.renderer.happenings import happenings
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.since_looked import since_looked
from bot.core.renderer.source_lines import one_report_per_voice, teller_name
from bot.core.renderer.standings import StandingOf
from bot.core.renderer.story_lines import (
    badge,
    footer,
    lead_report,
    party_lines,
)
from bot.core.renderer.story_page import navigation, story_title
from bot.core.types import Answer, Kind, Report, Story

PAGE = 10
"""Developments on one page of a timeline: some 2,300 units with long headlines."""

_TITLE = 80
"""UTF-16 units of the headline above the page: three rows."""

_HEADLINE = 120
_TELLER = 30
_ROOM = 3800
"""UTF-16 units for the body of a page; the footer needs the rest."""

Rows = tuple[Line, ...]
"""What is said of a development, or of an event between two of them."""

_ANSWERS: Mapping[Answer, str] = {
    Answer.CONFIRMS: key("confirms {development}"),
    Answer.DENIES: key("denies {development}"),
    Answer.DOUBTS: key("doubts {development}"),
    Answer.MOVES: key("moves the date of {development}"),
    Answer.RESOLVES: key("ends {development}"),
}

_KINDS: Mapping[Kind | None, str] = {
    Kind.ANALYSIS: key("analysis"),
    Kind.CORRECTION: key("correction"),
}
"""Kinds that neither badge nor headline shows."""


def timeline(
    story: Story,
    standing_of: StandingOf,
    view: View,
    *,
    page: int = 0,
    at: datetime | None = None,
) -> Message:
    """Show what was told of a story, step by step; page 0 holds the newest developments.

    `at` marks the page as the view of that day.
    """
    told = sorted(developments(story), key=attrgetter("began"), reverse=True)
    pages = (len(told) - 1) // PAGE + 1
    page = min(max(page, 0), pages - 1)
    now = standing_of(story, None)
    leads, top = told[0].number == now.development, story_title(story, now, view, limit=_TITLE)
    if at is not None:
        top.append(view.texts.sentence("As it stood on {day}", day=view.day(at)))
    elif page == 0:
        top += since_looked(story, now, view)
    rows = _page(story, told, page, standing_of, view, headed=leads and page == 0)
    if page == 0 and (parties := party_lines(now, view, quoted=True)):
        rows.append(tuple(parties))
    bottom = footer(story, view)
    shown = _folded(rows, ROWS["standard"] - row_count([*top, (), (), bottom]))
    body = [(), *shown] if shown else []
    buttons = _page_buttons(story, view, page, pages)
    return message([*top, *body, (), bottom], [buttons, *navigation(story, view, Verb.TIMELINE)])


def development_name(story: Story, told: Development) -> str:
    """Name a development as editors and readers type it: `#42.3`; empty where a number is not one
    development's alone.
    """
    same = [each for each in developments(story) if each.number == told.number]
    return f"#{story.number}.{told.number}" if story.number and len(same) == 1 else ""


def _page(
    story: Story,
    told: Sequence[Development],
    page: int,
    standing_of: StandingOf,
    view: View,
    *,
    headed: bool,
) -> list[Rows]:
    """Return what one page says, newest first, with what happened in between; `headed`: the
    newest stands above the list already.
    """
    start, end = page * PAGE, (page + 1) * PAGE
    until = told[start - 1].began if start else view.now
    rows: list[Rows] = []
    for each in told[start:end]:
        rows += _happenings(story, each.began, until, view)
        until = each.began
        standing = standing_of(story, each)
        about = _about(story, each, standing, view)
        named = headed and each is told[0]
        rows.append((about,) if named else (_headline(story, standing, view), about))
    return rows


def _headline(story: Story, standing: StoryStatus, view: View) -> Line:
    lead = lead_report(story, standing, view.language)
    words = shortened(clean(lead.title), _HEADLINE) or view.texts.say("Untitled")
    return line(f"{badge(standing)} ", link(words, lead.url))


def _about(story: Story, told: Development, standing: StoryStatus, view: View) -> Line:
    """Say of a development which it is, who tells it and since when, and what it answers."""
    lead = lead_report(story, standing, view.language)
    name, answer = development_name(story, told), _answer_words(story, told, view)
    kind = view.texts.say(_KINDS[lead.kind]) if lead.kind in _KINDS else ""
    return joined(
        [
            *([line(name)] if name else []),
            line(_tellers(lead, told, view)),
            view.moment(told.began),
            *(line(italic(each)) for each in (answer, kind) if each),
        ],
        " · ",
    )


def _tellers(lead: Report, told: Development, view: View) -> str:
    """Name whose headline it is, and how many others tell it."""
    more = len(one_report_per_voice(told.reports, view)) - 1
    name = view.outlet(teller_name(lead, view), _TELLER)
    return name + (view.texts.count(" and {n} more", " and {n} more", more) if more > 0 else "")


def _answer_words(story: Story, told: Development, view: View) -> str:
    """Say what a development does to another one of its story."""
    answered = answered_by(told, developments(story))
    name = development_name(story, answered) if answered else ""
    return view.texts.say(_ANSWERS[told.how], development=name) if name and told.how else ""


def _happenings(story: Story, after: datetime, until: datetime, view: View) -> list[Rows]:
    """Return what happened to the story after one development and before the next."""
    told = happenings(story, after, until, view)
    return [(line(view.moment(at), " · ", italic(words)),) for at, words in reversed(told)]


def _folded(rows: Iterable[Rows], room: int) -> list[Line]:
    """Show as much as there is room for, the rest in a quote that a tap opens."""
    every = tuple(rows)
    shown: list[Line] = []
    for place, each in enumerate(every):
        rest = [said for some in every[place + 1 :] for said in some]
        left = CLOSED if rest else 0
        if row_count([*shown, *each]) + min(left, row_count(rest)) > room:
            return [*shown, *aside(_fitting(shown, every[place:]))]
        shown += each
    return shown


def _fitting(shown: Sequence[Line], rows: Iterable[Rows]) -> list[Line]:
    kept: list[Line] = []
    for each in rows:
        if length([*shown, *kept, *each]) > _ROOM:
            break
        kept += each
    return kept


def _page_buttons(story: Story, view: View, page: int, pages: int) -> list[Button]:
    turns = ((key("◀ Earlier"), page + 1), (key("Later ▶"), page - 1))
    return [
        Button(view.texts.say(words), data=press(Verb.TIMELINE, story.number, replacing(to)))
        for words, to in turns
        if 0 <= to < pages
    ]
