"""Functions and files stay short enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FUNCTION, FILE = 40, 300
"""Lines. A migration's steps are one list, of any length; files of tests may be longer."""


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Every function, by name, with its lines: decorators are not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_longer_than_forty_lines() -> None:
    files = sources("bot", "storage", "tests", "benchmarks", "docs")
    long = {
        (str(path.relative_to(ROOT)), name, lines)
        for path in files
        if "migrations" not in path.parts
        for name, lines in functions(path.read_text(encoding="utf-8"))
        if lines > FUNCTION
    }
    assert long == set()


def test_no_file_of_the_bot_is_longer_than_three_hundred_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources("bot", "storage")
    }
    assert {path: lines for path, lines in lengths.items() if lines > FILE} == {}


def test_a_long_function_is_seen_wherever_it_stands() -> None:
    source = "class A:\n    async def b(self):\n" + "        pass\n" * FUNCTION
    assert list(functions(source)) == [("b", FUNCTION + 1)]
