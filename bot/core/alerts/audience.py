"""Who gets a story, and when: by subscriptions and chat settings. No story is judged here."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.types import Alerts, Chat, Story, Subscription, SubscriptionKind

ALERT_LIFE = timedelta(hours=24)
"""An alert not sent by then expires (docs/delivery.md)."""

Subscriber = tuple[Chat, Subscription]
"""An active chat, with a subscription by which it asks for a story."""


def subscribers_by_story(
    stories: Iterable[Story],
    subscribers: Iterable[Subscriber],
    tracking: Mapping[str, tuple[Subscriber, ...]],
) -> dict[str, tuple[Subscriber, ...]]:
    """Return by story id who asked for its topics, for itself, or for a phrase in it
    (`tracking`).
    """
    every = tuple(subscribers)
    return {
        story.id: (
            *(wish for wish in every if _asks_for(story, wish[1])),
            *tracking.get(story.id, ()),
        )
        for story in stories
    }


def _asks_for(story: Story, subscription: Subscription) -> bool:
    if subscription.kind is SubscriptionKind.TOPIC:
        return subscription.value in story.topics
    return subscription.value == story.id


def listeners(
    subscribers: Iterable[Subscriber], *, important: bool, routine: bool
) -> tuple[Chat, ...]:
    """Return the chats to alert, each once, in a stable order.

    Chats that muted the story get nothing. A followed story or tracked phrase overrules the alert
    level (digest only, important only), never a mute.
    """
    chats: dict[tuple[int, int], Chat] = {}
    kinds: dict[tuple[int, int], set[SubscriptionKind]] = {}
    for chat, subscription in subscribers:
        place = (chat.id, chat.thread_id)
        chats[place] = chat
        kinds.setdefault(place, set()).add(subscription.kind)
    return tuple(
        chats[place]
        for place in sorted(chats)
        if _wants(chats[place], kinds[place], important=important, routine=routine)
    )


def sending_time(chat: Chat, now: datetime) -> tuple[datetime, bool]:
    """Return when an alert may go out to this chat, and whether silently: mute, then quiet hours.

    Quiet 23:00-07:00, at 23:30: now and silently, or at 07:00 with a sound if the chat holds
    alerts.
    """
    start = max(now, chat.muted_until or now)
    morning = _end_of_quiet(chat, start)
    if morning is None:
        return start, False
    return (morning, False) if chat.hold_quiet else (start, True)


_DIRECT = {SubscriptionKind.PHRASE, SubscriptionKind.STORY}


def _wants(chat: Chat, kinds: set[SubscriptionKind], *, important: bool, routine: bool) -> bool:
    if not chat.active or SubscriptionKind.MUTED_STORY in kinds:
        return False
    if kinds & _DIRECT:
        return True
    match chat.alerts:
        case Alerts.DIGEST:
            return False
        case Alerts.IMPORTANT:
            return important and not routine
        case Alerts.ALL:
            return not routine


def _end_of_quiet(chat: Chat, at: datetime) -> datetime | None:
    """Return when the quiet hours that hold at `at` end; None outside them."""
    if chat.quiet is None:
        return None
    start, end = chat.quiet
    local = at.astimezone(ZoneInfo(chat.zone))
    minute = local.hour * 60 + local.minute
    inside = start <= minute < end if start <= end else minute >= start or minute < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if minute >= end else 0)
    wake = datetime.combine(day, time(end // 60, end % 60), tzinfo=local.tzinfo)
    return wake.astimezone(UTC)
