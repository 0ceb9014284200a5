"""Many rows of the outbox at once, changed as the table of a delivery's life says."""

from collections.abc import Iterator

from sqlalchemy import Update, update

from bot.core.delivery.lifecycle import Event, steps
from storage.db import tables


def met(event: Event) -> Iterator[Update]:
    """The statements that make an event of all rows; the caller says of which, by `where`.

    One statement for each new state: spelled as in the partial indexes, it reads them.
    """
    for following, states in steps(event).items():
        may_meet = tables.is_in(tables.delivery.c.state, *states)
        yield update(tables.delivery).where(may_meet).values(state=following.value)
