"""The bot's memory: every question and every change as one method, one transaction each."""

import asyncio
from typing import Self

from storage.acts import Acts
from storage.ballast import Ballast
from storage.claims import Claims
from storage.clamping import Clamping
from storage.deliveries import Deliveries
from storage.engine import database_url, make_engine, sqlite_file
from storage.feeds import Feeds
from storage.figures import Figures
from storage.files import prepare
from storage.leases import Leases
from storage.migrate import HEAD, stored_version, upgrade
from storage.people import People
from storage.polls import Polls
from storage.pruning import Pruning
from storage.reasons import Reasons
from storage.stories import Stories
from storage.upkeep import Upkeep
from storage.worded import Words


class Store(
    Feeds,
    Polls,
    Stories,
    People,
    Leases,
    Claims,
    Clamping,
    Deliveries,
    Words,
    Acts,
    Figures,
    Reasons,
    Pruning,
    Upkeep,
):
    """Opened by app, closed by app; safe to share between tasks."""

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open the database of DATABASE_URL and bring its schema up to date.

        Raises StorageError, one line that says what to do, when it cannot be used.
        """
        parsed = database_url(url)
        file = sqlite_file(parsed)
        if file is not None:
            await asyncio.to_thread(prepare, file)
        store = cls(make_engine(parsed), Ballast(file) if file is not None else None)
        try:
            if await store.asked(stored_version, pauses=()) != HEAD:
                await store.changed(upgrade)
        except BaseException:
            await store.close()
            raise
        return store
