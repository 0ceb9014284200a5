"""What a story's change is worth in Telegram: a post, a silent edit, a reply, or nothing.

Rule 1: a count that rose is never worth a message.
Rule 2: what is worth a reply is decided in `core/alerts/replies.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.alerts.replies import DECISIVE, replies_to
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.types import Report, Story, Urgency


@dataclass(frozen=True, slots=True)
class Significance:
    """What the step from one story to its next is worth in Telegram."""

    post: bool = False
    """A new story, or a new episode of a known one."""
    edit: bool = False
    """What a reader sees in the post has changed in substance."""
    reply: int | None = None
    """1-based index in `story.reports` of the report worth a reply to the post."""
    loud: bool = False
    """The reply may make a sound."""
    important: bool = False
    """Also for chats that want only what is important."""
    routine: bool = False
    """For digests only; never starts an alert."""
    urgent: bool = False
    """Goes out before other deliveries."""
    reasons: tuple[str, ...] = ()
    """Why, for people."""

    @property
    def nothing(self) -> bool:
        return not (self.post or self.edit or self.reply)


def significance_of(before: Story | None, after: Story) -> Significance:
    """Return what is worth telling of a story that was `before` and is `after`.

    A first report gives a post. The sixth outlet that repeats TASS gives nothing: no origin, fact
    or status is new. NASA's first word on its own channel gives an edit and a loud reply.
    """
    if before is None or after.episode > before.episode:
        return _of_opening(before, after)
    # Each is judged at its own last moment, so that time alone changes nothing between the two.
    was, now = (standing(each, now=_moment(each)) for each in (before, after))
    fresh = after.reports[len(before.reports) :]
    replies = replies_to(before, after, was, now)
    seen = _visible_changes(before, after, was, now)
    important = _important(fresh, was, now)
    return Significance(
        edit=bool(seen or replies),
        reply=replies[0][0] if replies else None,
        loud=bool(replies) and replies[0][1] != "news" and important,
        important=important,
        routine=_routine(after),
        urgent=any(report.urgency is Urgency.EXTRAORDINARY for report in fresh),
        reasons=tuple(dict.fromkeys([reason for _, reason in replies] + seen)),
    )


def _of_opening(before: Story | None, after: Story) -> Significance:
    alarming = _alarming(after)
    official = standing(after, now=_moment(after)).status in DECISIVE
    reason = "new story" if before is None else f"episode {after.episode} of the story"
    return Significance(
        post=True,
        important=alarming or official,
        routine=_routine(after),
        urgent=alarming,
        reasons=(reason,),
    )


def _visible_changes(before: Story, after: Story, was: StoryStatus, now: StoryStatus) -> list[str]:
    """Return what a reader of the post sees changed, in words."""
    changes = {
        "status": (was.status, was.party) != (now.status, now.party),
        "new independent origin": not set(now.origins) <= set(was.origins),
        "new kind of source": bool(_roles(after) - _roles(before)),
        "headline changed": _retitled(before, after),
        "new fact": not _values(now) <= _values(was),
        "a party is quoted": not {w.party for w in now.heard} <= {w.party for w in was.heard},
    }
    return [reason for reason, changed in changes.items() if changed]


def _retitled(before: Story, after: Story) -> bool:
    titles = {report.entry: report.title for report in after.reports}
    return any(
        titles.get(report.entry, report.title) != report.title for report in before.episode_reports
    )


def _roles(story: Story) -> set[object]:
    return {report.role for report in story.episode_reports}


def _values(standing: StoryStatus) -> set[tuple[str, str]]:
    return {(fact.kind, fact.value) for fact in standing.facts}


def _important(fresh: Iterable[Report], was: StoryStatus, now: StoryStatus) -> bool:
    alarming = any(report.urgency is Urgency.EXTRAORDINARY for report in fresh)
    return alarming or (was.status is not now.status and now.status in DECISIVE)


def _alarming(story: Story) -> bool:
    return any(report.urgency is Urgency.EXTRAORDINARY for report in story.episode_reports)


def _routine(story: Story) -> bool:
    return all(report.urgency is Urgency.ROUTINE for report in story.episode_reports)


def _moment(story: Story) -> datetime:
    return max(story.updated, story.closed or story.updated)
