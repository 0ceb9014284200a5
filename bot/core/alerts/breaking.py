"""Reports of the press alone that are worth a reply.

Rule 1: these are the first alarm of a calm story and, a day after the post, something new that
somebody says.
Rule 2: hearsay (personal pages, aggregators) and repeated texts bring nothing.
"""

from collections import defaultdict
from datetime import timedelta

from bot.core.lang.normalize import tokens
from bot.core.lang.stems import stem
from bot.core.ledger.origins import RETELLERS
from bot.core.types import Report, Urgency

REPLY_GAP = timedelta(hours=20)
"""A story has one reply in this time, unless a party speaks on its own channel."""

_NEW = 0.4
"""Share of a headline's words that must be new to the story."""

_TELLING = 4
"""Letters from which a word can be news; a figure can be at any length."""


def is_first_alarm(report: Report, earlier: tuple[Report, ...]) -> bool:
    """Whether a report is the first alarm of a story that was calm in all its episodes."""
    if report.role in RETELLERS or report.duplicate_of is not None:
        return False
    calm = all(each.urgency is not Urgency.EXTRAORDINARY for each in earlier)
    return report.urgency is Urgency.EXTRAORDINARY and calm


def is_development(report: Report, earlier: tuple[Report, ...]) -> bool:
    """Whether somebody asked or quoted says something new, a day after the story's post.

    `earlier` are the reports of its episode. Only the first such report of a day counts.
    """
    if not earlier or not _has_a_speaker(report) or report.at - earlier[0].at < REPLY_GAP:
        return False
    known: dict[str, set[str]] = defaultdict(set)
    for each in earlier:
        lately = report.at - each.at < REPLY_GAP and _has_a_speaker(each)
        if lately and _is_new(each, known[each.language]):
            return False
        known[each.language] |= _telling_stems(f"{each.title} {each.summary}")
    return _is_new(report, known[report.language])


def _has_a_speaker(report: Report) -> bool:
    told = bool(report.quoted) or report.firsthand
    return told and report.role not in RETELLERS and report.duplicate_of is None


def _is_new(report: Report, known: set[str]) -> bool:
    """Whether enough words of a headline are new to the story as told in its language."""
    words = _telling_stems(report.title)
    return bool(known) and len(words - known) >= _NEW * len(words)


def _telling_stems(text: str) -> frozenset[str]:
    return frozenset(
        stem(word) for word in tokens(text) if len(word) >= _TELLING or word.isdigit()
    )
