"""Every command and every button where people meet the bot: in private, in a group, a thread and a
channel, in both languages; who is answered what is kept as one snapshot for each place.

What an answer says in full is in the transcripts of test_conversations.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.commands.tables import COMMANDS, NAMED, PRESSES, Who
from bot.core.messages import Answer
from bot.core.presses import Verb, phrase_key
from storage.store import Store
from tests.conversation import CHANNEL, EDITOR, GROUP_ADMIN, MEMBER, Conversation, Telegram
from tests.integration.told import LANGUAGES

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": ("coolant",),
    "start": ("", "s1", "s999", "bind"),
    "help": ("",),
    "privacy": ("",),
    "stop": ("",),
    "forget_me": ("",),
    "latest": ("iss 1", "moon"),
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
    Verb.CHOOSE: "c:important",
    Verb.TRACK: "tr:Soyuz MS-28",
    Verb.UNTRACK: f"ut:{phrase_key('Soyuz MS-28')}",
    Verb.MINE: "mi:f:p1",
    Verb.SETTINGS: "st::zone",
    Verb.SET: "set::style:full",
    Verb.UNDO: "u::style:standard",
    Verb.BIND: "b::iss",
    Verb.UNBIND: "ub:",
    Verb.STOP: "stop",
    Verb.DESK: "d:hold:999:",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of chat, and who writes there."""

    name: str
    kind: str
    chat_id: int
    askers: tuple[int, ...]
    thread_id: int = 0


PERSON = 7
PLACES = (
    Place("private", "private", PERSON, (PERSON,)),
    Place("group", "supergroup", -1001, (MEMBER, GROUP_ADMIN)),
    Place("thread", "supergroup", -1002, (MEMBER, GROUP_ADMIN), thread_id=3),
    Place("channel", "channel", CHANNEL, (GROUP_ADMIN,)),
)
_NAMES = {PERSON: "person", MEMBER: "member", GROUP_ADMIN: "admin", EDITOR: "editor"}

EVERYWHERE = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)


def test_no_command_and_no_button_is_without_a_transcript() -> None:
    """Whoever adds one adds here how it is asked, and reads what the snapshots then show."""
    assert EXAMPLES.keys() == {"", *NAMED} - set(EDITORS)
    assert PRESSED.keys() == PRESSES.keys() == set(Verb)


@LANGUAGES
def test_every_command_of_the_editors_has_a_transcript(language: str) -> None:
    """In one of the files that conversations are kept in."""
    kept = (Path(__file__).parent / "__snapshots__").glob(f"*/*[[]{language}[]].txt")
    asked = {line for each in kept for line in each.read_text("utf-8").splitlines()}
    names = {line.split()[1] for line in asked if line.startswith(">>> /")}
    assert {f"/{name}" for name in EDITORS} - names == set()


@LANGUAGES
async def test_the_editors_commands_are_for_them_alone(told: Store, language: str) -> None:
    refused = {"en": "This is for the bot's editors.", "ru": "Это только для редакторов бота."}
    answers = [
        await _there(told, place, asker, language).says(f"/{name}")
        for place in PLACES[:3]
        for asker in place.askers
        for name in EDITORS
    ]
    said = {answer.message.plain for answer in answers if answer and answer.message}
    assert None not in answers
    assert said == {refused[language]}


@EVERYWHERE
@LANGUAGES
async def test_commands(
    told: Store, snapshot: SnapshotAssertion, place: Place, language: str
) -> None:
    lines: list[str] = []
    for name, examples in EXAMPLES.items():
        for words in examples:
            asked = f"/{name} {words.format(language=language)}".strip() if name else words
            for asker in place.askers:
                answer = await _there(told, place, asker, language).says(asked)
                lines.append(f"{_NAMES[asker]}: {asked}\n{_brief(answer)}\n")
    assert "\n".join(lines) == snapshot


@EVERYWHERE
@LANGUAGES
async def test_buttons(
    told: Store, snapshot: SnapshotAssertion, place: Place, language: str
) -> None:
    lines: list[str] = []
    for verb, data in PRESSED.items():
        for asker in _askers(place, PRESSES[verb][0]):
            answer = await _there(told, place, asker, language).sends(data)
            lines.append(f"{_NAMES[asker]}: [{verb.name} {data}]\n{_brief(answer)}\n")
    assert "\n".join(lines) == snapshot


def _askers(place: Place, who: Who) -> tuple[int, ...]:
    return (*place.askers, EDITOR) if who is Who.BOT_ADMIN else place.askers


def _there(store: Store, place: Place, asker: int, language: str) -> Conversation:
    telegram = Telegram(admins={(place.chat_id, GROUP_ADMIN)})
    return Conversation(
        store,
        telegram,
        chat_id=place.chat_id,
        chat_kind=place.kind,
        chat_title="Space club",
        thread_id=place.thread_id,
        user_id=asker,
        language=language,
    )


def _brief(answer: Answer | None) -> str:
    """The first line of an answer, and its buttons."""
    if answer is None:
        return "    (silence)"
    lines = [f"({answer.notice})"] if answer.notice else []
    if answer.message:
        first, *more = answer.message.plain.splitlines()
        lines.append(f"{first} ..." if more else first)
        buttons = [f"[{button.text}]" for row in answer.message.buttons for button in row]
        lines += [" ".join(buttons)] if buttons else []
    return "\n".join(f"    {line}" for line in lines)
