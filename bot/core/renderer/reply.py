"""The first lines of a reply: whose word it brings, and what that has changed.

Rule 1: a reply is marked by its own report, not by what the story is worth as a whole.
"""

from dataclasses import replace

from bot.core.alerts.replies import contradicting
from bot.core.alerts.significance import significance_of
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, italic, line
from bot.core.ledger.modality import AGAINST, UPHOLDING
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import BADGES, MODALITIES, outlet_name, status_words
from bot.core.types import Modality, Report, Status, Story


def reply_head(story: Story, view: View, *, report: int) -> list[Line]:
    """Return the first lines; `report` is the 1-based index of the report that brought the
    reply.
    """
    brought = story.reports[report - 1]
    after = _with_first_reports(story, report)
    now = standing(after, now=after.updated)
    before = _with_first_reports(story, report - 1) if report > 1 else after
    was = standing(before, now=before.updated)
    changed = before.episode == after.episode and was.status is not now.status
    reason = next(iter(significance_of(before, after).reasons), "")
    lines = [
        line(
            _reply_badge(brought, now if changed else None),
            " ",
            bold(_reply_words(brought, story.own_reports_before(report - 1), reason, view)),
        )
    ]
    if changed:
        lines.append(line(italic(f"{status_words(was, view)} → {status_words(now, view)}")))
    return lines


_WORDS = {
    "status changed": key("The status has changed"),
    "denial": key("A denial"),
    "correction": key("A correction"),
    "alarm": key("The story has turned serious"),
}
_NEWS = key("News of this story")


def _reply_words(brought: Report, earlier: tuple[Report, ...], reason: str, view: View) -> str:
    """Say what the reply is about; a party's word is named as such, own or quoted."""
    if brought.party:
        return _party_reply_words(brought, view.party(brought.party), view)
    against = contradicting(brought, earlier) if brought.modality in AGAINST else None
    if against is not None and reason in ("denial", "status changed"):
        how = view.texts.say(MODALITIES[brought.modality])
        return f"{_quoted_party(against, brought, view)}: {how}"
    if reason == "news" and (by := brought.quoted or brought.speakers):
        return _quoted_party(by[0], brought, view)
    return view.texts.say(_WORDS.get(reason, _NEWS))


def _quoted_party(party: str, brought: Report, view: View) -> str:
    by = view.texts.say(" (quoted by {outlet})", outlet=outlet_name(brought.outlet))
    return f"{view.party(party)}{by}"


def _party_reply_words(brought: Report, party: str, view: View) -> str:
    if brought.modality is Modality.DENIES:
        return view.texts.say("Denied: {party}", party=party)
    if brought.modality in UPHOLDING:
        return view.texts.say("Official: {party}", party=party)
    return f"{party}: {view.texts.say(MODALITIES[brought.modality])}"


def _reply_badge(brought: Report, turned: StoryStatus | None) -> str:
    """Return the badge of a status that has just changed, else that of the report alone."""
    if turned is not None:
        return BADGES[turned.status]
    if brought.party and brought.modality is Modality.DENIES:
        return BADGES[Status.DENIED]
    official = brought.party and brought.modality in UPHOLDING
    return BADGES[Status.OFFICIAL if official else Status.REPORTED]


def _with_first_reports(story: Story, reports: int) -> Story:
    """Return the story as it was with so many reports."""
    told = story.own_reports_before(reports) or story.reports[:reports]
    return replace(
        story,
        reports=told,
        updated=max(report.at for report in told),
        episode=max(report.episode for report in told),
        closed=None,
        events=(),
    )
