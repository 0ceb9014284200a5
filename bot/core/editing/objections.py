"""What readers may object to in a story: counted for the editors, no status changes by it."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from bot.core.types import Chat, Story, Subscription, SubscriptionKind


class Objection(StrEnum):
    STORY = "not the same story"
    TOPIC = "not about this"
    LABEL = "wrong label"


def objection(chat: Chat, story: Story, what: Objection) -> Subscription:
    """Return an objection as it is stored: one for each chat, story and kind."""
    value = f"{story.id} {what.value}"
    return Subscription(chat.id, chat.thread_id, SubscriptionKind.OBJECTION, value)


def count_objections(objections: Iterable[Subscription]) -> dict[str, Counter[Objection]]:
    """Count by story id how many chats object to what, most objected first."""
    counts: dict[str, Counter[Objection]] = {}
    for each in objections:
        story, _, what = each.value.partition(" ")
        counts.setdefault(story, Counter())[Objection(what)] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])))
