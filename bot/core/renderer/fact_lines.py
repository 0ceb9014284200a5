"""The key facts of a story in words: what sources say of one thing, side by side."""

from collections.abc import Iterable

from bot.core.lang.markup import Line, bold, clean, joined, line, shortened
from bot.core.ledger.story_status import SourceFact, StoryStatus
from bot.core.renderer.fact_values import fact_name, fact_value
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import teller_names
from bot.core.types import Story

FactSides = dict[str, list[tuple[str, list[str]]]]
"""Kind of fact -> its values in the order first given, each with its outlets."""

_NAMED_PER_FACT = 2
_SIDES = 4
_OUTLET_UNITS = 30


def fact_lines(story: Story, standing: StoryStatus, view: View, *, all_facts: bool) -> list[Line]:
    """Put what sources say of one thing side by side; only what differs unless `all_facts`."""
    return lines_of_sides(fact_sides(story, standing, view, all_facts=all_facts), view)


def fact_sides(story: Story, standing: StoryStatus, view: View, *, all_facts: bool) -> FactSides:
    """Return the facts as sources give them; only those that differ unless `all_facts`."""
    sides = _all_sides(story, standing, view)
    return sides if all_facts else _differing(sides)


def lines_of_sides(sides: FactSides, view: View) -> list[Line]:
    """Return a line for each fact."""
    return [
        line(
            f"{fact_name(kind, view.texts)}: ",
            joined([_side(kind, *each, view) for each in given[:_SIDES]], " ↔ "),
        )
        for kind, given in sides.items()
    ]


def _differing(told: FactSides) -> FactSides:
    """Return the facts in which sources contradict each other.

    Two modules may both be meant, and one outlet may name two dates.
    """
    return {
        kind: sides
        for kind, sides in told.items()
        if kind != "module" and len({tuple(outlets) for _, outlets in sides}) > 1
    }


def _all_sides(story: Story, standing: StoryStatus, view: View) -> FactSides:
    """Return every fact with its values and the outlets that give them."""
    names = teller_names(story.own_reports, view)
    told: dict[str, dict[str, list[str]]] = {}
    for fact in standing.facts:
        values = told.setdefault(fact.kind, {})
        value = _same_year(fact, values) or clean(fact.value)
        outlets = values.setdefault(value, [])
        outlet = shortened(names.get(fact.entry) or clean(fact.outlet), _OUTLET_UNITS) or "?"
        if outlet not in outlets and len(outlets) < _NAMED_PER_FACT:
            outlets.append(outlet)
    return {kind: list(values.items()) for kind, values in told.items()}


def _same_year(fact: SourceFact, values: Iterable[str]) -> str | None:
    """Return the end date told before that means the same: "from 2025" is "in 2025"."""
    if fact.kind != "end date":
        return None
    return next((value for value in values if value[-4:] == fact.value[-4:]), None)


def _side(kind: str, value: str, outlets: list[str], view: View) -> Line:
    return line(bold(fact_value(kind, value, view.texts)), f" ({', '.join(outlets)})")
