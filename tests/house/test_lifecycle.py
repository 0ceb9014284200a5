"""Nobody writes a delivery's state past the table of its life, and the docs draw that table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.delivery.lifecycle import diagram
from bot.core.types import DeliveryState

ROOT = Path(__file__).parents[2]
ROOMS = tuple(
    path
    for room in ("bot", "storage")
    for path in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in path.parts
)
TABLE = ROOT / "bot/core/delivery/lifecycle.py"
DECIDED = {"after", "following"}
"""What a written state is made by: core's question to the table, and storage's statement of it."""
IN_SQL = re.compile(rf"'(?:{'|'.join(DeliveryState)})'")


def test_the_diagram_in_the_docs_is_the_table() -> None:
    drawn = "```text\n" + "\n".join(diagram()) + "\n```"
    assert drawn in (ROOT / "docs/delivery.md").read_text(encoding="utf-8")


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


def test_no_state_is_written_past_the_table() -> None:
    files = {path.relative_to(ROOT): path.read_text("utf-8") for path in ROOMS if path != TABLE}
    found = {str(path): list(written(source)) for path, source in files.items()}
    assert {path: states for path, states in found.items() if states} == {}


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
