"""The catch-up message: what was too much to tell at once, a line and a link for each story."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.delivery.messages import Message
from bot.core.lang.markup import Line, bold, clean, length, line, link, shortened
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import badge
from bot.core.types import Report, Story

_ROOM = 3600
"""UTF-16 units: some forty stories."""

_HEADLINE = 120


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """One story of the list, with the report that heads its line."""

    story: Story
    standing: StoryStatus
    report: Report


def catch_up(listed: Sequence[CaughtUp], view: View) -> Message:
    """Render the stories in the order given; those without room are counted."""
    title = view.texts.count(
        "While I was not reading: {n} more story",
        "While I was not reading: {n} more stories",
        len(listed),
    )
    lines: list[Line] = [line(bold(title)), ()]
    for place, each in enumerate(listed):
        told = _line(each, view)
        if length([*lines, told]) > _ROOM:
            left = len(listed) - place
            more = view.texts.count("and {n} more: /latest", "and {n} more: /latest", left)
            return message([*lines, (), line(more)])
        lines.append(told)
    return message(lines)


def _line(each: CaughtUp, view: View) -> Line:
    headline = link(shortened(clean(each.report.title), _HEADLINE), each.report.url)
    number = each.story.number
    numbered = (" · ", link(f"#{number}", view.story_url(number))) if number is not None else ()
    return line(f"{badge(each.standing)} ", headline, *numbered)
