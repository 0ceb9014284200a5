"""Whose word a report rests on, and whom it names and quotes.

Rule 1: an origin is `party:<id>` (its own channel), `agency:<id>` (a wire whose telling is
repeated) or `outlet:<id>`; nine outlets quoting TASS are `agency:tass`.
Rule 2: relaying an official's words makes no new origin; asking somebody oneself does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.ledger.cues import Cues
from bot.core.ledger.modality import UPHOLDING
from bot.core.ledger.names import CueMatch, readable
from bot.core.types import Entry, Feed, Report, Role

RETELLERS = (Role.AGGREGATOR, Role.PERSONAL)
"""Roles that mostly repeat what others report."""

LEAD = 1_200
"""Characters below the headline in which a report says whom it repeats."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose word it is. `words`: the cue that showed it; `firsthand`: somebody was asked or
    something seen.
    """

    id: str
    words: str = ""
    firsthand: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """The parties a report names, and who it quotes, in the order they occur."""

    named: tuple[str, ...]
    quoted: tuple[str, ...]
    speakers: tuple[str, ...] = ()
    """Bodies it quotes that are no parties."""


def origin_of(entry: Entry, feed: Feed, cues: Cues) -> Origin:
    """Return whose word an entry rests on; a party's channel always speaks for the party.

    Tried in this order: somebody was asked ("told Reuters"), somebody's report is repeated ("TASS
    reports"), an agency is linked; else the outlet itself.
    """
    if feed.speaks_for:
        return Origin(f"party:{feed.speaks_for}")
    own = own_origin(entry, feed, cues)
    top = readable(f"{entry.title}\n{_body(entry)[:LEAD]}")
    asked = _firsthand_origin(top, own, cues)
    return (
        asked
        or _attributed_origin(top, own, cues)
        or _linked_origin(entry, own, cues)
        or Origin(own)
    )


def own_origin(entry: Entry, feed: Feed, cues: Cues) -> str:
    """Return the outlet itself: the same for all feeds of a known site, whichever brings the
    entry.
    """
    if feed.role is Role.AGGREGATOR:
        return cues.origin_of_address(entry.url) or f"outlet:{feed.id}"
    known = cues.origin_of_address(feed.url) or cues.origin_of_address(entry.url)
    titled = next(iter(cues.sources.matches(readable(feed.title))), None)
    by_title = titled.who if titled is not None and titled.start == 0 else None
    return known or by_title or f"outlet:{feed.id}"


def voice_of(entry: Entry, feed: Feed, cues: Cues) -> str:
    """Return who tells it; an aggregator speaks for itself, whomever it repeats."""
    if feed.speaks_for:
        return f"party:{feed.speaks_for}"
    return f"outlet:{feed.id}" if feed.role is Role.AGGREGATOR else own_origin(entry, feed, cues)


def mentions_of(entry: Entry, cues: Cues, known: frozenset[str]) -> Mentions:
    """Return the parties an entry names and quotes, and the other bodies it quotes.

    The names of outlets are blanked first, for NASA Watch is not NASA, and those of bodies: the
    inspector general of NASA does not speak for NASA. In space news "Russia"
    means Roscosmos, and "Russia says" quotes it.
    """
    top = cues.without_sources(readable(f"{entry.title}\n{_body(entry)[:LEAD]}"))
    named = [(found.start, found.who) for found in cues.speakers.matches(top)]
    named += [
        (found.start, party)
        for party in known
        for found in _phrases_for("means", party, top, cues)
    ]
    hidden = cues.bodies.hide(top, but=known)
    quoted = [
        (found.start, party)
        for party in known
        for found in _phrases_for("says", party, hidden.text, cues)
    ]
    if named:
        speech = cues.group("speech").matches(hidden.text)
        quoted += [(found.start, cues.speakers.owner(found.who)) for found in speech]
    quoted_parties = _distinct((party for _, party in sorted(quoted)), known)
    speakers = dict.fromkeys(id for _, id in cues.bodies.quoted(hidden))
    return Mentions(
        _distinct((*(party for _, party in sorted(named)), *quoted_parties), known),
        quoted_parties,
        tuple(speakers),
    )


def _phrases_for(how: str, party: str, text: str, cues: Cues) -> tuple[CueMatch, ...]:
    return cues.group(f"{how}_{party}").matches(text)


def independent_origins(reports: Iterable[Report]) -> tuple[str, ...]:
    """Return the origins that do not rest on one another, in the order first met.

    Reports that relay the same party's words are one origin, with anybody they repeat. The general
    press, aggregators and personal pages add no origin without reporting of their own, unless
    there is no other. A report that contradicts the claim does not corroborate it.

    Example: TASS quotes Borisov, Reuters quotes Borisov, CNN writes "Russia will leave". TASS and
    Reuters are joined by `words:roscosmos`, CNN is hearsay: one origin, `agency:tass`.
    """
    all_reports = tuple(reports)
    upholding = tuple(each for each in all_reports if each.modality in UPHOLDING) or all_reports
    # Reports that share a ground are one group: TASS (agency:tass, words:roscosmos) and a site
    # that quotes Roscosmos (outlet:x, words:roscosmos) meet in words:roscosmos.
    groups = _DisjointSets()
    for report in upholding:
        groups.join(*_grounds(report))
    strong = [report for report in upholding if not hearsay(report)] or upholding[:1]
    seen: dict[str, str] = {}
    for report in strong:
        seen.setdefault(groups.root(_grounds(report)[0]), report.origin)
    return tuple(dict.fromkeys(seen.values()))


def hearsay(report: Report) -> bool:
    """Whether a report rests on nobody who can be named, so that it may be copied from anyone."""
    own = report.origin.startswith("outlet:") and not report.origin_words and not report.firsthand
    copies = report.role in (*RETELLERS, Role.PRESS)
    return own and copies and not (report.quoted or report.speakers)


def origin_name(origin: str, reports: Iterable[Report] = ()) -> str:
    """Return an origin as people read it: `agency:tass` as TASS, `outlet:x` as its feed's
    title.
    """
    kind, _, name = origin.partition(":")
    if kind == "outlet":
        own = (each.outlet for each in reports if each.origin == origin and not each.origin_words)
        if (title := next(own, None)) is not None:
            return title
    return name.upper() if len(name) <= _ACRONYM else name.replace("-", " ").title()


_ACRONYM = 4


class _DisjointSets:
    """Sets of grounds that rest on one another (union-find)."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def root(self, ground: str) -> str:
        while (parent := self._parents.setdefault(ground, ground)) != ground:
            ground = parent
        return ground

    def join(self, first: str, *others: str) -> None:
        for other in others:
            self._parents[self.root(other)] = self.root(first)


def _grounds(report: Report) -> tuple[str, ...]:
    """Return what a report rests on; reports that share a ground are one origin."""
    if report.party:
        return (f"party:{report.party}", f"words:{report.party}")
    if report.firsthand:
        return (f"asked:{report.origin}",)
    whose = (report.quoted or report.speakers)[:1]
    return (report.origin, *(f"words:{who}" for who in whose))


def _firsthand_origin(top: str, own: str, cues: Cues) -> Origin | None:
    if top in cues.sources and (found := cues.group("firsthand").first_match(top)):
        return Origin(cues.sources.owner(found.who), found.words, firsthand=True)
    if (found := cues.group("firsthand_own").first_match(top)) is not None:
        return Origin(own, found.words, firsthand=True)
    return None


def _attributed_origin(top: str, own: str, cues: Cues) -> Origin | None:
    if top not in cues.sources:
        return None
    found: list[CueMatch] = []
    for name in ("attribution", "dateline"):
        found.extend(cues.group(name).matches(top))
    for cue in sorted(found, key=lambda cue: cue.start):
        origin = cues.sources.owner(cue.who)
        if origin and origin != own:
            return Origin(origin, cue.words)
    return None


def _linked_origin(entry: Entry, own: str, cues: Cues) -> Origin | None:
    for address in entry.links:
        origin = cues.origin_of_address(address)
        if origin is not None and origin != own and origin.startswith("agency:"):
            return Origin(origin, address)
    return None


def _body(entry: Entry) -> str:
    return f"{entry.summary}\n{entry.text}" if entry.text else entry.summary


def _distinct(parties: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party for party in parties if party in known))
