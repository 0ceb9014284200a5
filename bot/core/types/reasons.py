"""Why something is so, as data: a kind and what it names. Worded at the end, by `core.reasons`."""

from dataclasses import dataclass
from enum import Enum


class ReasonKind(Enum):
    """A kind of reason; its value is the English sentence, which is also the key for gettext.

    Rule 1: reasons are stored by the names of their kinds and arguments: those do not change, the
    sentence may.
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
"""A value as it stands, a reason of its own, or a list of such."""
