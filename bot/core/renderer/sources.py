"""Who tells a story: outlets by their role, most authoritative kind first."""

from collections.abc import Iterable
from itertools import groupby

from bot.core.parts import Line, joined, line, link
from bot.core.renderer.parts import outlet_name
from bot.core.texts import key
from bot.core.types import Report, Role
from bot.core.view import View

_ROLES = (
    (Role.OFFICIAL, key("Official channel")),
    (Role.GOVERNMENT, key("Government")),
    (Role.STATE_MEDIA, key("State media")),
    (Role.WIRE, key("Agencies")),
    (Role.TRADE, key("Space press")),
    (Role.PRESS, key("Press")),
    (Role.PERSONAL, key("Personal")),
    (Role.AGGREGATOR, key("Aggregators")),
)
_ROLE_NAMES = dict(_ROLES)
_RANKS = {role: rank for rank, (role, _) in enumerate(_ROLES)}


def most_authoritative(reports: Iterable[Report], language: str) -> Report:
    return min(reports, key=lambda each: (_RANKS[each.role], each.language != language, each.at))


def shown_outlets(reports: Iterable[Report], names: int) -> list[tuple[Role, list[str]]]:
    """Role and the outlets named under it, most authoritative role first, each outlet once."""
    return [
        (role, [outlet_name(each.outlet) for each in group[:names]])
        for role, group in _by_role(reports)
    ]


def source_lines(reports: Iterable[Report], view: View, *, names: int) -> list[Line]:
    """Outlets by role, most authoritative role first, each named and linked once."""
    return [_role_line(role, group, view, names) for role, group in _by_role(reports)]


def role_name(role: Role, view: View) -> str:
    return view.texts.say(_ROLE_NAMES[role])


def _by_role(reports: Iterable[Report]) -> list[tuple[Role, tuple[Report, ...]]]:
    first_by_outlet: dict[str, Report] = {}
    for each in reports:
        first_by_outlet.setdefault(each.outlet, each)
    ranked = sorted(first_by_outlet.values(), key=lambda each: (_RANKS[each.role], each.at))
    return [(role, tuple(group)) for role, group in groupby(ranked, key=lambda each: each.role)]


def _role_line(role: Role, reports: tuple[Report, ...], view: View, names: int) -> Line:
    named = joined(
        [line(link(outlet_name(each.outlet), each.url)) for each in reports[:names]], ", "
    )
    more = len(reports) - names
    rest = view.texts.count(" and {n} more", " and {n} more", more) if more > 0 else ""
    return line(f"{role_name(role, view)}: ", named, rest)
