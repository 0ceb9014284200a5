"""What a newly bound channel may be given at once: a first post that explains the others, and the
newest story.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.core.alerts.admin_notices import NOTICE_LIFE
from bot.core.alerts.audience import ALERT_LIFE
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


def newest_story(chat: Chat, story: Story, now: datetime) -> Delivery:
    """Post a story to one chat, as if it had been told there; it is kept up to date like any."""
    return Delivery(
        story=story.id,
        chat_id=chat.id,
        thread_id=chat.thread_id,
        kind=DeliveryKind.POST,
        revision=story.episode,
        created=now,
        not_before=now,
        expires=now + ALERT_LIFE,
        urgent=True,
    )
