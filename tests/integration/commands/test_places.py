"""Every command and every button where people meet the bot: in private, in a group, a thread and a
channel, and in both languages the same; who is answered and who is refused is kept as a table.

What an answer says is in the transcripts of test_conversations.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.commands.command_table import COMMANDS, NAMED, Who
from bot.commands.press_table import PRESSES
from bot.core.chat.callback_data import Verb, phrase_key
from bot.core.delivery.messages import Answer
from bot.core.lang.i18n import Texts
from bot.locale import FOLDER
from storage.store import Store
from tests.conversation import (
    CHANNEL,
    EDITOR,
    GROUP_ADMIN,
    MEMBER,
    TEXTS_OF,
    Conversation,
    Telegram,
)
from tests.integration.told import LANGUAGES, a_filled_store

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": ("coolant",),
    "start": ("", "s1", "s999", "bind"),
    "help": ("",),
    "privacy": ("",),
    "stop": ("",),
    "forget_me": ("",),
    "latest": ("iss 1", "moon"),
    "next": ("", "iss"),
    "station": ("",),
    "story": ("1", "one"),
    "search": ("coolant", ""),
    "sources": ("1", "one"),
    "why": ("1", "one"),
    "track": ("", "Soyuz MS-28", "#1", "the"),
    "untrack": ("#1", "Vostok"),
    "mine": ("",),
    "settings": ("", "quiet 23:00-07:00", "quiet never"),
    "lang": ("{language}", "xx"),
    "tz": ("Europe/Moscow", "Atlantis"),
    "mute": ("8h", "#1", "for ever"),
    "digest": ("now", "08:00", "whenever"),
    "bind": ("iss", "moon"),
    "unbind": ("",),
    "preview": ("1", "one"),
}
"""How each command of everyone and of chat admins is asked: first as it should be, then what is
refused.
"""

EDITORS = tuple(each.name for each in COMMANDS if each.who is Who.BOT_ADMIN)

PRESSED = {
    Verb.OPEN: "p:1",
    Verb.TIMELINE: "t:1:p0",
    Verb.SOURCES: "o:1",
    Verb.WHY: "w:1",
    Verb.FOLLOW: "f:1",
    Verb.UNFOLLOW: "uf:1",
    Verb.MUTE_STORY: "m:1",
    Verb.UNMUTE_STORY: "um:1",
    Verb.OBJECT: "ob:1:LABEL",
    Verb.LATEST: "l:p0:/5",
    Verb.SEARCH: "s:p0:coolant",
    Verb.NEXT: "n:p0:",
    Verb.REMIND: "r:event 1",
    Verb.UNREMIND: "ur:event 1",
    Verb.CHOOSE: "c:important",
    Verb.TRACK: "tr:Soyuz MS-28",
    Verb.UNTRACK: f"ut:{phrase_key('Soyuz MS-28')}",
    Verb.MINE: "mi:f:p1",
    Verb.SETTINGS: "st::zone",
    Verb.SET: "set::style:full",
    Verb.UNDO: "u::style:standard",
    Verb.BIND: "b::iss",
    Verb.UNBIND: "ub:",
    Verb.FIRST_POST: "fp::signs",
    Verb.STOP: "stop",
    Verb.DESK: "d:hold:999:",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of chat, and the person who writes there."""

    name: str
    kind: str
    chat_id: int
    """0 is the person's own chat."""
    askers: tuple[int, ...]
    thread_id: int = 0


PERSON = 7
PLACES = (
    Place("private", "private", 0, (PERSON,)),
    Place("group", "supergroup", -1001, (MEMBER, GROUP_ADMIN)),
    Place("thread", "supergroup", -1002, (MEMBER, GROUP_ADMIN), thread_id=3),
    Place("channel", "channel", CHANNEL, (GROUP_ADMIN,)),
)
_NAMES = {PERSON: "person", MEMBER: "member", GROUP_ADMIN: "admin", EDITOR: "editor"}

Wish = Callable[[Conversation], Awaitable[Answer | None]]


def test_no_command_and_no_button_is_without_a_transcript() -> None:
    """A new command must be added above; then read what the snapshots show."""
    assert EXAMPLES.keys() == {"", *NAMED} - set(EDITORS)
    assert PRESSED.keys() == PRESSES.keys() == set(Verb)


@LANGUAGES
def test_every_command_of_the_editors_has_a_transcript(language: str) -> None:
    """Every button is in one of the kept conversations."""
    kept = (Path(__file__).parent / "__snapshots__").glob(f"*/*[[]{language}[]].txt")
    asked = {line for each in kept for line in each.read_text("utf-8").splitlines()}
    names = {line.split()[1] for line in asked if line.startswith(">>> /")}
    assert {f"/{name}" for name in EDITORS} - names == set()


@LANGUAGES
async def test_the_editors_commands_are_for_them_alone(told: Store, language: str) -> None:
    refused = {
        "en": "Only the bot's editors can do that.",
        "ru": "Это могут только редакторы бота.",
    }
    answers = [
        await _there(told, place, asker, language).says(f"/{name}")
        for place in PLACES[:3]
        for asker in place.askers
        for name in EDITORS
    ]
    said = {answer.message.plain for answer in answers if answer and answer.message}
    assert None not in answers
    assert said == {refused[language]}


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Mapping[str, Store]]:
    """Set up two stories for each language, unseen in any chat."""
    async with AsyncExitStack() as stack:
        folders = {language: tmp_path / language for language in ("en", "ru")}
        for folder in folders.values():
            folder.mkdir()
        yield {
            language: await stack.enter_async_context(await a_filled_store(folder))
            for language, folder in folders.items()
        }


async def test_commands(stores: Mapping[str, Store], snapshot: SnapshotAssertion) -> None:
    asked = [
        f"/{name} {words}".strip() if name else words
        for name, examples in EXAMPLES.items()
        for words in examples
    ]
    tables = [
        await _table(store, language, {words: _saying(words, language) for words in asked})
        for language, store in stores.items()
    ]
    assert tables[0] == snapshot
    assert tables[1] == tables[0]


async def test_buttons(stores: Mapping[str, Store], snapshot: SnapshotAssertion) -> None:
    pressed = {f"{verb.name} {data}": _pressing(data) for verb, data in PRESSED.items()}
    tables = [await _table(store, language, pressed) for language, store in stores.items()]
    assert tables[0] == snapshot
    assert tables[1] == tables[0]


def _saying(words: str, language: str) -> Wish:
    return lambda there: there.says(words.format(language=language))


def _pressing(data: str) -> Wish:
    return lambda there: there.sends(data)


async def _table(store: Store, language: str, wishes: Mapping[str, Wish]) -> str:
    """Return one line per request with the answer in every place."""
    askers = [(place, asker) for place in PLACES for asker in (*place.askers, EDITOR)]
    lines = [_row("", [f"{place.name} {_NAMES[asker]}" for place, asker in askers])]
    for words, wish in wishes.items():
        answers = [await wish(_there(store, place, asker, language)) for place, asker in askers]
        lines.append(_row(words, _cells(answers, TEXTS_OF(FOLDER)[language])))
    return "\n".join(lines) + "\n"


def _row(head: str, cells: Sequence[str]) -> str:
    return (f"{head:30}" + "".join(f"{cell:16}" for cell in cells)).rstrip()


def _cells(answers: Sequence[Answer | None], texts: Texts) -> list[str]:
    """Name silence and refusals, and give other answers letters, the same for the same answer."""
    different = list(dict.fromkeys(answers))
    known = [_refusal(answer, texts) for answer in different]
    letters = iter("ABCDEFGHIJ")
    names = {answer: name or next(letters) for answer, name in zip(different, known, strict=True)}
    return [names[answer] for answer in answers]


def _refusal(answer: Answer | None, texts: Texts) -> str:
    if answer is None:
        return "-"
    words = answer.notice or (answer.message.plain if answer.message else "")
    refusals = {
        texts.say("Only admins of this chat can change that."): "for admins",
        texts.say("Only the bot's editors can do that."): "for editors",
        texts.say("This button no longer works."): "out of date",
    }
    is_usage = words.startswith(texts.say("Like this: {example}", example=""))
    return "usage" if is_usage else refusals.get(words, "")


def _there(store: Store, place: Place, asker: int, language: str) -> Conversation:
    telegram = Telegram(admins={(place.chat_id, GROUP_ADMIN)})
    return Conversation(
        store,
        telegram,
        chat_id=place.chat_id or asker,
        chat_kind=place.kind,
        chat_title="Space club",
        thread_id=place.thread_id,
        user_id=asker,
        language=language,
    )
