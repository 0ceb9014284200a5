"""What is wrong with a feeds.yaml, in an editor's words."""

from dataclasses import dataclass

from bot.core.reasons import english
from bot.core.reasons.catalog_problems import CatalogProblem
from bot.core.types import Reason
from bot.errors import ConfigError

Path = tuple[str | int, ...]

_SHOWN = 60
"""Characters shown of each part of a path: the keys are the file's, and may be anything."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What to write instead, with the line and the path of the value."""

    line: int
    path: Path
    what: Reason

    def located(self, name: str) -> Reason:
        """Return the advice with the file's name, the line and the path before it."""
        where = ".".join(map(_shown, self.path))
        place = f"{name}:{self.line}" + (f": {where}" if where else "")
        return CatalogProblem.AT_LINE(place=place, what=self.what)


class Unreadable(Exception):
    """The text is not a plain YAML document. Leaves this room as CatalogError."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(english(problem.what))
        self.problem = problem


class CatalogError(ConfigError):
    """Everything that is wrong with a feeds.yaml, a line each."""

    def __init__(self, problems: tuple[Reason, ...]) -> None:
        super().__init__("\n".join(map(english, problems)))
        self.problems = problems


def quoted(text: object) -> str:
    """Make a value from the file safe to print: one short line without control characters."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in str(text)[:_SHOWN])
    return shown + "..." * (len(str(text)) > _SHOWN)


def _shown(part: str | int) -> str:
    """Return a key, or a place in a list, counted from one."""
    return str(part + 1) if isinstance(part, int) else quoted(part)
