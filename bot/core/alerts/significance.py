"""What a story's change is worth in Telegram, development by development: a message of its own, a
silent edit of the one that tells it, or nothing.

Rule 1: a count that rose is never worth a message.
Rule 2: what is worth one is decided in `core/alerts/worth.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.alerts.worth import Worthy, worth_of
from bot.core.ledger.developments import Development, developments_of_episode, is_aside
from bot.core.ledger.editor_events import retractions
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.types import Status, Story, Urgency

DECISIVE = (Status.OFFICIAL, Status.DENIED, Status.DISPUTED)
"""Statuses that change what a reader should think of a message."""


@dataclass(frozen=True, slots=True)
class Significance:
    """What the step from one story to its next is worth for one development."""

    development: int
    message: bool = False
    """It is worth a message, and was not before."""
    first: bool = False
    """That message is the first of its episode: the post, to which the others reply."""
    edit: bool = False
    """What a reader sees in its message has changed in substance."""
    at_once: bool = False
    """Status or headline have changed: the edit waits for nothing."""
    loud: bool = False
    """The message may make a sound."""
    decides: bool = False
    """Its status has turned into one that changes what a reader should think."""
    important: bool = False
    """Also for chats that want only what is important."""
    routine: bool = False
    """For digests only; never starts an alert."""
    urgent: bool = False
    """Goes out before other deliveries."""
    reasons: tuple[str, ...] = ()
    """Why, for people."""


def significances(before: Story | None, after: Story) -> tuple[Significance, ...]:
    """Return what is worth telling of a story that was `before` and is `after`.

    A docking gives a message, though the launch was told. The sixth outlet that repeats TASS gives
    nothing: no origin, fact or status is new. NASA's denial gives a message, and at once an edit
    of what it denies.
    """
    known = _told(before, after)
    told_before = any(worth_of(before, each) for each in known.values()) if before else False
    found: list[Significance] = []
    for each in _standing(after):
        earlier = known.get(each.number)
        if earlier is None or not (was := worth_of(before or after, earlier)):
            if worth := worth_of(after, each):
                found.append(_of_message(after, each, worth, first=not told_before))
                told_before = True
            elif _is_fresh_aside(earlier, each):
                found.append(Significance(each.number, message=True, first=True, routine=True))
        elif before is not None and (edit := _of_edit(before, after, each, was)) is not None:
            found.append(edit)
    return tuple(found)


def significances_when_freed(after: Story) -> tuple[Significance, ...]:
    """Return what is worth telling of a story that readers knew nothing of, and now may: the
    newest development worth a message, as the post of its episode.
    """
    told = [each for each in significances(None, after) if each.message]
    return tuple(replace(each, first=True) for each in told[-1:])


def _standing(story: Story) -> list[Development]:
    """Return the developments of the episode that the editors have not taken back."""
    gone = retractions(story.events)
    return [each for each in developments_of_episode(story) if each.number not in gone]


def _told(before: Story | None, after: Story) -> dict[int, Development]:
    """Return what was told before of the episode that runs now, by number."""
    if before is None or before.episode != after.episode:
        return {}
    return {each.number: each for each in developments_of_episode(before)}


def _is_fresh_aside(earlier: Development | None, now: Development) -> bool:
    """Whether a development is new and routine: those who follow its story get it all the same."""
    return earlier is None and all(map(is_aside, now.reports))


def _of_message(after: Story, told: Development, worth: Worthy, *, first: bool) -> Significance:
    status = standing(after, development=told.number, now=moment_of(after)).status
    return Significance(
        told.number,
        message=True,
        first=first,
        loud=worth.loud,
        important=worth.loud or status in DECISIVE,
        urgent=any(each.urgency is Urgency.EXTRAORDINARY for each in told.reports),
        reasons=(worth.reason,),
    )


def _of_edit(before: Story, after: Story, told: Development, worth: Worthy) -> Significance | None:
    was, now = (
        standing(each, development=told.number, now=moment_of(each)) for each in (before, after)
    )
    seen = _visible_changes(was, now)
    if not seen:
        return None
    return Significance(
        told.number,
        edit=True,
        at_once="status" in seen or "headline changed" in seen,
        decides=was.status is not now.status and now.status in DECISIVE,
        important=worth.loud or now.status in DECISIVE,
        reasons=seen,
    )


def _visible_changes(was: StoryStatus, now: StoryStatus) -> tuple[str, ...]:
    """Return what a reader of the message sees changed, in words."""
    changes = {
        "status": (was.status, was.party) != (now.status, now.party),
        "new independent origin": not set(now.origins) <= set(was.origins),
        "new kind of source": not {each.role for each in now.reports}
        <= {each.role for each in was.reports},
        "headline changed": _retitled(was, now),
        "new fact": not _values(now) <= _values(was),
        "a party is quoted": not {w.party for w in now.heard} <= {w.party for w in was.heard},
    }
    return tuple(reason for reason, changed in changes.items() if changed)


def _retitled(was: StoryStatus, now: StoryStatus) -> bool:
    titles = {report.entry: report.title for report in now.reports}
    return any(titles.get(each.entry, each.title) != each.title for each in was.reports)


def _values(standing: StoryStatus) -> set[tuple[str, str]]:
    return {(fact.kind, fact.value) for fact in standing.facts}


def moment_of(story: Story) -> datetime:
    """Return a story's own last moment, so that time alone changes nothing between two of it."""
    return max(story.updated, story.closed or story.updated)
