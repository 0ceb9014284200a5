"""Whatever is written or pressed, there is one answer, and a strict Bot API accepts it."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.commands.command_table import NAMED
from bot.commands.press_table import PRESSES
from bot.core.chat.callback_data import Verb
from bot.core.delivery.messages import Answer, Button, Message
from bot.core.types import Chat, ChatKind
from bot.local.message_entities import parse
from bot.local.message_text import utf16_length
from bot.locale import FOLDER
from storage.store import Store
from tests.build import a_report, a_story
from tests.conversation import EDITOR, GROUP_ADMIN, Conversation

ANYTHING = st.text(st.characters(codec=None), max_size=200)
ODD = """
0|-1|#1|1|#0|²|٣|1e9|<b>|&amp;|</a>|<a href='tg://user?id=1'>x</a>|{0}|%s|{{x}}|..|/start|#1 #1
-100|@|@isswire|iss 999999999999|24:99|8h|-8h|99999999999d|Europe/../../etc/passwd|http://[::1
quiet 23:00-23:00|weekly 25:00|'; DROP TABLE chat; --|(a+)+$
"""
LONG = ("a" * 4096, "9" * 400, "👩‍🚀" * 900, "*" * 300, "\n" * 50)
BARE = ("", " ", "\ud800", "\0", "\u202e", "ru\0", "🏴\U000e0067\U000e007f")
NASTY = st.sampled_from([*ODD.strip().replace("\n", "|").split("|"), *LONG, *BARE])
WORDS = ANYTHING | NASTY | st.tuples(NASTY, ANYTHING, NASTY).map(" ".join)
DATA = ANYTHING | st.tuples(
    st.sampled_from([verb.value for verb in Verb]), st.lists(NASTY | ANYTHING, max_size=4)
).map(lambda parts: ":".join([parts[0], *parts[1]]))
CHATS = st.sampled_from(
    [
        {"user_id": EDITOR},
        {"user_id": GROUP_ADMIN, "chat_id": -100, "chat_kind": "supergroup", "thread_id": 3},
        {"user_id": 7, "language": "ru"},
        {"user_id": 5, "language": "<b>", "chat_title": "</b>&"},
    ]
)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set up a database with a group and a story, shared by all examples."""
    file = tmp_path_factory.mktemp("fuzz") / "isswire.db"

    async def filled() -> None:
        async with await Store.open(f"sqlite:///{file}") as store:
            await store.record_story(a_story(a_report("<ISS> & {co} ]]>"), number=None), ())
            await store.record_chat(Chat(id=-100, kind=ChatKind.SUPERGROUP, title="</b>"))

    asyncio.run(filled())
    return file


def talking(store: Store, who: Mapping[str, object]) -> Conversation:
    return Conversation(store, None, pace=timedelta(seconds=2), languages=FOLDER, **who)


def refusals(answer: Answer) -> list[str]:
    """Return what a strict Bot API would refuse in an answer."""
    found = [] if len(answer.notice) <= 200 else ["a notice over 200 characters"]
    messages = [answer.message, *(each.message for each in answer.results)]
    for message in filter(None, messages):
        text, _ = parse(message.html)
        if not text.strip() or utf16_length(text) > 4096:
            found.append(f"a text of {utf16_length(text)} units")
        found += [f"a button {button}" for button in _buttons(message) if _refused(button)]
    return found


def _buttons(message: Message) -> list[Button]:
    return [button for row in message.buttons for button in row]


def _refused(button: Button) -> bool:
    data = (button.data or "").encode()
    kinds = [each for each in (button.data, button.url, button.inline) if each is not None]
    return not button.text.strip() or len(data) > 64 or len(kinds) != 1


FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.fault("I5")
@pytest.mark.fault("I9")
@FUZZ
@given(name=st.sampled_from(["", *sorted(NAMED)]), words=WORDS, who=CHATS)
@example(name="latest", words="iss " + "9" * 5000, who={"user_id": 7})
@example(name="untrack", words="a" * 4087, who={"user_id": 7})
def test_every_command_with_any_words_has_one_answer(
    stories: Path, name: str, words: str, who: dict[str, object]
) -> None:
    async def said() -> Answer | None:
        async with await Store.open(f"sqlite:///{stories}") as store:
            person = talking(store, who)
            return await person.says(f"/{name} {words}" if name else f"x{words}")

    answer = asyncio.run(said())
    in_group = "chat_id" in who
    assert answer is not None or (in_group and not name)
    assert answer is None or (answer.message or answer.notice)
    assert answer is None or refusals(answer) == []


@pytest.mark.fault("I5")
@pytest.mark.fault("I6")
@FUZZ
@given(data=DATA, who=CHATS)
def test_every_press_with_any_data_has_one_answer(
    stories: Path, data: str, who: dict[str, object]
) -> None:
    async def pressed() -> Answer | None:
        async with await Store.open(f"sqlite:///{stories}") as store:
            return await talking(store, who).sends(data)

    answer = asyncio.run(pressed())
    assert answer is not None
    assert answer.message or answer.notice
    assert refusals(answer) == []


@pytest.mark.fault("I5")
@settings(FUZZ, max_examples=60)
@given(words=WORDS, title=ANYTHING)
def test_every_inline_query_has_results_that_can_be_sent(
    stories: Path, words: str, title: str
) -> None:
    async def queried() -> Answer | None:
        async with await Store.open(f"sqlite:///{stories}") as store:
            person = Conversation(store, chat_title=title)
            return await person.says(words, inline_id="1", inline_query=words)

    answer = asyncio.run(queried())
    assert answer is not None
    assert refusals(answer) == []


def test_every_verb_has_its_press() -> None:
    assert set(PRESSES) == set(Verb)
