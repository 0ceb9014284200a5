"""In a group a button's answer is for the one who pressed it, unless it changes the chat."""

from storage.store import Store
from tests.conversation import GROUP_ADMIN, Conversation


async def test_what_is_read_is_for_one_alone_and_what_changes_is_for_all(told: Store) -> None:
    admin = Conversation(told, chat_id=-100, chat_kind="supergroup", user_id=GROUP_ADMIN)
    await admin.says("/latest")
    opened = await admin.presses("#1")
    assert opened is not None
    assert opened.only_to_asker
    read = await admin.presses("timeline")
    assert read is not None
    assert read.only_to_asker
    await admin.says("/latest")
    await admin.presses("#1")
    followed = await admin.presses("follow")
    assert followed is not None
    assert not followed.only_to_asker


async def test_a_typed_command_is_answered_where_it_was_typed(told: Store) -> None:
    admin = Conversation(told, chat_id=-100, chat_kind="supergroup", user_id=GROUP_ADMIN)
    for asked in ("/latest", "/story 1", "/why 1"):
        answer = await admin.says(asked)
        assert answer is not None
        assert not answer.only_to_asker
