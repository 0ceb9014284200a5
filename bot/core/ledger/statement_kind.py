"""What kind of statement a report makes: claim, official, denial, update, analysis or correction.

Rule 1: the weights of the signs in `bot/rules/kinds.toml` are added up, more for one in the
headline than for one below it; the kind with the most weight is the report's.
Rule 2: what is wished or guessed is not done: a venture in the headline cancels acts and deeds.
Rule 3: a body's word that is only repeated is an update.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.ledger.kind_cues import IndexedText, Nature, Sign
from bot.core.types import Kind, Role


@dataclass(frozen=True, slots=True)
class SignMatch:
    """A sign found in a report: the words, their weight, and whether they stand in the
    headline.
    """

    sign: Sign
    words: str
    weight: float
    in_headline: bool


@dataclass(frozen=True, slots=True)
class WeighedKind:
    """A kind with the weight of every kind, and the signs found, for people who ask why."""

    kind: Kind
    weights: Mapping[Kind, float]
    matches: tuple[SignMatch, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(each.words for each in self.matches if each.sign.kind is self.kind)


def weigh_kind(
    *,
    title: str,
    text: str = "",
    role: Role = Role.PRESS,
    speaks_for: str | None = None,
    already_official: bool = False,
    signs: Iterable[Sign],
) -> WeighedKind:
    """Return the kind with the most weight, and the signs behind it.

    `already_official`: the story has had an official word lately, which this may only retell.
    """
    role = Role.OFFICIAL if speaks_for else role
    weights = dict.fromkeys(_ORDER, 0.0) | {Kind.UPDATE: 0.5}
    for kind, weight in _ROLE_WEIGHTS.get(role, {}).items():
        weights[kind] += weight
    matches = _sign_matches(signs, IndexedText.of(title), IndexedText.of(text[:BELOW]))
    for each in matches:
        weights[each.sign.kind] += each.weight
    if _is_party_deed(matches, role):
        weights[Kind.OFFICIAL] += _PARTY_DEED
    if already_official:
        weights[Kind.OFFICIAL] -= _RETELLING
    best = max(_ORDER, key=lambda kind: weights[kind])
    return WeighedKind(best, weights, matches)


def has_official_word(kinds: Iterable[tuple[datetime, Kind | None]], at: datetime) -> bool:
    """Whether a story has an official word so recent that a report of `at` may only retell it."""
    return any(
        kind is Kind.OFFICIAL and timedelta() <= at - moment <= OFFICIAL_WORD_LASTS
        for moment, kind in kinds
    )


BELOW = 400
"""Characters read below the headline."""

OFFICIAL_WORD_LASTS = timedelta(days=10)
"""How long an official word is still the news that others repeat."""

_ORDER = (
    Kind.CORRECTION,
    Kind.DENIAL,
    Kind.ANALYSIS,
    Kind.CLAIM,
    Kind.OFFICIAL,
    Kind.UPDATE,
)
"""Of kinds with equal weight the rarer one wins."""

_ROLE_WEIGHTS: Mapping[Role, Mapping[Kind, float]] = {
    Role.OFFICIAL: {Kind.OFFICIAL: 1.2},
    Role.GOVERNMENT: {Kind.OFFICIAL: 1.2},
    Role.STATE_MEDIA: {Kind.OFFICIAL: 1.2},
    Role.WIRE: {Kind.OFFICIAL: 0.3},
    Role.PERSONAL: {Kind.UPDATE: 0.4, Kind.ANALYSIS: 0.6},
}
"""Outlets near the source bring what officials say; a personal page retells or explains."""

_NEAR_THE_SOURCE = (Role.OFFICIAL, Role.GOVERNMENT, Role.STATE_MEDIA, Role.WIRE)

_PARTY_DEED = 0.8
"""Weight of a deed that an outlet near it reports, or that names a party."""

_RETELLING = 0.5


def _sign_matches(
    signs: Iterable[Sign], headline: IndexedText, below: IndexedText
) -> tuple[SignMatch, ...]:
    matches: list[SignMatch] = []
    for sign in signs:
        if (words := sign.phrases.first_match(headline)) is not None:
            matches.append(SignMatch(sign, words, sign.headline, in_headline=True))
        elif below.text and (words := sign.phrases.first_match(below)) is not None:
            matches.append(SignMatch(sign, words, sign.below, in_headline=False))
    if any(each.sign.nature is Nature.VENTURE and each.in_headline for each in matches):
        return tuple(each for each in matches if each.sign.nature in (None, Nature.VENTURE))
    return tuple(matches)


def _is_party_deed(matches: Iterable[SignMatch], role: Role) -> bool:
    deed = any(each.sign.nature is Nature.DEED and each.in_headline for each in matches)
    return deed and (role in _NEAR_THE_SOURCE or any(each.sign.name == _PARTY for each in matches))


_PARTY = "party"
"""Name of the sign that a party is mentioned at all."""
