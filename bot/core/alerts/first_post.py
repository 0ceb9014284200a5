"""What a newly bound channel may be given at once: a first post that explains the others, and the
newest story.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.core.alerts.admin_notices import NOTICE_LIFE
from bot.core.alerts.audience import ALERT_LIFE
from bot.core.ledger.developments import Development, developments_of_episode, is_aside
from bot.core.ledger.editor_events import retractions
from bot.core.reasons.notices import FirstPost
from bot.core.types import Chat, Delivery, DeliveryKind, Story


def first_post(chat: Chat, topics: Iterable[str], now: datetime) -> Delivery:
    """Explain to a channel's readers what it follows and how to read a post; once an hour."""
    return Delivery(
        story=f"first post {','.join(topics)}",
        chat_id=chat.id,
        thread_id=chat.thread_id,
        kind=DeliveryKind.NOTICE,
        revision=int(now.timestamp()) // 3600,
        created=now,
        not_before=now,
        expires=now + NOTICE_LIFE,
        urgent=True,
        says=(
            FirstPost.FOLLOWS(topics=", ".join(topics)),
            FirstPost.ONE_POST(),
            FirstPost.SIGNS(),
            FirstPost.MACHINE(),
        ),
    )


def newest_story(chat: Chat, stories: Iterable[Story], now: datetime) -> Delivery | None:
    """Post the newest development of the first of these stories that has one to tell, as if it had
    been told in the chat; it is kept up to date like any. None if there is nothing to tell.
    """
    told = ((story, _newest_told(story)) for story in stories)
    return next((_post(chat, story, each, now) for story, each in told if each), None)


def _newest_told(story: Story) -> Development | None:
    """Return the newest development of more than routine, else of any kind."""
    gone = retractions(story.events)
    told = [each for each in developments_of_episode(story) if each.number not in gone]
    worth = [each for each in told if not all(map(is_aside, each.reports))]
    return next(reversed(worth or told), None)


def _post(chat: Chat, story: Story, told: Development, now: datetime) -> Delivery:
    return Delivery(
        story=story.id,
        chat_id=chat.id,
        thread_id=chat.thread_id,
        kind=DeliveryKind.POST,
        revision=story.episode,
        development=told.number,
        created=now,
        not_before=now,
        expires=now + ALERT_LIFE,
        urgent=True,
    )
