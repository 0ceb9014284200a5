"""Whose word a report rests on, whom it quotes, and how sure it puts its claim.

Rule 1: an origin is `party:<id>` (its own channel), `agency:<id>` (a wire whose telling is
repeated) or `outlet:<id>`; nine outlets quoting TASS are `agency:tass`.
Rule 2: relaying an official's words makes no new origin; asking somebody oneself does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.cues import Cues, Found, readable
from bot.core.types import Entry, Feed, Modality, Report, Role

LEAD = 1_200
"""Characters below the headline in which a report says whose telling it repeats."""

CLAIM = 400
"""Characters below the headline in which it says what it claims."""


@dataclass(frozen=True, slots=True)
class Origin:
    """`words` are the cue that showed it; `firsthand`: somebody was asked or something seen."""

    id: str
    words: str = ""
    firsthand: bool = False


@dataclass(frozen=True, slots=True)
class Voices:
    """The parties a report names and quotes, in the order met."""

    named: tuple[str, ...]
    quoted: tuple[str, ...]


def origin_of(entry: Entry, feed: Feed, cues: Cues) -> Origin:
    """Whose word an entry rests on; a party's channel always speaks for the party."""
    if feed.speaks_for:
        return Origin(f"party:{feed.speaks_for}")
    own = own_origin(entry, feed, cues)
    top = readable(f"{entry.title}\n{_body(entry)[:LEAD]}")
    asked = _asked(top, own, cues)
    return asked or _repeated(top, own, cues) or _linked(entry, own, cues) or Origin(own)


def own_origin(entry: Entry, feed: Feed, cues: Cues) -> str:
    """The outlet itself: the same for all feeds of a known site, whichever brings the entry."""
    if feed.role is Role.AGGREGATOR:
        return cues.origin_of_address(entry.url) or f"outlet:{feed.id}"
    known = cues.origin_of_address(feed.url) or cues.origin_of_address(entry.url)
    titled = next(iter(cues.sources.found(readable(feed.title))), None)
    by_title = titled.who if titled is not None and titled.start == 0 else None
    return known or by_title or f"outlet:{feed.id}"


def voices(entry: Entry, cues: Cues, known: frozenset[str]) -> Voices:
    """The parties named and quoted; outlets whose names begin with a party's are not it."""
    top = readable(f"{entry.title}\n{_body(entry)[:LEAD]}")
    masked = cues.without_sources(top)
    named = _distinct((found.who for found in cues.speakers.found(masked)), known)
    speech = cues.group("speech").found(masked) if named else ()
    said = sorted(
        [(found.start, cues.speakers.owner(found.who)) for found in speech]
        + [(found.start, party) for party in known for found in _country(party, masked, cues)]
    )
    quoted = _distinct((party for _, party in said), known)
    return Voices(_distinct((*named, *quoted), known), quoted)


def _country(party: str, text: str, cues: Cues) -> tuple[Found, ...]:
    """ "Russia says": in news of space a country speaks through its agency."""
    return cues.group(f"says_{party}").found(text)


def modality_of(entry: Entry, cues: Cues) -> tuple[Modality, str]:
    """How the claim is put, with the words that show it: the headline decides, then the lead; a
    party quoted against the claim in the lead weighs more than a mere "to leave" above it.
    """
    title = readable(entry.title)
    lead = readable(_body(entry)[:CLAIM])
    spoken = "\n".join(each for each in _sentences(lead) if each in cues.speakers)
    read = ((title, _STRONG), (spoken, _AGAINST), (lead, _TAKEN), (title, _WEAK), (lead, _ANY))
    for text, kinds in read:
        for name, modality in kinds:
            if (words := _put(name, text, cues)) is not None:
                return modality, words
    return Modality.STATES, ""


def independent_origins(reports: Iterable[Report]) -> tuple[str, ...]:
    """Origins that do not rest on one another, in the order first met.

    Reports that relay the same party's words are one origin with whoever they repeat; where the
    general press, an aggregator or a personal page shows no reporting of its own, it adds none
    while there is another; who contradicts a claim does not corroborate it.
    """
    every = tuple(reports)
    told = tuple(each for each in every if each.modality in UPHOLDING) or every
    groups = _Joined()
    for report in told:
        groups.join(*_grounds(report))
    strong = [report for report in told if not hearsay(report)] or told[:1]
    seen: dict[str, str] = {}
    for report in strong:
        seen.setdefault(groups.root(_grounds(report)[0]), report.origin)
    return tuple(dict.fromkeys(seen.values()))


def hearsay(report: Report) -> bool:
    """Nobody's word that can be named: it may be copied from anyone."""
    own = report.origin.startswith("outlet:") and not report.origin_words and not report.firsthand
    copies = report.role in (Role.AGGREGATOR, Role.PERSONAL, Role.PRESS)
    return own and copies and not report.quoted


def origin_name(origin: str, reports: Iterable[Report] = ()) -> str:
    """An origin as people read it: `agency:tass` as TASS, `outlet:x` by the title of its feed."""
    kind, _, name = origin.partition(":")
    if kind == "outlet":
        own = (each.outlet for each in reports if each.origin == origin and not each.origin_words)
        if (title := next(own, None)) is not None:
            return title
    return name.upper() if len(name) <= _ACRONYM else name.replace("-", " ").title()


_ACRONYM = 4

_STRONG = (
    ("denies", Modality.DENIES),
    ("unconfirmed", Modality.UNCONFIRMED),
    ("no_comment", Modality.NO_COMMENT),
    ("decided", Modality.DECIDED),
)
_AGAINST = _STRONG[:2]
_TAKEN = (("decided", Modality.DECIDED),)
_WEAK = (("may", Modality.MAY), ("plans", Modality.PLANS))
_ANY = _STRONG + _WEAK


UPHOLDING = (Modality.STATES, Modality.DECIDED, Modality.PLANS, Modality.MAY)
"""How a report puts a claim that it upholds."""


class _Joined:
    """Which grounds hold each other up: a union of sets."""

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
    if report.party:
        return (f"party:{report.party}",)
    if report.firsthand:
        return (f"asked:{report.origin}",)
    words = (f"words:{report.quoted[0]}",) if report.quoted else ()
    return (report.origin, *words)


def _asked(top: str, own: str, cues: Cues) -> Origin | None:
    if top in cues.sources and (found := cues.group("firsthand").first(top)):
        return Origin(cues.sources.owner(found.who), found.words, firsthand=True)
    if (found := cues.group("firsthand_own").first(top)) is not None:
        return Origin(own, found.words, firsthand=True)
    return None


def _repeated(top: str, own: str, cues: Cues) -> Origin | None:
    if top not in cues.sources:
        return None
    found: list[Found] = []
    for name in ("attribution", "dateline"):
        found.extend(cues.group(name).found(top))
    for cue in sorted(found, key=lambda cue: cue.start):
        origin = cues.sources.owner(cue.who)
        if origin and origin != own:
            return Origin(origin, cue.words)
    return None


def _put(name: str, text: str, cues: Cues) -> str | None:
    """The first cue of a group; denying a danger is not denying the news."""
    calming = cues.group("reassuring").found(text) if name == "denies" else ()
    for found in cues.group(name).found(text):
        if not any(calm.start <= found.start < calm.start + len(calm.words) for calm in calming):
            return found.words
    return None


def _linked(entry: Entry, own: str, cues: Cues) -> Origin | None:
    for address in entry.links:
        origin = cues.origin_of_address(address)
        if origin is not None and origin != own and origin.startswith("agency:"):
            return Origin(origin, address)
    return None


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[^.][.!?;])\s+|\n", text)


def _body(entry: Entry) -> str:
    return f"{entry.summary}\n{entry.text}" if entry.text else entry.summary


def _distinct(parties: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party for party in parties if party in known))
