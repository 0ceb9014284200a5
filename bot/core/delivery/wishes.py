"""Whether a promise is still wanted when its turn comes."""

from collections.abc import Iterable

from bot.core.reasons.send_failures import Unwanted
from bot.core.types import (
    EVERY_EVENT,
    Chat,
    Delivery,
    DeliveryKind,
    Reason,
    Subscription,
    SubscriptionKind,
)


def unwanted(
    delivery: Delivery, chat: Chat | None, wishes: Iterable[Subscription], topics: Iterable[str]
) -> Reason | None:
    """Return why a reserved delivery is no longer wanted; None if it is.

    `wishes` are the chat's subscriptions, `topics` those of the delivery's story.
    """
    if delivery.kind in (DeliveryKind.NOTICE, DeliveryKind.CARD):
        return None
    if delivery.kind is DeliveryKind.GREETING:
        return Unwanted.KNOWN_CHAT() if chat else None
    if chat is None or not chat.active:
        return Unwanted.STOPPED()
    if delivery.kind is DeliveryKind.DIGEST:
        return None
    asked = {(wish.kind, wish.value) for wish in wishes}
    if delivery.event is not None:  # who was reminded hears what becomes of it
        kept = delivery.kind is not DeliveryKind.REMINDER or is_reminded(delivery.event, asked)
        return None if kept else Unwanted.NOT_ASKED_FOR()
    if (SubscriptionKind.MUTED_STORY, delivery.story) in asked:
        return Unwanted.STORY_MUTED()
    answers = {(SubscriptionKind.TOPIC, topic) for topic in topics}
    answers.add((SubscriptionKind.STORY, delivery.story))
    tracks = any(kind is SubscriptionKind.PHRASE for kind, _ in asked)
    return None if tracks or not answers.isdisjoint(asked) else Unwanted.NOT_ASKED_FOR()


def is_taken_back(delivery: Delivery) -> bool:
    """Whether it is withdrawn when its story is held: about the story, and certainly not
    sent yet.
    """
    told = (DeliveryKind.POST, DeliveryKind.EDIT, DeliveryKind.REPLY)
    return delivery.kind in told and not delivery.resent


def is_reminded(event: str, asked: set[tuple[SubscriptionKind, str]]) -> bool:
    kind = SubscriptionKind.REMINDER
    return (kind, event) in asked or (kind, EVERY_EVENT) in asked
