"""Why something is so, as data: a kind and its arguments. `core.reasons` puts it into words."""

from dataclasses import dataclass
from enum import Enum


class ReasonKind(Enum):
    """A kind of reason; its value is the English sentence, which is also gettext's key.

    Rule 1: reasons are stored by the names of their kinds and arguments: the sentence may change,
    those never.
    """

    def __call__(self, **args: "Arg") -> "Reason":
        """Return a reason of this kind; `args` are the `{names}` of the sentence."""
        return Reason(self, tuple(args.items()))


@dataclass(frozen=True, slots=True)
class Reason:
    """A kind with its arguments by name, in the order given."""

    kind: ReasonKind
    args: tuple[tuple[str, "Arg"], ...] = ()


Arg = str | int | Reason | tuple[Reason, ...]
"""Text or a number, another reason, or a list of reasons."""
