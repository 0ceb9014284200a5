"""The editors' desk and the real process: a card arrives, a press publishes, a pause holds."""

import pytest

from bot.local.server import CHANNEL_ID
from tests.e2e.process import Process, eventually
from tests.e2e.world import World

EDITOR, STRANGER = 1001, 1002
RUMOUR = "Space station ISS may be sold to a hotel company"
LEAK = "Crew of the ISS fixes a leak in the Zvezda module"
LAUNCH = "Progress MS-30 cargo ship launches to the International Space Station"
DOCKING = "Progress MS-30 cargo ship docks with the International Space Station"
HOLDING = ("  iss:\n", "  iss:\n    hold: low-confidence\n")


async def started(world: World, *edits: tuple[str, str]) -> Process:
    world.feeds.add("press")
    text = world.feeds.catalog()
    for old, new in edits:
        text = text.replace(old, new, 1)
    world.feeds_file.write_text(text, encoding="utf-8")
    bot = await world.start(ADMIN_IDS=str(EDITOR))
    world.telegram.people.say(EDITOR, EDITOR, "/start")
    await world.told("", EDITOR)
    return bot


def pressed(world: World, message_id: int | None, words: str, user: int = EDITOR) -> None:
    """The button with these words under a message of the editor's chat."""
    buttons = world.telegram.world.place(EDITOR).messages[message_id or 0].buttons or []
    [data] = [each["callback_data"] for row in buttons for each in row if each["text"] == words]
    world.telegram.people.press(EDITOR, message_id or 0, data, user)


async def test_a_doubtful_story_is_published_by_a_press(world: World) -> None:
    await started(world, HOLDING)
    world.feeds.publish("press", RUMOUR)
    [card] = await world.told("waits for an editor", EDITOR)
    assert world.posts(CHANNEL_ID) == []
    pressed(world, card.message_id, "Publish")
    [post] = await world.told("hotel company", CHANNEL_ID)
    await eventually(lambda: "Published" in world.edits()[-1].text)
    assert "one source: " in post.plain


@pytest.mark.fault("I6")
async def test_a_stranger_publishes_nothing(world: World) -> None:
    bot = await started(world, HOLDING)
    world.telegram.world.add_person(STRANGER, "Stranger")
    world.feeds.publish("press", RUMOUR)
    [card] = await world.told("waits for an editor", EDITOR)
    pressed(world, card.message_id, "Publish", STRANGER)
    await eventually(lambda: "editors' command refused" in bot.said, said=lambda: bot.said)
    world.feeds.publish("press", LEAK)
    await world.told("fixes a leak", EDITOR)
    world.telegram.people.say(EDITOR, EDITOR, "/publish 2")
    await world.told("fixes a leak", CHANNEL_ID)
    assert not any("hotel" in call.text for call in world.posts(CHANNEL_ID))


async def test_a_pause_holds_until_an_editor_ends_it_also_across_a_kill(world: World) -> None:
    bot = await started(world)
    world.telegram.people.say(EDITOR, EDITOR, "/pause")
    await world.told("All sending is paused", EDITOR)
    world.feeds.publish("press", LEAK)
    await eventually(lambda: "promises=1" in bot.said, said=lambda: bot.said)
    await bot.kill()
    bot = await world.start(ADMIN_IDS=str(EDITOR))
    assert "an editor has paused all sending; /resume goes on" in (await bot.health()).notes
    assert world.posts(CHANNEL_ID) == []
    world.telegram.people.say(EDITOR, EDITOR, "/resume")
    await world.told("fixes a leak", CHANNEL_ID)


async def test_what_was_told_wrongly_is_taken_back_by_an_edit(world: World) -> None:
    await started(world)
    world.feeds.publish("press", LEAK)
    [post] = await world.told("fixes a leak", CHANNEL_ID)
    world.telegram.people.say(EDITOR, EDITOR, "/retract 1")
    await world.told("Taken back", EDITOR)
    await eventually(world.edits, said=lambda: world.telegram.journal.calls)
    [edit] = [each for each in world.edits() if each.chat_id == CHANNEL_ID]
    assert edit.message_id == post.message_id
    assert edit.plain.startswith(f"✖ {LEAK}\nTaken back by the editors")


async def test_two_developments_are_made_one_by_edits_also_after_a_kill(world: World) -> None:
    bot = await started(world)
    world.feeds.publish("press", LAUNCH)
    [post] = await world.told("launches", CHANNEL_ID)
    world.feeds.publish("press", DOCKING)
    [reply] = await world.told("docks", CHANNEL_ID)
    world.telegram.people.say(EDITOR, EDITOR, "/merge 1.2 1.1")
    [card] = await world.told("Development 2 is part of 1 now", EDITOR)
    await eventually(lambda: "part of #1.1" in shown(world, reply.message_id))
    # Killed before it is recorded, the edit would be in doubt, and later ones wait behind it.
    await eventually(lambda: "kind=edit state=sent" in bot.said, said=lambda: bot.said)
    await bot.kill()
    await world.start(ADMIN_IDS=str(EDITOR))
    pressed(world, card.message_id, "Undo")
    await eventually(lambda: "part of" not in shown(world, reply.message_id))
    assert LAUNCH in shown(world, post.message_id)
    assert DOCKING in shown(world, reply.message_id)
    assert len(world.posts(CHANNEL_ID)) == 2


def shown(world: World, message_id: int | None) -> str:
    """What a message of the channel says now."""
    [*_, last] = [
        each
        for each in (*world.posts(CHANNEL_ID), *world.edits())
        if (each.chat_id, each.message_id) == (CHANNEL_ID, message_id)
    ]
    return last.plain
