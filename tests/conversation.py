"""Talking to the commands in tests: words and presses in, a readable transcript out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from bot.app.intake import ruleset_of
from bot.commands import Commands
from bot.commands.services import Services
from bot.core.delivery.messages import Answer, Button, Message, Update
from bot.core.editing.editor_actions import ActOutcome, Decide, Refusal
from bot.core.lang.i18n import Texts
from bot.core.renderer.daily_stats import Days
from bot.core.types import Catalog, Chat
from bot.ingest.ingest import Ingest
from bot.locale import FOLDER
from bot.locale.loading import load_texts
from bot.locale.typed import load_words
from bot.rules.inflections import inflections
from storage.store import Store
from tests.build import NOON, PARTIES, TOPICS, a_feed
from tests.buttons import named
from tests.strict_html import visible_text

GROUP_ADMIN = 11
MEMBER = 12
EDITOR = 99
CHANNEL = -1001234567890
"""As long as Telegram makes them."""
CATALOG = Catalog(
    feeds=(
        a_feed("tass", title="TASS"),
        a_feed("nasa", title="NASA blog", speaks_for="nasa"),
    ),
    parties=PARTIES,
    topics=TOPICS,
)
RULES = ruleset_of(CATALOG)
LATER = NOON + timedelta(hours=8)
TEXTS_OF, WORDS_OF = cache(load_texts), cache(load_words)
"""Loaded once for each folder of languages."""


@dataclass
class Telegram:
    """What Telegram would tell: who is an admin where, and which channels there are."""

    admins: set[tuple[int, int]] = field(default_factory=lambda: {(-100, GROUP_ADMIN)})
    channels: dict[str, Chat] = field(default_factory=dict)
    writable: set[int] = field(default_factory=set)

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        return (chat_id, user_id) in self.admins

    async def find_chat(self, name: str) -> Chat | None:
        return self.channels.get(name)

    async def may_post(self, chat_id: int) -> bool:
        return chat_id in self.writable


class Conversation:
    """One chat's side of it; every line asked and answered is kept in `transcript`."""

    silent_since: datetime | None = None
    """Since when Telegram has not answered."""

    def __init__(
        self,
        store: Store,
        telegram: Telegram | None = None,
        *,
        pace: timedelta = timedelta(seconds=2),
        languages: Path = FOLDER,
        **who: object,
    ) -> None:
        self._pace = pace
        self.store = store
        self.telegram = telegram or Telegram()
        self.now: datetime = LATER
        self.catalog = CATALOG
        self.transcript: list[str] = []
        self._who = {"chat_id": 7, "chat_kind": "private", "user_id": 7, "language": "en", **who}
        ingest = Ingest(RULES, store, inflect=inflections)

        async def edit(
            decide: Decide, stories: Sequence[str], *, telling: bool = False
        ) -> ActOutcome | Refusal:
            return await ingest.edit(decide, stories=stories, now=self.now, telling=telling)

        self.pictures: list[bytes] = []
        desk = services(
            store,
            texts=TEXTS_OF(languages),
            words=WORDS_OF(languages),
            catalog=lambda: self.catalog,
            edit=edit,
            draw=self._drawn,
            now=lambda: self.now,
            is_admin=self.telegram.is_admin,
            find_chat=self.telegram.find_chat,
            may_post=self.telegram.may_post,
            silent_since=lambda: self.silent_since,
        )
        self._commands = Commands(desk)
        self._last: Message | None = None
        self._asked = 0

    async def says(self, text: str, **changes: object) -> Answer | None:
        """A message, e.g. `/latest iss 3`."""
        command, _, arguments = text.partition(" ")
        asked = {"command": command[1:], "arguments": arguments} if text[:1] == "/" else {}
        self.transcript.append(f">>> {text}")
        return await self._asked_for(self._update(text=text, **{**asked, **changes}))

    async def presses(self, words: str, **changes: object) -> Answer | None:
        """The button with these words, or of this name, under the last answer."""
        button = next(each for each in self.buttons if words in (each.text, self._name(each)))
        self.transcript.append(f">>> [{self._name(button)}]")
        return await self._asked_for(
            self._update(callback_id="1", callback_data=button.data, **changes)
        )

    async def sends(self, data: str, **changes: object) -> Answer | None:
        """Callback data as a stranger might forge it."""
        self.transcript.append(f">>> [{data}]")
        return await self._asked_for(self._update(callback_id="1", callback_data=data, **changes))

    async def takes(self, update: Update) -> Answer | None:
        """Any update."""
        return await self._asked_for(update)

    @property
    def buttons(self) -> list[Button]:
        rows = self._last.buttons if self._last else ()
        return [button for row in rows for button in row]

    @property
    def text(self) -> str:
        return "\n".join(self.transcript) + "\n"

    async def chat(self) -> Chat | None:
        chat_id, thread_id = self._who["chat_id"], self._who.get("thread_id", 0)
        assert isinstance(chat_id, int)
        assert isinstance(thread_id, int)
        return await self.store.chat(chat_id, thread_id)

    async def _drawn(self, days: Days, texts: Texts) -> bytes:
        return self.pictures[-1] if self.pictures else b""

    def _update(self, **changes: object) -> Update:
        self._asked += 1
        update = Update(id=self._asked, chat_id=7, chat_kind="private")
        return replace(update, **{**self._who, **changes})  # type: ignore[arg-type]  # by name

    async def _asked_for(self, update: Update) -> Answer | None:
        self.now += self._pace
        answer = await self._commands.answer(update) if self._commands.admits(update) else None
        self.transcript.append(self._written(answer))
        if answer and answer.message:
            self._last = answer.message
        return answer

    def _written(self, answer: Answer | None) -> str:
        """An answer as a person would see it, but for the names of buttons; every message is read
        as strictly as Telegram does.
        """
        if answer is None:
            return "(silence)\n"
        lines = (
            [f"({'alert' if answer.alert else 'notice'}: {answer.notice})"]
            if answer.notice
            else []
        )
        if answer.message:
            assert visible_text(answer.message.html) == answer.message.plain
            lines += ["(edited)"] if answer.edit else []
            lines += ["(a picture)"] if answer.message.picture else []
            lines.append(answer.message.plain)
            lines += [" ".join(map(self._button, row)) for row in answer.message.buttons]
        lines += [f"^ {answer.above.text} -> {answer.above.payload}"] if answer.above else []
        lines += [f"* {each.title} | {each.description}" for each in answer.results]
        return "\n".join(lines) + "\n"

    def _button(self, button: Button) -> str:
        name = self._name(button)
        return f"[{name} -> {button.url}]" if button.url else f"[{name}]"

    def _name(self, button: Button) -> str:
        return named(button.text, str(self._who["language"]))


async def nothing_fails() -> frozenset[str]:
    return frozenset()


def services(store: Store, **changes: object) -> Services:
    """The collaborators of all commands, with two feeds, two parties and two topics."""
    desk = Services(
        store=store,
        catalog=lambda: CATALOG,
        texts=TEXTS_OF(FOLDER),
        words=WORDS_OF(FOLDER),
        now=lambda: LATER,
        failing=nothing_fails,
        is_admin=Telegram().is_admin,
        admins=frozenset({EDITOR}),
        bot=lambda: "isswire_bot",
    )
    return replace(desk, **changes)  # type: ignore[arg-type]  # field names are the caller's
