"""The table of a delivery's life: every pair, and that nobody writes a state past it."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from bot.core.delivery.lifecycle import LIFE, OVER, Event, after, diagram, steps
from bot.core.types import DeliveryState

PAIRS = tuple(product(DeliveryState, Event))
ALLOWED = {(state, event): LIFE[state][event] for state, event in PAIRS if event in LIFE[state]}
ROOMS = tuple(
    path
    for room in ("bot", "storage")
    for path in sorted(Path(room).rglob("*.py"))
    if "migrations" not in path.parts
)
TABLE = Path("bot/core/delivery/lifecycle.py")
DECIDED = {"after", "following"}
"""What a written state is made by: core's question to the table, and storage's statement of it."""
IN_SQL = re.compile(rf"'(?:{'|'.join(DeliveryState)})'")


@pytest.mark.parametrize(("state", "event"), ALLOWED)
def test_what_may_happen_leads_where_the_table_says(state: DeliveryState, event: Event) -> None:
    following = ALLOWED[state, event]
    assert after(state, event) is following
    assert state is following or state in steps(event)[following]


@pytest.mark.parametrize(("state", "event"), [pair for pair in PAIRS if pair not in ALLOWED])
def test_what_cannot_happen_raises(state: DeliveryState, event: Event) -> None:
    with pytest.raises(ValueError, match=f"that is {state} cannot meet: {event}"):
        after(state, event)
    assert all(state not in states for states in steps(event).values())


@pytest.mark.parametrize("event", Event)
def test_an_event_changes_no_row_twice(event: Event) -> None:
    changed = {state for states in steps(event).values() for state in states}
    assert changed.isdisjoint(steps(event))


def test_every_state_but_the_first_is_reached_and_every_event_may_happen() -> None:
    assert {*ALLOWED.values(), DeliveryState.PENDING} == set(DeliveryState)
    assert {event for _, event in ALLOWED} == set(Event)


def test_what_is_over_stays_so() -> None:
    assert OVER == ("sent", "uncertain", "dead", "expired", "cancelled")


def test_the_diagram_in_the_docs_is_the_table() -> None:
    drawn = "```text\n" + "\n".join(diagram()) + "\n```"
    assert drawn in Path("docs/delivery.md").read_text(encoding="utf-8")


def written(source: str) -> Iterator[str]:
    """Places where a delivery is given a state that the table has not said."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg="state", value=value) if not _is_decided(value):
                yield ast.unparse(node)
            case ast.Dict(keys=keys, values=values):
                pairs = [
                    (key, value) for key, value in zip(keys, values, strict=True) if _names(key)
                ]
                yield from (ast.unparse(node) for _, value in pairs if not _is_decided(value))
            case ast.Constant(value=str(text)) if IN_SQL.search(text):
                yield text


def _names(key: ast.expr | None) -> bool:
    """Whether it is the column: "state", or delivery.c.state."""
    match key:
        case ast.Constant(value="state") | ast.Attribute(attr="state"):
            return True
        case _:
            return False


def _is_decided(value: ast.expr) -> bool:
    """after(...), a name that holds its answer, or what `steps` said."""
    match value:
        case ast.Call(func=ast.Name(id=name)) | ast.Attribute(value=ast.Name(id=name)):
            return name in DECIDED
        case _:
            return False


@pytest.mark.parametrize("path", [path for path in ROOMS if path != TABLE], ids=str)
def test_no_state_is_written_past_the_table(path: Path) -> None:
    assert list(written(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "past",
    [
        "replace(delivery, state=DeliveryState.SENT)",
        "update(delivery).values(state='sent')",
        "update(delivery).values({'state': _SENT})",
        "update(delivery).values({_it.state: DeliveryState.PENDING.value})",
        "changes(delivery) | {'state': state.value}",
        "text(\"UPDATE delivery SET state = 'parked' WHERE chat_id = 7\")",
        "Delivery(story, 7, 0, kind, 1, now, now, now, state=_PARKED)",
    ],
)
def test_a_state_written_past_the_table_is_found(past: str) -> None:
    assert list(written(past))
