"""How readers' objections are kept and counted."""

from bot.core.editing.objections import Objection, count_objections, objection
from bot.core.types import SubscriptionKind
from tests.build import a_chat, a_story

ONE, TWO, THREE = (a_story(id=letter * 16) for letter in "abc")


def test_an_objection_is_one_chats_to_one_story() -> None:
    kept = objection(a_chat(-7, thread_id=3), ONE, Objection.LABEL)
    assert (kept.chat_id, kept.thread_id, kept.kind) == (-7, 3, SubscriptionKind.OBJECTION)
    assert count_objections([kept]) == {ONE.id: {Objection.LABEL: 1}}


def test_the_story_most_objected_to_comes_first_and_equals_by_name() -> None:
    made = [
        objection(a_chat(1), TWO, Objection.TOPIC),
        objection(a_chat(1), ONE, Objection.STORY),
        objection(a_chat(1), THREE, Objection.STORY),
        objection(a_chat(2), THREE, Objection.STORY),
    ]
    counts = count_objections(made)
    assert list(counts) == [THREE.id, ONE.id, TWO.id]
    assert counts[THREE.id][Objection.STORY] == 2
