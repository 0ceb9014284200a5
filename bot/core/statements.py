"""What kind of statement a report makes: claim, official, denial, update, analysis or correction.

Rule 1: words decide, the headline's most; the kind of source only settles what they leave open.
Rule 2: an official's word on what will be is a claim until partners, papers or deeds bear it out;
a deed done, a date set or a decision on one's own affairs is official.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.cues import Cues, readable
from bot.core.types import Role


class Kind(StrEnum):
    CLAIM = "claim"
    OFFICIAL = "official"
    DENIAL = "denial"
    UPDATE = "update"
    ANALYSIS = "analysis"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A kind with how much speaks for each, for people who ask why."""

    kind: Kind
    weights: Mapping[Kind, float]
    words: tuple[str, ...]


def status_class(
    *,
    title: str,
    text: str = "",
    role: Role = Role.PRESS,
    speaks_for: str | None = None,
    cues: Cues,
) -> str:
    """One of claim, official, denial, update, analysis, correction."""
    return weighed(title=title, text=text, role=role, speaks_for=speaks_for, cues=cues).kind.value


def weighed(
    *,
    title: str,
    text: str = "",
    role: Role = Role.PRESS,
    speaks_for: str | None = None,
    cues: Cues,
) -> Weighed:
    """The kind that most speaks for, and what does."""
    weights = _leaning(role, speaks_for)
    words: list[str] = []
    headline, below = readable(title), readable(text[:BELOW])
    for sign in _SIGNS:
        group = cues.group(sign.group)
        for read, weight in ((headline, sign.above), (below, sign.below)):
            if (found := group.first(read)) is not None:
                weights[sign.kind] += weight
                words.append(f"{sign.kind.value}: {found.words}")
    best = max(_ORDER, key=lambda kind: weights[kind])
    return Weighed(best, weights, tuple(words))


BELOW = 400
"""Characters below the headline that are looked at."""

_ORDER = (
    Kind.CORRECTION,
    Kind.DENIAL,
    Kind.ANALYSIS,
    Kind.CLAIM,
    Kind.OFFICIAL,
    Kind.UPDATE,
)
"""Rarer kinds first where as much speaks for each."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """A group of cues and how much it speaks for a kind, in the headline and below it."""

    group: str
    kind: Kind
    above: float
    below: float


_SIGNS = (
    _Sign("correction", Kind.CORRECTION, 4.0, 4.0),
    _Sign("denies", Kind.DENIAL, 3.5, 3.5),
    _Sign("unconfirmed", Kind.DENIAL, 3.5, 3.5),
    _Sign("reassuring", Kind.DENIAL, 3.5, 1.0),
    _Sign("analysis", Kind.ANALYSIS, 2.5, 2.0),
    _Sign("claim", Kind.CLAIM, 2.0, 0.8),
    _Sign("intent", Kind.CLAIM, 2.0, 1.5),
    _Sign("deed", Kind.OFFICIAL, 1.5, 1.0),
    _Sign("formal", Kind.OFFICIAL, 1.5, 1.2),
    _Sign("party_acts", Kind.OFFICIAL, 1.5, 0.5),
    _Sign("progress", Kind.UPDATE, 1.4, 0.7),
    _Sign("trouble", Kind.UPDATE, 0.8, 0.4),
    _Sign("recap", Kind.UPDATE, 4.0, 4.0),
)


_LEANINGS: Mapping[Role, Mapping[Kind, float]] = {
    Role.OFFICIAL: {Kind.OFFICIAL: 2.0},
    Role.GOVERNMENT: {Kind.OFFICIAL: 2.0},
    Role.STATE_MEDIA: {Kind.OFFICIAL: 1.0},
    Role.WIRE: {Kind.OFFICIAL: 0.3},
    Role.PERSONAL: {Kind.UPDATE: 0.6},
}
"""Who is near the source tells what officials say; a personal page retells."""


def _leaning(role: Role, speaks_for: str | None) -> dict[Kind, float]:
    weights = dict.fromkeys(_ORDER, 0.0) | {Kind.UPDATE: 0.5}
    for kind, weight in _LEANINGS.get(Role.OFFICIAL if speaks_for else role, {}).items():
        weights[kind] += weight
    return weights
