"""The part of a post between byline and footer, within the room there is: summary, differing
facts, sources, the parties' words, what came earlier.

Rule 1: outlets go first, the least authoritative roles before others; then the summary is cut;
what parties said goes last.
"""

from bot.core.lang.markup import Line, clean, length, line, shortened, text_of, units
from bot.core.lang.sentences import sentences
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.fact_lines import fact_lines
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import one_report_per_voice, source_lines
from bot.core.renderer.story_lines import party_lines, told_reports
from bot.core.renderer.thread_lines import AS_POST, InThread, thread_lines
from bot.core.types import Report, Role, Story

NAMES = {"compact": 1, "standard": 3, "full": 8}
"""Outlets named per role by style."""

_BRIEF = 48
"""UTF-16 units of an earlier headline where room is short."""

_SUMMARY_UNITS = 320
_SUMMARY_CUT = 200
_SUMMARY_LEAST = 60
_NOTHING: list[Line] = []


def body(
    story: Story,
    standing: StoryStatus,
    lead: Report,
    view: View,
    room: int,
    *,
    thread: InThread = AS_POST,
) -> list[Line]:
    """Return the lines between byline and footer that fit into `room` UTF-16 units."""
    if view.chat.style == "compact":
        return _below_blank_line(_fit(party_lines(standing, view), room - 1))
    # Tried in turn until one fits: first all contexts with sources, from many outlets to few, each
    # with the whole summary and with its first sentence; then again with a short summary, with
    # none, and without sources; if nothing fits, without the longest lines. Three outlets fit at
    # once; thirty are cut to one per role, then personal pages go, then the end of the summary.
    rich, bare = _contexts(story, standing, thread, view)
    full = summary_lines(lead, _SUMMARY_UNITS)
    whole = (full, _first_sentence(full))
    cut = (*whole, summary_lines(lead, _SUMMARY_CUT), _NOTHING)
    fullest_first = (
        [*summary, *_below_blank_line(context)]
        for contexts, summaries in ((rich, whole), ((*rich, *bare), cut))
        for context in contexts
        for summary in summaries
    )
    fitting = (lines for lines in fullest_first if length(lines) <= room)
    return next(fitting, _below_blank_line(_fit(bare[-1], room - 1)))


def summary_lines(report: Report, room: int) -> list[Line]:
    """Cut a report's summary to whole sentences, or words, within `room` UTF-16 units.

    Empty if that leaves next to nothing, or if the summary repeats the headline.
    """
    limit, words = min(room, _SUMMARY_UNITS), clean(report.summary)
    if limit < _SUMMARY_LEAST or words == clean(report.title):
        return []
    if units(words) > limit:
        words = _whole_sentences(words, limit) or shortened(words, limit)
    return [line(words)] if words else []


def named_reports(story: Story, standing: StoryStatus, style: str) -> tuple[Report, ...]:
    """Return the reports whose outlets a post names: aggregators only in full style, or alone."""
    reports = told_reports(story, standing)
    telling = tuple(each for each in reports if each.role is not Role.AGGREGATOR)
    return reports if style == "full" else telling or reports


_Contexts = tuple[list[Line], ...]


def _contexts(
    story: Story, standing: StoryStatus, thread: InThread, view: View
) -> tuple[_Contexts, _Contexts]:
    """Return what may stand around the claim, fullest first: with sources, then without."""
    reports, style = named_reports(story, standing, view.chat.style), view.chat.style
    words = party_lines(standing, view, quoted=style == "full")
    facts = fact_lines(story, standing, view, all_facts=style == "full")
    several = len(one_report_per_voice(reports, view)) > 1
    many, few = (
        source_lines(reports, view, names=names) if several else [] for names in (NAMES[style], 1)
    )
    earlier, brief = (
        thread_lines(story, standing, view, thread=thread, limit=limit) for limit in (120, _BRIEF)
    )
    fewer = (few[:kept] for kept in range(len(few), 0, -1) or (0,))
    rich = (
        [*facts, *many, *words, *earlier],
        [*facts, *few, *words, *earlier],
        *([*facts, *sources, *words, *brief] for sources in fewer),
    )
    return rich, ([*facts, *words, *brief], [*facts, *words])


def _below_blank_line(context: list[Line]) -> list[Line]:
    """Separate the lines from what stands above by an empty line."""
    return [(), *context] if context else []


def _fit(lines: list[Line], limit: int) -> list[Line]:
    """Drop lines until the rest fits, the longest first: short ones say most per unit."""
    kept = list(lines)
    while kept and length(kept) > limit:
        kept.remove(max(kept, key=lambda each: length([each])))
    return kept


def _first_sentence(summary: list[Line]) -> list[Line]:
    told = text_of(summary)
    return [line(next(iter(sentences(told)), told))] if told else []


def _whole_sentences(text: str, limit: int) -> str:
    """Keep as many of the first sentences as fit; empty if not even one does."""
    kept = ""
    for each in sentences(text):
        longer = f"{kept} {each}" if kept else each
        if units(longer) > limit:
            break
        kept = longer
    return kept
