"""The deliveries that a story's change promises to its subscribers, and when they may be sent.

Rule 1: promises are only ever added; what was promised is never changed here.
Rule 2: a delivery's text is written when it is sent, not here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.alerts.audience import ALERT_LIFE, Subscriber, listeners, sending_time
from bot.core.alerts.significance import Significance
from bot.core.ledger.developments import as_told_now
from bot.core.types import Chat, Delivery, DeliveryKind, Post, Story

EDIT_GAP = timedelta(minutes=10)
"""At most one edit of a message in this time, if neither its status nor its headline changes."""

GATHERING = timedelta(seconds=45)
"""An edit waits this long for more outlets to join."""


@dataclass(frozen=True, slots=True)
class StoryChange:
    """One story before and after a poll."""

    before: Story | None
    after: Story


Messages = Mapping[tuple[int, int], tuple[Post, ...]]
"""The messages of a story by (chat, thread), in the order sent."""


def promises(
    step: StoryChange,
    worth: Iterable[Significance],
    *,
    subscribers: Iterable[Subscriber],
    messages: Messages,
    now: datetime,
) -> tuple[Delivery, ...]:
    """Return the deliveries a story's change is worth to its subscribers."""
    every, promised = tuple(subscribers), list[Delivery]()
    for each in worth:
        for chat in listeners(every, important=each.important, routine=each.routine):
            posts = messages.get((chat.id, chat.thread_id), ())
            promised.extend(_deliveries_to(step.after, each, chat, posts, now))
    return _each_once(promised)


def _each_once(promised: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Leave one edit of each message, the earliest: a badge that turns waits for no list."""
    kept: dict[tuple[object, ...], Delivery] = {}
    for each in promised:
        name = (each.chat_id, each.thread_id, each.kind, each.development)
        if name not in kept or each.not_before < kept[name].not_before:
            kept[name] = each
    return tuple(kept.values())


def edits(
    story: Story, messages: Messages, *, now: datetime, about: Collection[int] = ()
) -> tuple[Delivery, ...]:
    """Return silent edits that show a story as it is now wherever its current episode is told, or
    one of these developments.

    For stories that an editor changed.
    """
    return tuple(
        _edit(story, post.development, place, now, now)
        for place, posts in sorted(messages.items())
        for post in posts
        if post.story != story.id
        or post.episode == story.episode
        or post.development in about
        or story.told_as(post.development) in about
    )


def _of_episode(story: Story, posts: Iterable[Post]) -> tuple[Post, ...]:
    """Leave out messages of earlier episodes: a new one gets a post of its own."""
    return tuple(each for each in posts if each.episode >= story.episode)


def _pointing(story: Story, standing: Sequence[Post], posts: Sequence[Post]) -> Post | None:
    """Return the post that says where the story goes on: below it, or in a later episode."""
    own = [each for each in posts if each.story == story.id]
    earlier = (each for each in own if each.episode == own[-1].episode)
    return standing[0] if standing else next(earlier, None)


def _edit(
    story: Story, development: int, place: tuple[int, int], now: datetime, free: datetime
) -> Delivery:
    chat_id, thread_id = place
    return Delivery(
        story=story.id,
        chat_id=chat_id,
        thread_id=thread_id,
        kind=DeliveryKind.EDIT,
        revision=_edit_number(story),
        development=development,
        created=now,
        not_before=free,
        expires=free + ALERT_LIFE,
        silent=True,
    )


def _edit_number(story: Story) -> int:
    """Return the number of an edit, which rises with all that is ever added to a story.

    So the newer of two edits is known across closing, reopening and changed headlines: 3 reports,
    1 changed headline and 2 events make edit 6.
    """
    retitled = sum(len(report.headlines) for report in story.reports)
    return len(story.reports) + retitled + len(story.events)


def _deliveries_to(
    story: Story,
    worth: Significance,
    chat: Chat,
    posts: tuple[Post, ...],
    now: datetime,
) -> Iterable[Delivery]:
    place, standing = (chat.id, chat.thread_id), _of_episode(story, as_told_now(story, posts))
    own = next((each for each in standing if each.development == worth.development), None)
    # Who wants only what is important has not been told what was none until now.
    if worth.message or (worth.decides and own is None):
        yield _message(story, worth, chat, standing, now)
        if (post := _pointing(story, standing, posts)) and post.development:
            yield _edit(story, post.development, place, now, _edit_time(post, now))
    if worth.edit:
        free = now if worth.at_once else _edit_time(own, now)
        yield _edit(story, worth.development, place, now, free)


def _message(
    story: Story,
    worth: Significance,
    chat: Chat,
    standing: tuple[Post, ...],
    now: datetime,
) -> Delivery:
    start, hushed = sending_time(chat, now)
    first = worth.first or (worth.decides and not standing)
    return Delivery(
        story=story.id,
        chat_id=chat.id,
        thread_id=chat.thread_id,
        kind=DeliveryKind.POST if first else DeliveryKind.REPLY,
        revision=story.episode,
        development=worth.development,
        created=now,
        not_before=start,
        expires=start + ALERT_LIFE,
        urgent=worth.urgent,
        silent=hushed or not (worth.loud or worth.decides),
    )


def _edit_time(post: Post | None, now: datetime) -> datetime:
    """Return when an edit may go out: once others can have joined, and not soon after the last.

    Posted at 12:00: if TASS joins at 12:01, at 12:10; if Reuters joins at 12:30, at 12:30:45.
    """
    return max(now + GATHERING, post.changed + EDIT_GAP if post else now)
