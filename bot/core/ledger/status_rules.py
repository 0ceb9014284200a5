"""The rules of a story's status; the first that holds sets it. docs/ledger.md has them in words.

Rule 1: only a party's own channel makes its word, and its latest word counts.
Rule 2: the party a claim is about can deny it; another's denial disputes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.core.ledger.modality import AGAINST, UPHOLDING
from bot.core.ledger.origins import hearsay, independent_origins, origin_name
from bot.core.types import Fact, Modality, Report, Status

SENTENCES: Mapping[str, str] = {
    "one origin": "All reports rest on the word of {origin}.",
    "several origins": "{count} sources report it that do not rest on one another: {origins}.",
    "party says": "{party} says so on its own channel.",
    "party updates": "{party} says so on its own channel, and gives another {fact}:"
    " {now} instead of {earlier}.",
    "party denies": "{party}, whom it is about, denies it on its own channel.",
    "another party denies": "{party} denies it on its own channel.",
    "parties contradict": "{denying} denies what {affirming} says.",
    "parties differ": "{party} and {other} give another {fact}: {now} and {earlier}.",
    "quoted denial": "{party} is quoted as denying it ({origin}).",
    "origins deny": "{denying} reports that it is not so; {affirming} reports it.",
    "facts differ": "Sources give another {fact}: {now} ({origin}) and {earlier} ({other}).",
    "quiet": "Nothing new for {days} days.",
    "no reports": "Nothing was reported by then.",
}
"""Rule -> why a status holds, for people; keys of the bot's texts."""


@dataclass(frozen=True, slots=True)
class StatusRuling:
    """A status with the rule that set it; `party` is the one whose own word did."""

    status: Status
    rule: str
    party: str | None = None
    params: tuple[tuple[str, str], ...] = ()


def ruling_of(reports: tuple[Report, ...]) -> StatusRuling:
    """Return the status by the first rule that holds, in the order of docs/ledger.md."""
    if all(each.modality in AGAINST for each in reports):
        # Where nothing but a denial or a doubt is told, it is what may be official.
        reports = tuple(map(as_told, reports))
    own = _latest_words(reports)
    denying = [report for report in own.values() if report.modality is Modality.DENIES]
    affirming = [report for report in own.values() if report.modality in UPHOLDING]
    for ruling in (
        _own_denial(reports, denying, affirming),
        _own_word(reports, affirming),
        _relayed_denial(reports) if not affirming else None,
        _conflicting_dates(reports),
    ):
        if ruling is not None:
            return ruling
    return _by_origins(reports)


def as_told(report: Report) -> Report:
    """Return a denial or a doubt as what is told by itself: that somebody denies or doubts."""
    return replace(report, modality=Modality.STATES) if report.modality in AGAINST else report


def _latest_words(reports: Iterable[Report]) -> dict[str, Report]:
    return {report.party: report for report in reports if report.party}


def _own_denial(
    reports: tuple[Report, ...], denying: list[Report], affirming: list[Report]
) -> StatusRuling | None:
    if not denying:
        return None
    party = denying[0].party or ""
    if affirming:
        # Rule 1: Roscosmos says on its channel that it leaves in 2024, NASA denies it on its own.
        sides = (("denying", party), ("affirming", affirming[0].party or ""))
        return StatusRuling(Status.DISPUTED, "parties contradict", None, sides)
    subjects = _subjects(reports)
    about = next((each.party for each in denying if each.party in subjects), None)
    if about is not None or not subjects:
        # Rule 2: "Roscosmos will leave the station", and Roscosmos denies it.
        named = about or party
        return StatusRuling(Status.DENIED, "party denies", named, (("party", named),))
    # Rule 3: "Roscosmos will leave the station", and NASA, whom it is not about, denies it.
    return StatusRuling(Status.DISPUTED, "another party denies", None, (("party", party),))


def _own_word(reports: tuple[Report, ...], affirming: list[Report]) -> StatusRuling | None:
    if not affirming:
        return None
    subjects = _subjects(reports)
    word = next((each for each in affirming if each.party in subjects), affirming[0])
    party = word.party or ""
    for other in affirming:
        if (differs := _date_difference(word, other)) is not None and other is not word:
            # Rule 4: Roscosmos says "until 2025", NASA says "until 2028".
            params = (("party", party), ("other", other.party or ""), *differs)
            return StatusRuling(Status.DISPUTED, "parties differ", None, params)
    before = (each for each in reports if each.at < word.at and each.party != party)
    for earlier in before:
        if (differs := _date_difference(word, earlier)) is not None:
            # Rule 5: TASS reported "after 2024", then Roscosmos itself says "until 2028".
            return StatusRuling(
                Status.OFFICIAL, "party updates", party, (("party", party), *differs)
            )
    # Rule 6: NASA says so on its own channel, and no date differs.
    return StatusRuling(Status.OFFICIAL, "party says", party, (("party", party),))


def _relayed_denial(reports: tuple[Report, ...]) -> StatusRuling | None:
    """Apply rules 7 and 8: a denial that is only relayed, beside reports that uphold the claim."""
    denials = [each for each in reports if each.modality is Modality.DENIES]
    upheld = [each for each in reports if each.modality in UPHOLDING]
    if not denials or not upheld:
        return None
    denial, origin = denials[0], origin_name(denials[0].origin, reports)
    if by := denial.quoted or denial.speakers:
        # Rule 7: Reuters reports it; TASS quotes Roscosmos, or a ministry, as denying it.
        params = (("party", by[0]), ("origin", origin))
        return StatusRuling(Status.DISPUTED, "quoted denial", None, params)
    if denial.origin != upheld[0].origin and not hearsay(denial):
        # Rule 8: Reuters reports it; Interfax's own source says that it is not so.
        params = (("denying", origin), ("affirming", origin_name(upheld[0].origin, reports)))
        return StatusRuling(Status.DISPUTED, "origins deny", None, params)
    return None


def _conflicting_dates(reports: tuple[Report, ...]) -> StatusRuling | None:
    """Apply rule 9: two origins that can be named give different end dates."""
    dated = [each for each in reports if _end_date(each) is not None and not hearsay(each)]
    for index, later in enumerate(dated):
        for earlier in dated[:index]:
            differs = _date_difference(later, earlier)
            # Rule 9: TASS has "after 2024", Reuters "until 2028". The same year never differs.
            if differs is not None and later.origin != earlier.origin:
                sides = (
                    ("origin", origin_name(later.origin, reports)),
                    ("other", origin_name(earlier.origin, reports)),
                )
                return StatusRuling(Status.DISPUTED, "facts differ", None, (*differs, *sides))
    return None


def _by_origins(reports: tuple[Report, ...]) -> StatusRuling:
    origins = independent_origins(reports)
    names = [origin_name(origin, reports) for origin in origins]
    if len(origins) > 1:
        # Rule 10: TASS quotes Roscosmos, and Reuters has asked somebody itself.
        params = (("count", str(len(origins))), ("origins", ", ".join(names)))
        return StatusRuling(Status.SEVERAL, "several origins", None, params)
    # Rule 11: nine outlets, all of which quote TASS.
    return StatusRuling(Status.REPORTED, "one origin", None, (("origin", names[0]),))


def _subjects(reports: tuple[Report, ...]) -> frozenset[str]:
    """Return the parties a claim is about: the first its first report names, and the first it
    quotes.
    """
    first = next((each for each in reports if each.modality in UPHOLDING and each.named), None)
    return frozenset(first.named[:1] + first.quoted[:1]) if first else frozenset()


def facts_claimed(report: Report) -> tuple[Fact, ...]:
    """Return the facts a report vouches for.

    A report that somebody does not confirm or comment gives no end date: neither the one in doubt
    nor that of earlier plans.
    """
    if report.modality in (Modality.UNCONFIRMED, Modality.NO_COMMENT):
        return tuple(fact for fact in report.facts if fact.kind != "end date")
    return report.facts


def _end_date(report: Report) -> Fact | None:
    return next((fact for fact in facts_claimed(report) if fact.kind == "end date"), None)


def _date_difference(later: Report, earlier: Report) -> tuple[tuple[str, str], ...] | None:
    """Return two end dates that differ, else None; other facts change without contradiction."""
    now, before = _end_date(later), _end_date(earlier)
    if now is None or before is None or now.value[-4:] == before.value[-4:]:
        return None
    return (("fact", "end date"), ("now", now.value), ("earlier", before.value))
