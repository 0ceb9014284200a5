"""Which new report is worth a reply to a story's post, and why.

Rule 1: a reply is for a party's word, a denial, a correction, a changed status, or news that
only the press has (`core/alerts/breaking.py`).
Rule 2: nothing is said twice in a day: not a doubt voiced before, not a party's own word where it
was just quoted with it, and no second reply within hours unless a party speaks.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from bot.core.alerts.breaking import REPLY_GAP, is_development, is_first_alarm
from bot.core.lang.normalize import tokens
from bot.core.ledger.modality import AGAINST, UPHOLDING
from bot.core.ledger.origins import RETELLERS
from bot.core.ledger.status_rules import facts_claimed
from bot.core.ledger.story_status import StoryStatus
from bot.core.types import Fact, Modality, Report, Status, Story, Urgency

DECISIVE = (Status.OFFICIAL, Status.DENIED, Status.DISPUTED)
"""Statuses worth a message of their own."""

PARTY_GAP = timedelta(hours=6)
"""A party's further news, where it is no alarm, waits this long after its last."""

ECHO = timedelta(minutes=45)
"""A party's own report this soon after it was quoted brings no reply; the badge says official."""

_ALIKE = 0.6
"""Share of common words from which two headlines of one party say the same."""

_BY_WEIGHT = ("status changed", "a party speaks", "denial", "alarm", "correction", "news")


def replies_to(
    before: Story, after: Story, was: StoryStatus, now: StoryStatus
) -> list[tuple[int, str]]:
    """Return the new reports worth a reply, weightiest first: 1-based index in `after`, and
    why.
    """
    worth: list[tuple[int, int, str]] = []
    for index in range(len(before.reports), len(after.reports)):
        reason = _reason_to_reply(after.reports[index], after.own_reports_before(index), was, now)
        if reason is not None:
            worth.append((_BY_WEIGHT.index(reason), index + 1, reason))
    return [(index, reason) for _, index, reason in sorted(worth)]


def _of_episode(reports: Iterable[Report], episode: int) -> tuple[Report, ...]:
    return tuple(report for report in reports if report.episode == episode)


def _reason_to_reply(
    report: Report, all_earlier: tuple[Report, ...], was: StoryStatus, now: StoryStatus
) -> str | None:
    if report.urgency is Urgency.ROUTINE:
        return None
    earlier = _of_episode(all_earlier, report.episode)
    if report.party:
        return _reason_for_party(report, earlier, was, now)
    if was.status is not now.status and _set_the_status(report, now):
        return "status changed"
    if is_first_alarm(report, all_earlier):
        return "alarm"
    if _objected_lately(report, earlier):
        return None
    if report.duplicate_of is None and _first_contradiction(report, earlier):
        return "denial"
    if _corrects(report, earlier):
        return "correction"
    return "news" if is_development(report, earlier) else None


def _reason_for_party(
    report: Report, earlier: tuple[Report, ...], was: StoryStatus, now: StoryStatus
) -> str | None:
    """Return why a party's own report is worth a reply: first word, another stance, or further
    news.
    """
    own = [each for each in earlier if each.party == report.party]
    if not own and _already_quoted(report, earlier):
        return None
    if was.status is not now.status and _set_the_status(report, now):
        return "status changed"
    if not own or _stance(own[-1]) is not _stance(report):
        return "a party speaks"
    return "a party speaks" if _is_further_news(report, own) else None


def _set_the_status(report: Report, now: StoryStatus) -> bool:
    """Whether a report is the one that set a status worth a message of its own."""
    return now.status in DECISIVE and report.at == now.since


def _stance(report: Report) -> Modality:
    """Return the stance of a report: stating, planning and holding possible are one."""
    soft = (Modality.PLANS, Modality.MAY)
    return Modality.STATES if report.modality in soft else report.modality


def _already_quoted(report: Report, earlier: tuple[Report, ...]) -> bool:
    """Whether a party only repeats, where nothing alarms, what it was just quoted with.

    Also where others carried its own text before it did.
    """
    if report.urgency is Urgency.EXTRAORDINARY or report.modality not in UPHOLDING:
        return False
    if report.duplicate_of is not None:
        return True
    return bool(earlier) and all(
        report.at - each.at < ECHO and report.party in each.quoted and each.modality in UPHOLDING
        for each in earlier
    )


def _is_further_news(report: Report, own: list[Report]) -> bool:
    """Whether a party's report tells what none of its earlier ones told."""
    waited = report.at - own[-1].at >= PARTY_GAP
    if not waited and report.urgency is not Urgency.EXTRAORDINARY:
        return False
    return all(_common_share(report.title, each.title) < _ALIKE for each in own)


def _common_share(one: str, other: str) -> float:
    words, others = set(tokens(one)), set(tokens(other))
    return len(words & others) / max(min(len(words), len(others)), 1)


def _objected_lately(report: Report, earlier: tuple[Report, ...]) -> bool:
    """Whether a party or a contradiction was reported so shortly before that its reply stands
    right above.
    """
    return any(
        report.at - each.at < REPLY_GAP and (each.party is not None or each.modality in AGAINST)
        for each in earlier[1:]
    )


def _first_contradiction(report: Report, earlier: tuple[Report, ...]) -> bool:
    """Whether a party is quoted against the claim for the first time, by more than a hearsay
    page.
    """
    if report.modality not in AGAINST or report.role in RETELLERS:
        return False
    if contradicting(report, earlier) is None and (report.quoted or not report.firsthand):
        return False
    against = [each for each in earlier if each.modality is report.modality]
    themselves = {each.party for each in against if each.party}
    first = {each.quoted[:1] for each in against}
    return report.quoted[:1] not in first and not themselves & set(report.quoted)


def contradicting(report: Report, earlier: Iterable[Report]) -> str | None:
    """Return the party that a report quotes against the claim.

    A party that was quoted with the claim may deny it, but does not doubt it.
    """
    if report.modality is Modality.DENIES:
        return next(iter(report.quoted), None)
    upheld = {each.quoted[:1] for each in earlier if each.modality in UPHOLDING}
    return next((party for party in report.quoted if (party,) not in upheld), None)


def _corrects(report: Report, earlier: Iterable[Report]) -> bool:
    """Whether it gives another end date than its origin did, or replaces a figure told before."""
    claimed = [(each, fact) for each in earlier for fact in facts_claimed(each)]
    values = {fact.value for _, fact in claimed}
    return any(
        (each.origin == report.origin and _another_date(fact, before))
        or _another_figure(fact, before, report)
        for fact in facts_claimed(report)
        if fact.value not in values
        for each, before in claimed
    )


def _another_date(fact: Fact, before: Fact) -> bool:
    dates = fact.kind == before.kind == "end date"
    return dates and fact.value[-4:] != before.value[-4:]


def _another_figure(fact: Fact, before: Fact, report: Report) -> bool:
    """Whether a headline names the old figure beside the new: "540 degrees, not 45"."""
    if not fact.kind == before.kind == "amount":
        return False
    number, _, unit = before.value.partition(" ")
    same_unit = fact.value.partition(" ")[2] == unit
    named = re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d.,]*\d)", report.title)
    return same_unit and fact.value != before.value and named is not None
