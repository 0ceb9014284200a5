"""The bot's memory: every question and every change as one method, one transaction each."""

from typing import Self

from sqlalchemy import URL

from bot.errors import StorageError
from storage.claims import Claims
from storage.deliveries import Deliveries
from storage.engine import database_url, make_engine, sqlite_file
from storage.feeds import Feeds
from storage.leases import Leases
from storage.migrate import HEAD, stored_version, upgrade
from storage.people import People
from storage.polls import Polls
from storage.reasons import Reasons
from storage.stories import Stories
from storage.upkeep import Upkeep


class Store(Feeds, Polls, Stories, People, Leases, Claims, Deliveries, Reasons, Upkeep):
    """Opened by app, closed by app; safe to share between tasks."""

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open the database of DATABASE_URL and bring its schema up to date.

        Raises StorageError, one line that says what to do, when it cannot be used.
        """
        parsed = database_url(url)
        _make_folder(parsed)
        store = cls(make_engine(parsed))
        try:
            if await store.asked(stored_version) != HEAD:
                await store.changed(upgrade)
        except BaseException:
            await store.close()
            raise
        return store


def _make_folder(url: URL) -> None:
    file = sqlite_file(url)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"database: {file.parent} cannot be made: {error.strerror}; "
            "point DATABASE_URL at a folder that can be written"
        ) from error
