"""Changes of many deliveries at once, by the lifecycle table in bot/core/delivery."""

from collections.abc import Iterator

from sqlalchemy import Update, update

from bot.core.delivery.lifecycle import Event, steps
from storage.db import tables


def met(event: Event) -> Iterator[Update]:
    """Yield the updates that apply an event to deliveries; the caller narrows them by `where`.

    One statement per new state: its condition is spelled as in the partial indexes, so that the
    database uses them.
    """
    for following, states in steps(event).items():
        may_meet = tables.is_in(tables.delivery.c.state, *states)
        yield update(tables.delivery).where(may_meet).values(state=following.value)
