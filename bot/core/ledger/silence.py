"""Which parties have said nothing about a claim, where that is worth saying.

Rule 1: only of what is claimed or alarming; what plainly happens, routine, analysis and the forms
        that never alert need nobody's word, and what a party has made official needs no other's.
Rule 2: who is quoted, or told of as deciding, is not silent, and who has spoken in the episode.
Rule 3: a body without a channel of its own is never mentioned.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.ledger.modality import UPHOLDING
from bot.core.types import Kind, Modality, Party, Report, Urgency

_CAN_BE_TAKEN_BACK = frozenset(Modality) - {Modality.STATES, Modality.PLANS}
"""Modalities of claims a party could take back; what plainly happens needs nobody's word."""


@dataclass(frozen=True, slots=True)
class Silence:
    """The parties whose word on a claim has not come, in the catalog's order."""

    silent: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    """Those of `silent` that no report names first: the topic waits for them."""
    cannot_check: tuple[str, ...] = ()
    """Those whose feeds are failing, so that their silence means nothing."""


def silence_of(
    told: Iterable[Report],
    episode: Iterable[Report],
    topics: Iterable[str],
    *,
    parties: Iterable[Party],
    failing: frozenset[str] = frozenset(),
) -> Silence:
    """Return who is silent about what `told` claims; `episode` holds all reports of its episode.

    `told`: the reports of one development, or of the whole episode. `failing`: ids of parties
    whose own feeds cannot be read.
    """
    told, topics = tuple(told), frozenset(topics)
    claims = [report for report in told if _is_claim(report)]
    if not claims or any(report.party and report.modality in UPHOLDING for report in told):
        return Silence()
    heard = {party for report in episode for party in _speaking(report)}
    heard |= {party for report in told if report.kind is Kind.OFFICIAL for party in report.named}
    named = {party for report in claims for party in report.named[:1]}
    concerned = [
        party
        for party in parties
        if party.own_channel
        and party.id not in heard
        and (party.id in named or not topics.isdisjoint(party.awaited))
    ]
    silent = tuple(party.id for party in concerned if party.id not in failing)
    return Silence(
        silent=silent,
        awaited=tuple(party for party in silent if party not in named),
        cannot_check=tuple(party.id for party in concerned if party.id in failing),
    )


def _is_claim(report: Report) -> bool:
    if report.genre or report.urgency is Urgency.ROUTINE or report.kind is Kind.ANALYSIS:
        return False
    return report.modality in _CAN_BE_TAKEN_BACK or report.urgency is Urgency.EXTRAORDINARY


def _speaking(report: Report) -> tuple[str, ...]:
    return (report.party, *report.quoted) if report.party else report.quoted
