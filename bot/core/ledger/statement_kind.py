"""What kind of statement a report makes: claim, official, denial, update, analysis or correction.

Rule 1: the signs of `bot/rules/kinds.toml` are added up, a sign of the headline for more than one
below it; the kind that most speaks for is the report's.
Rule 2: what is wished or guessed is not done: a venture in the headline takes acts and deeds away.
Rule 3: a body's word becomes an update where it is only told again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.ledger.kind_cues import Nature, Page, Sign
from bot.core.types import Kind, Role


@dataclass(frozen=True, slots=True)
class Met:
    """A sign as met: the words, and what they weigh where they stand."""

    sign: Sign
    words: str
    weight: float
    above: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """A kind with how much speaks for each, and the signs that do, for people who ask why."""

    kind: Kind
    weights: Mapping[Kind, float]
    met: tuple[Met, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(each.words for each in self.met if each.sign.kind is self.kind)


def weighed(
    *,
    title: str,
    text: str = "",
    role: Role = Role.PRESS,
    speaks_for: str | None = None,
    told: bool = False,
    signs: Iterable[Sign],
) -> Weighed:
    """The kind that most speaks for, and what does. `told`: the story has an official word."""
    role = Role.OFFICIAL if speaks_for else role
    weights = dict.fromkeys(_ORDER, 0.0) | {Kind.UPDATE: 0.5}
    for kind, weight in _LEANINGS.get(role, {}).items():
        weights[kind] += weight
    met = _met(signs, Page.of(title), Page.of(text[:BELOW]))
    for each in met:
        weights[each.sign.kind] += each.weight
    if _done_by_a_party(met, role):
        weights[Kind.OFFICIAL] += _DONE
    if told:
        weights[Kind.OFFICIAL] -= _TOLD_AGAIN
    best = max(_ORDER, key=lambda kind: weights[kind])
    return Weighed(best, weights, met)


def told_before(kinds: Iterable[tuple[datetime, Kind | None]], at: datetime) -> bool:
    """Whether a story's reports have an official word that one of `at` may only tell again."""
    return any(
        kind is Kind.OFFICIAL and timedelta() <= at - moment <= REMEMBERED
        for moment, kind in kinds
    )


BELOW = 400
"""Characters below the headline that are looked at."""

REMEMBERED = timedelta(days=10)
"""For how long an official word is still the news that others tell again."""

_ORDER = (
    Kind.CORRECTION,
    Kind.DENIAL,
    Kind.ANALYSIS,
    Kind.CLAIM,
    Kind.OFFICIAL,
    Kind.UPDATE,
)
"""Rarer kinds first where as much speaks for each."""

_LEANINGS: Mapping[Role, Mapping[Kind, float]] = {
    Role.OFFICIAL: {Kind.OFFICIAL: 1.2},
    Role.GOVERNMENT: {Kind.OFFICIAL: 1.2},
    Role.STATE_MEDIA: {Kind.OFFICIAL: 1.2},
    Role.WIRE: {Kind.OFFICIAL: 0.3},
    Role.PERSONAL: {Kind.UPDATE: 0.4, Kind.ANALYSIS: 0.6},
}
"""Who is near the source tells what officials say; a personal page retells or explains."""

_NEAR = (Role.OFFICIAL, Role.GOVERNMENT, Role.STATE_MEDIA, Role.WIRE)

_DONE = 0.8
"""For a deed told by those near it, or with the name of a party."""

_TOLD_AGAIN = 0.5


def _met(signs: Iterable[Sign], headline: Page, below: Page) -> tuple[Met, ...]:
    met: list[Met] = []
    for sign in signs:
        if (words := sign.phrases.met(headline)) is not None:
            met.append(Met(sign, words, sign.headline, above=True))
        elif below.text and (words := sign.phrases.met(below)) is not None:
            met.append(Met(sign, words, sign.below, above=False))
    if any(each.sign.nature is Nature.VENTURE and each.above for each in met):
        return tuple(each for each in met if each.sign.nature in (None, Nature.VENTURE))
    return tuple(met)


def _done_by_a_party(met: Iterable[Met], role: Role) -> bool:
    deed = any(each.sign.nature is Nature.DEED and each.above for each in met)
    return deed and (role in _NEAR or any(each.sign.name == _PARTY for each in met))


_PARTY = "party"
"""The sign that a party is named at all."""
