"""The store: every question and every change is one method and one transaction."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Self

from bot.errors import StorageError
from storage.chats import Chats
from storage.clamp_times import Clamping
from storage.db.disk_reserve import DiskReserve
from storage.db.engine import database_name, database_url, make_engine
from storage.db.migrate import HEAD, stored_version, upgrade
from storage.db.sqlite import prepare, sqlite_file
from storage.editor_log import EditorLog
from storage.explain_queries import ExplainQueries
from storage.feeds import Feeds
from storage.maintenance import Maintenance
from storage.mission_events import MissionCalendars
from storage.outbox.claims import Claims
from storage.outbox.deliveries import Deliveries
from storage.outbox.leases import Leases
from storage.outbox.together import CatchUps
from storage.poll_record import PollRecord
from storage.posts import Posts
from storage.pruning import Pruning
from storage.stats_queries import StatsQueries
from storage.stored_translations import StoredTranslations
from storage.stories import Stories

_NONE = "database: {name} is empty or not there; set DATABASE_URL to the bot's own"


class Store(
    Feeds,
    PollRecord,
    Stories,
    Chats,
    Leases,
    Claims,
    Clamping,
    Deliveries,
    CatchUps,
    Posts,
    EditorLog,
    StatsQueries,
    ExplainQueries,
    Pruning,
    StoredTranslations,
    MissionCalendars,
    Maintenance,
):
    """The open database; app opens and closes it, tasks share it."""

    @classmethod
    async def open(
        cls, url: str, *, new: bool = True, migrating: Callable[[str], None] | None = None
    ) -> Self:
        """Open the database of DATABASE_URL and bring its schema up to date; `migrating` is told
        of each step.

        Raises StorageError, in one line that says what to do, if it cannot be used, or there is
        none and `new` is False.
        """
        parsed = database_url(url)
        file = sqlite_file(parsed)
        if file is not None and not new and not file.exists():
            raise StorageError(_NONE.format(name=database_name(url)))
        if file is not None:
            await asyncio.to_thread(prepare, file)
        store = cls(make_engine(parsed), DiskReserve(file) if file is not None else None)
        try:
            version = await store.run_question(stored_version, pauses=())
            if version is None and not new:
                raise StorageError(_NONE.format(name=database_name(url)))
            if version != HEAD:
                await store.run_change(partial(upgrade, told=migrating))
        except BaseException:
            await store.close()
            raise
        return store
