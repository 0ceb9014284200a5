"""What is wrong with a feeds.yaml, as an editor is told it."""

from dataclasses import dataclass

from bot.errors import ConfigError

Path = tuple[str | int, ...]

EMPTY = "empty; write parties, feeds and topics"

_SHOWN = 60
"""Characters shown of one part of a path: keys come from the file, whatever is in it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a line; `message` says what to write instead, `path` is of the value."""

    line: int
    path: Path
    message: str

    def told(self, name: str) -> str:
        where = ".".join(map(_shown, self.path))
        return f"{name}:{self.line}: {where + ': ' if where else ''}{self.message}"


class Unreadable(Exception):
    """The text is no plain YAML document; leaves this room as CatalogError."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class CatalogError(ConfigError):
    """Everything that is wrong with a feeds.yaml, a line each."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def quoted(text: object) -> str:
    """A value from the file, safe to print: one line, bounded, no control characters."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in str(text)[:_SHOWN])
    return shown + "..." * (len(str(text)) > _SHOWN)


def _shown(part: str | int) -> str:
    """A key, or the place in a list as people count."""
    return str(part + 1) if isinstance(part, int) else quoted(part)
