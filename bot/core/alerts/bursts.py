"""A burst: more messages at once than a chat should get one by one.

Rule 1: five are told as ever, the weightiest first. What is more waits two minutes and becomes one
catch-up message in each chat, with a link to each: nothing is left out.
Rule 2: late news counts together with what its chat was promised minutes ago, from whatever feed:
after a night offline many feeds come back at once. Fresh news and alarms count with their own poll
alone: on a launch day the sixth message within minutes is no backlog.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.types import Delivery, DeliveryKind

AT_ONCE = 5
"""Messages that a chat gets one by one."""

LATE = timedelta(hours=1)
"""News that was published this long ago has waited to be read."""

TOGETHER = timedelta(minutes=15)
"""Late news within this time reaches a chat as one burst."""

GATHERING = timedelta(minutes=2)
"""A catch-up message waits this long for what other feeds bring."""

MESSAGES = (DeliveryKind.POST, DeliveryKind.REPLY)
"""What a chat sees arrive; edits are silent."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What one step of the news promises to all its readers."""

    deliveries: tuple[Delivery, ...]
    late: bool = False
    """All of its news was published long ago."""


def without_flood(
    news: Iterable[Promised], *, lately: Mapping[tuple[int, int], int], now: datetime
) -> tuple[Delivery, ...]:
    """Return the deliveries of a poll, each chat's beyond five for its catch-up message.

    `news`, the weightiest first; `lately`: messages promised in the last minutes to each (chat id,
    thread id).
    """
    told = Counter[tuple[int, int]]()
    return tuple(
        _placed(delivery, told, lately if each.late else {}, now)
        for each in news
        for delivery in each.deliveries
    )


def _placed(
    delivery: Delivery,
    told: Counter[tuple[int, int]],
    lately: Mapping[tuple[int, int], int],
    now: datetime,
) -> Delivery:
    if delivery.kind not in MESSAGES:
        return delivery
    place = (delivery.chat_id, delivery.thread_id)
    before = told[place] + (0 if delivery.urgent else lately.get(place, 0))
    told[place] += 1
    return delivery if before < AT_ONCE else _in_catch_up(delivery, now)


def _in_catch_up(delivery: Delivery, now: datetime) -> Delivery:
    start = max(delivery.not_before, now + GATHERING)
    return replace(delivery, in_catch_up=True, not_before=start, urgent=False, silent=True)
