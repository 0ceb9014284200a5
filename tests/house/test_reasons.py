"""Reasons in the source: every kind is used, and made with what its sentence names."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard

from bot.core.reasons import KINDS
from tests.unit.reasons.test_reasons import names

ROOT = Path(__file__).parents[2]
CLASSES = {type(kind).__name__ for kind in KINDS.values()}


@cache
def code() -> tuple[tuple[str, ast.AST], ...]:
    """Everything in the source, with its place."""
    paths = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("storage/**/*.py")])
    return tuple(
        (f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def is_kind(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """`Matched.BESIDE`."""
    match node:
        case ast.Attribute(value=ast.Name(id=room), attr=name):
            return room in CLASSES and name in KINDS
        case _:
            return False


def made() -> Iterator[tuple[str, str, list[str]]]:
    """Where a reason is made, of which kind, and with which arguments."""
    for place, node in code():
        if isinstance(node, ast.Call) and is_kind(node.func):
            yield place, node.func.attr, sorted(str(each.arg) for each in node.keywords)


def test_every_reason_is_made_with_what_its_sentence_names() -> None:
    wrong = [(at, name) for at, name, given in made() if given != names(KINDS[name].value)]
    assert wrong == []


def test_every_kind_is_used() -> None:
    used = {node.attr for _, node in code() if is_kind(node)}
    assert sorted(KINDS.keys() - used) == []
