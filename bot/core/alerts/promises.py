"""What a story's change promises to the chats that wish for it, and when it may be sent.

Rule 1: promises are only ever added; what was promised is never changed here.
Rule 2: what a delivery says is worded when it is sent; here it is only promised.
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
"""A first edit waits this long for more outlets to join."""


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
    """What a story's change promises to the chats that wish for it; `posts` by (chat, thread)."""
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
    """Silent edits that show a story as it is now, wherever its current episode stands: closed, or
    changed by an editor.
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
    """The number of an edit: rises with all that is ever added to a story, so that the newer of
    two edits is known, across closing, reopening and changed headlines.
    """
    retitled = sum(len(report.headlines) for report in story.reports)
    return len(story.reports) + retitled + len(story.events)


def _deliveries_to(
    story: Story, worth: Significance, listener: Listener, post: Post | None, now: datetime
) -> Iterable[Delivery]:
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
    if worth.post or (worth.important and post is None):
        yield root
    if worth.edit:
        free = max(now + GATHERING, post.changed + EDIT_GAP if post else now)
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
