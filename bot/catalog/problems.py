"""What is wrong with a feeds.yaml, as an editor is told it."""

from dataclasses import dataclass

from bot.core.reasons import english
from bot.core.reasons.catalog import CatalogProblem
from bot.core.types import Reason
from bot.errors import ConfigError

Path = tuple[str | int, ...]

_SHOWN = 60
"""Characters shown of one part of a path: keys come from the file, whatever is in it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a line, and what to write instead; `path` is of the value."""

    line: int
    path: Path
    what: Reason

    def told(self, name: str) -> Reason:
        where = ".".join(map(_shown, self.path))
        place = f"{name}:{self.line}" + (f": {where}" if where else "")
        return CatalogProblem.AT_LINE(place=place, what=self.what)


class Unreadable(Exception):
    """The text is no plain YAML document; leaves this room as CatalogError."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(english(problem.what))
        self.problem = problem


class CatalogError(ConfigError):
    """Everything that is wrong with a feeds.yaml, a line each."""

    def __init__(self, problems: tuple[Reason, ...]) -> None:
        super().__init__("\n".join(map(english, problems)))
        self.problems = problems


def quoted(text: object) -> str:
    """A value from the file, safe to print: one line, bounded, no control characters."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in str(text)[:_SHOWN])
    return shown + "..." * (len(str(text)) > _SHOWN)


def _shown(part: str | int) -> str:
    """A key, or the place in a list as people count."""
    return str(part + 1) if isinstance(part, int) else quoted(part)
