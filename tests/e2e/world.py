"""The world around the real process: feeds, a Telegram, and the files of one bot."""

import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.types import Chat, ChatKind, Subscription, SubscriptionKind
from bot.local.journal import Call
from bot.local.server import LocalTelegram
from storage.store import Store
from tests.e2e.feeds import Feeds
from tests.e2e.process import Process, eventually

Record = Callable[[str, object], None]
"""pytest's `record_property`: a figure, or its limit, for the table of faults."""


@dataclass
class World:
    """Feeds, a Telegram, a folder for one bot's files, and the processes started of it."""

    feeds: Feeds
    telegram: LocalTelegram
    folder: Path
    processes: list[Process] = field(default_factory=list)
    database: str = ""
    """DATABASE_URL; without it an SQLite file in the folder."""
    within: tuple[str, ...] = ()
    """What the processes are run by; see Process."""

    @property
    def feeds_file(self) -> Path:
        return self.folder / "feeds.yaml"

    @property
    def database_file(self) -> Path:
        return self.folder / "isswire.db"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.database_file}"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "TELEGRAM_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.telegram.url,
            "DATABASE_URL": self.database_url,
            "FEEDS_FILE": str(self.feeds_file),
            "ALLOW_PRIVATE_HOSTS": "1",
            "HOST_GAP": "0s",
            "PORT": "0",
            **more,
        }

    def write_catalog(self) -> None:
        self.feeds_file.write_text(self.feeds.catalog(), encoding="utf-8")

    def process(self, *arguments: str, **more: str) -> Process:
        """One not started yet, with the feeds named by now in its feeds.yaml."""
        if not self.feeds_file.exists():
            self.write_catalog()
        process = Process(self.environment(**more), arguments or ("run",), within=self.within)
        self.processes.append(process)
        return process

    async def start(self, **more: str) -> Process:
        """A bot that has read every good feed: what is published from now on is news."""
        process = self.process(**more)
        asked = dict(self.feeds.asked)
        await process.start()
        names = tuple(self.feeds.items)
        await eventually(
            lambda: (
                ("channel settled" if self.feeds.channel else "leading") in process.said
                and all(self.feeds.asked[name] > asked.get(name, 0) + 1 for name in names)
            ),
            said=lambda: (process.said, self.feeds.asked),
        )
        return process

    async def subscribed(self, chats: Iterable[int], kind: ChatKind = ChatKind.PRIVATE) -> None:
        """These chats have the topic iss, as if somebody had asked for it."""
        places = self.telegram.world
        async with await Store.open(self.database_url) as store:
            for chat in chats:
                if kind is ChatKind.PRIVATE:
                    places.add_person(chat, f"person{chat}")
                else:
                    places.add_chat(chat, kind.value, f"{kind}{chat}")
                await store.record_chat(Chat(id=chat, kind=kind))
                wish = Subscription(chat, 0, SubscriptionKind.TOPIC, "iss")
                await store.subscribe(wish)

    def posts(self, chat_id: int | None = None) -> list[Call]:
        """Messages that Telegram took, of one chat or all."""
        return list(self.telegram.journal.messages(chat_id))

    def edits(self) -> list[Call]:
        calls = self.telegram.journal.calls
        return [call for call in calls if call.accepted and call.method == "editMessageText"]

    async def told(self, words: str, chat_id: int | None = None, *, times: int = 1) -> list[Call]:
        """Wait until so many messages with these words have been taken."""
        await eventually(
            lambda: len(self._with(words, chat_id)) >= times,
            said=lambda: ([call.text for call in self.posts()], *(p.said for p in self.processes)),
        )
        return self._with(words, chat_id)

    def _with(self, words: str, chat_id: int | None) -> list[Call]:
        return [call for call in self.posts(chat_id) if words in call.text]

    async def end(self) -> None:
        for process in self.processes:
            process.signal(signal.SIGCONT)
            if process.running:
                await process.kill()
