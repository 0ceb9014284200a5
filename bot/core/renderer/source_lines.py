"""Who tells a story: outlets by their role, most authoritative kind first."""

from collections.abc import Iterable
from itertools import groupby

from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, joined, line, link
from bot.core.renderer.reader_context import View
from bot.core.types import Report, Role

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


def one_report_per_voice(reports: Iterable[Report], view: View) -> list[Report]:
    """Return one report for each outlet or party that tells it.

    Most authoritative role first, then the earliest; in the reader's language where it has one.
    """
    language = view.language
    told = [(_in_language(group, language), group[0].at) for group in _by_voice(reports)]
    return [report for report, _ in sorted(told, key=lambda each: (_RANKS[each[0].role], each[1]))]


def teller_name(report: Report, view: View) -> str:
    """Name the party or outlet that tells a report."""
    if report.party:
        return view.outlet(view.party(report.party))
    return view.outlet(report.outlet)


def teller_names(reports: Iterable[Report], view: View) -> dict[str, str]:
    """Name the teller of each entry; all entries of one voice get the same name."""
    names: dict[str, str] = {}
    language = view.language
    for group in _by_voice(reports):
        name = teller_name(_in_language(group, language), view)
        names |= dict.fromkeys((each.entry for each in group), name)
    return names


def shown_outlets(
    reports: Iterable[Report], view: View, *, names: int
) -> list[tuple[Role, list[str]]]:
    """Return each role with the outlets named under it, most authoritative first, each once."""
    return [
        (role, [teller_name(each, view) for each in group[:names]])
        for role, group in _by_role(reports, view)
    ]


def source_lines(reports: Iterable[Report], view: View, *, names: int) -> list[Line]:
    """List outlets by role, most authoritative role first, each named and linked once."""
    return [_role_line(role, group, view, names) for role, group in _by_role(reports, view)]


def role_name(role: Role, view: View) -> str:
    return view.texts.say(_ROLE_NAMES[role])


def _by_voice(reports: Iterable[Report]) -> list[list[Report]]:
    """Group reports by voice.

    Reports from before voices were kept join the voice their outlet has in others.
    """
    reports = tuple(reports)
    kept = {each.outlet: each.voice for each in reports if each.voice}
    groups: dict[str, list[Report]] = {}
    for each in reports:
        groups.setdefault(each.voice or kept.get(each.outlet, each.outlet), []).append(each)
    return list(groups.values())


def _in_language(group: Iterable[Report], language: str) -> Report:
    """Return a voice's first report in this language; where it has none, its first one."""
    return min(group, key=lambda report: report.language != language)


def _by_role(reports: Iterable[Report], view: View) -> list[tuple[Role, tuple[Report, ...]]]:
    grouped = groupby(one_report_per_voice(reports, view), key=lambda each: each.role)
    return [(role, tuple(group)) for role, group in grouped]


def _role_line(role: Role, reports: tuple[Report, ...], view: View, names: int) -> Line:
    named = joined(
        [line(link(teller_name(each, view), each.url)) for each in reports[:names]], ", "
    )
    more = len(reports) - names
    rest = view.texts.count(" and {n} more", " and {n} more", more) if more > 0 else ""
    return line(f"{role_name(role, view)}: ", named, rest)
