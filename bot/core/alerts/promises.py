"""The deliveries that a story's change promises to its subscribers, and when they may be sent.

Rule 1: promises are only ever added; what was promised is never changed here.
Rule 2: a delivery's text is written when it is sent, not here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.alerts.audience import ALERT_LIFE, Listener, Subscriber, listeners, sending_time
from bot.core.alerts.significance import Significance
from bot.core.types import Delivery, DeliveryKind, Post, Story

EDIT_GAP = timedelta(minutes=10)
"""At most one edit per story and chat in this time."""

GATHERING = timedelta(seconds=45)
"""An edit waits this long for more outlets to join."""


@dataclass(frozen=True, slots=True)
class StoryChange:
    """One story before and after a poll."""

    before: Story | None
    after: Story


def promises(
    step: StoryChange,
    worth: Significance,
    *,
    subscribers: Iterable[Subscriber],
    posts: Mapping[tuple[int, int], Post],
    now: datetime,
) -> tuple[Delivery, ...]:
    """Return the deliveries a story's change is worth to its subscribers; `posts` by (chat,
    thread).
    """
    routine = worth.routine
    wanting = listeners(subscribers, important=worth.important, routine=routine)
    promised: list[Delivery] = []
    for listener in wanting:
        post = posts.get((listener.chat.id, listener.chat.thread_id))
        promised.extend(_deliveries_to(step.after, worth, listener, post, now))
    return tuple(promised)


def edits(
    story: Story, posts: Mapping[tuple[int, int], Post], *, now: datetime
) -> tuple[Delivery, ...]:
    """Return silent edits that show a story as it is now wherever its current episode stands.

    For stories that closed or that an editor changed.
    """
    return tuple(
        Delivery(
            story=story.id,
            chat_id=chat_id,
            thread_id=thread_id,
            kind=DeliveryKind.EDIT,
            revision=_edit_number(story),
            created=now,
            not_before=now,
            expires=now + ALERT_LIFE,
            silent=True,
        )
        for (chat_id, thread_id), post in sorted(posts.items())
        if post.story != story.id or post.episode == story.episode
    )


def _edit_number(story: Story) -> int:
    """Return the number of an edit, which rises with all that is ever added to a story.

    So the newer of two edits is known across closing, reopening and changed headlines: 3 reports,
    1 changed headline and 2 events make edit 6.
    """
    retitled = sum(len(report.headlines) for report in story.reports)
    return len(story.reports) + retitled + len(story.events)


def _deliveries_to(
    story: Story, worth: Significance, listener: Listener, post: Post | None, now: datetime
) -> Iterable[Delivery]:
    # A post of an earlier episode does not count: the new episode gets one of its own.
    start, hushed = sending_time(listener.chat, now)
    if post is not None and post.episode < story.episode:
        post = None
    root = Delivery(
        story=story.id,
        chat_id=listener.chat.id,
        thread_id=listener.chat.thread_id,
        kind=DeliveryKind.POST,
        revision=story.episode,
        created=now,
        not_before=start,
        expires=start + ALERT_LIFE,
        urgent=worth.urgent,
        silent=hushed,
    )
    # A chat that wants only what is important has no post until its story becomes official.
    if worth.post or (worth.important and post is None):
        yield root
    if worth.edit:
        free = _edit_time(post, now)
        yield replace(
            root,
            kind=DeliveryKind.EDIT,
            revision=_edit_number(story),
            not_before=free,
            expires=free + ALERT_LIFE,
            urgent=False,
            silent=True,
        )
    if worth.reply is not None:
        yield replace(
            root,
            kind=DeliveryKind.REPLY,
            revision=worth.reply,
            silent=hushed or not worth.loud,
        )


def _edit_time(post: Post | None, now: datetime) -> datetime:
    """Return when an edit may go out: once others can have joined, and not soon after the last.

    Posted at 12:00: if TASS joins at 12:01, at 12:10; if Reuters joins at 12:30, at 12:30:45.
    """
    return max(now + GATHERING, post.changed + EDIT_GAP if post else now)
