"""What fitting gives: the weights of the signs, fitted to some stories, tried on another.

A logistic weighting of the signs met, one weight for each sign, place and kind, in plain Python.
It begins at the weights set by hand and is drawn back to them: `DRAWN` says how strongly.
"""

import math
from collections.abc import Iterator, Sequence

from bot.core.ledger.statement_kind import WeighedKind
from bot.core.types import Kind

DRAWN = (0.02, 0.08)
ROUNDS = 200
RATE = 0.5
KINDS = tuple(Kind)

Case = tuple[tuple[str, ...], tuple[float, ...], int]
"""The signs of a report, what speaks for each kind by hand, and which kind it is."""
Moved = dict[str, list[float]]
"""By how much each sign's weights differ from those set by hand."""


def fitted_figures(told: Sequence[tuple[str, str, WeighedKind]]) -> Iterator[str]:
    """Story, kind and signs of every report -> figures of all fits, for people."""
    cases = [(story, _case(kind, said)) for story, kind, said in told]
    stories = tuple(dict.fromkeys(story for story, _ in cases))
    for drawn in DRAWN:
        every = [case for _, case in cases]
        right = _right(_fitted(every, drawn), every)
        yield f"fitted to all, drawn {drawn}: {_share(right, every)}"
        total = 0
        for left_out in stories:
            tried = [case for story, case in cases if story == left_out]
            rest = [case for story, case in cases if story != left_out]
            right = _right(_fitted(rest, drawn), tried)
            total += right
            yield f"  {left_out}, fitted to the others: {_share(right, tried)}"
        yield f"  each left out once: {_share(total, every)}"


def _case(kind: str, said: WeighedKind) -> Case:
    signs = tuple(
        f"{each.sign.name} {'above' if each.in_headline else 'below'}" for each in said.matches
    )
    by_hand = tuple(said.weights[each] for each in KINDS)
    return ("any", *signs), by_hand, KINDS.index(Kind(kind))


def _fitted(cases: Sequence[Case], drawn: float) -> Moved:
    moved: Moved = {sign: [0.0] * len(KINDS) for signs, _, _ in cases for sign in signs}
    for _ in range(ROUNDS):
        steps: Moved = {sign: [drawn * each for each in by] for sign, by in moved.items()}
        for signs, by_hand, kind in cases:
            for number, likely in enumerate(_likelihoods(signs, by_hand, moved)):
                off = (likely - (number == kind)) / len(cases)
                for sign in signs:
                    steps[sign][number] += off
        for sign, by in steps.items():
            moved[sign] = [old - RATE * step for old, step in zip(moved[sign], by, strict=True)]
    return moved


def _likelihoods(signs: Sequence[str], by_hand: Sequence[float], moved: Moved) -> list[float]:
    sums = _sums(signs, by_hand, moved)
    raised = [math.exp(each - max(sums)) for each in sums]
    return [each / sum(raised) for each in raised]


def _sums(signs: Sequence[str], by_hand: Sequence[float], moved: Moved) -> list[float]:
    known = [moved[sign] for sign in signs if sign in moved]
    return [hand + sum(by[n] for by in known) for n, hand in enumerate(by_hand)]


def _right(moved: Moved, cases: Sequence[Case]) -> int:
    told = (_sums(signs, by_hand, moved) for signs, by_hand, _ in cases)
    return sum(sums.index(max(sums)) == case[2] for sums, case in zip(told, cases, strict=True))


def _share(right: int, cases: Sequence[Case]) -> str:
    return f"{right} of {len(cases)} right, {100 * right / len(cases):.1f} %"
