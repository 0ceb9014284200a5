"""Whose turn it is to ask a host that several processes ask: spaced, few at a time, none while it
rests.

Rule 1: a visit ends when its process says so; one that never does is over at its `until`.
Rule 2: a process numbers its visits itself: asked for again, the answer being lost, it is the same
visit, and one that it asked for in vain is seen to be nobody's.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.pacing import EPOCH, LONGEST_REST

APART = timedelta(seconds=1)
"""How far the clocks of two processes may be apart: all of them follow the database's."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The right to ask a host once, from `start` on."""

    holder: str
    """The process that asks."""
    number: int
    """Counts the process's visits, to whatever host."""
    start: datetime
    until: datetime
    """Over by then, whatever has become of it."""

    def is_of(self, holder: str, number: int) -> bool:
        return (self.holder, self.number) == (holder, number)


@dataclass(frozen=True, slots=True)
class Host:
    """One host as all processes see it."""

    name: str
    next_at: datetime = EPOCH
    """The next visit begins no earlier."""
    rests_until: datetime = EPOCH
    """It asked to be left alone."""
    visits: tuple[Visit, ...] = ()
    """Under way."""


@dataclass(frozen=True, slots=True)
class Resting:
    """The host is not asked for so long."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What one host is spared by all processes together."""

    gap: timedelta
    at_once: int
    span: timedelta = timedelta(minutes=1)
    """The longest visit: more than a request's deadline."""


def entered(host: Host, holder: str, number: int, courtesy: Courtesy, *, now: datetime) -> Host:
    """The host with one more visit, its last; unchanged while there are enough already."""
    if len(host.visits) >= courtesy.at_once:
        return host
    start = max(now, host.next_at)
    visit = Visit(holder, number, start, start + courtesy.span)
    return replace(host, next_at=start + courtesy.gap, visits=(*host.visits, visit))


def visit_of(host: Host, holder: str, number: int) -> Visit | None:
    """That visit, where the host has it already."""
    return next((visit for visit in host.visits if visit.is_of(holder, number)), None)


def left(host: Host, visit: Visit) -> Host:
    """The visit is over."""
    return replace(
        host,
        visits=tuple(each for each in host.visits if not each.is_of(visit.holder, visit.number)),
    )


def unmade(host: Host, holder: str, making: Set[int]) -> Host:
    """Without the holder's visits that it does not make."""
    made = (each for each in host.visits if each.holder != holder or each.number in making)
    return replace(host, visits=tuple(made))


def deserted(host: Host, gone: frozenset[str]) -> Host:
    """Without the visits of processes that are gone."""
    return replace(host, visits=tuple(each for each in host.visits if each.holder not in gone))


def rested(host: Host, until: datetime, *, now: datetime) -> Host:
    """It is left alone until then."""
    until = min(until, now + LONGEST_REST)
    return replace(host, rests_until=max(host.rests_until, until))


def trusted(host: Host, courtesy: Courtesy, *, now: datetime) -> Host:
    """The host as stored, without what is over, or what a clock that was wrong has stored."""
    farthest = now + courtesy.gap * courtesy.at_once + APART
    latest = farthest + courtesy.span
    return replace(
        host,
        next_at=host.next_at if host.next_at <= farthest else now,
        rests_until=host.rests_until if host.rests_until <= now + LONGEST_REST else EPOCH,
        visits=tuple(each for each in host.visits if now < each.until <= latest),
    )
