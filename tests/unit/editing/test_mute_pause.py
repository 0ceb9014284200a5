"""Muting sources and pausing all sending."""

from datetime import timedelta

import pytest

from bot.core.editing.editor_actions import ActOutcome, Decide, Refusal, Scene
from bot.core.editing.mute_pause import (
    BOT,
    feed_of,
    is_muted,
    is_paused,
    mute,
    pause,
    resume,
    subject_of,
    undo_switch,
    unmute,
)
from bot.core.ledger.editor_events import Act
from bot.core.types import StoryEvent
from tests.build import NOON

DAY = timedelta(days=1)


def event(kind: Act, detail: str = "") -> StoryEvent:
    return StoryEvent(NOON, kind, "99", detail)


def test_a_source_is_muted_until_its_time_is_over() -> None:
    events = (event(Act.MUTED, (NOON + DAY).isoformat()),)
    assert (is_muted(events, NOON), is_muted(events, NOON + DAY)) == (True, False)
    assert is_muted((event(Act.MUTED),), NOON + 999 * DAY)
    assert not is_muted((event(Act.MUTED), event(Act.UNMUTED)), NOON)
    assert not is_muted((event(Act.MUTED), event(Act.UNDONE, "0")), NOON)


def test_pausing_and_resuming_say_what_holds_from_then_on() -> None:
    acted = pause(Scene(NOON), by="99")
    assert isinstance(acted, ActOutcome)
    assert (acted.paused, acted.desk) == (True, ((BOT, 0, event(Act.PAUSED)),))
    acted = resume(Scene(NOON, desk={BOT: (event(Act.PAUSED),)}), by="99")
    assert isinstance(acted, ActOutcome)
    assert (acted.paused, acted.desk) == (False, ((BOT, 1, event(Act.RESUMED)),))


def test_undoing_a_resumption_pauses_again() -> None:
    events = (event(Act.PAUSED), event(Act.RESUMED))
    acted = undo_switch(Scene(NOON, desk={BOT: events}), subject=BOT, position=1, by="99")
    assert isinstance(acted, ActOutcome)
    assert (acted.paused, is_paused((*events, acted.desk[0][2]))) == (True, True)
    assert acted.desk == ((BOT, 2, event(Act.UNDONE, "1")),)


PAUSED = (event(Act.PAUSED),)
UNDONE_BY_NOW = "It has been undone already."


@pytest.mark.parametrize(
    ("events", "act", "words"),
    [
        (PAUSED, lambda scene: pause(scene, by="99"), "Sending is paused already."),
        ((), lambda scene: resume(scene, by="99"), "Sending is not paused."),
        ((), lambda scene: unmute(scene, feed="tass", by="99"), "That source is not muted."),
        (PAUSED, lambda scene: undo_switch(scene, subject=BOT, position=7, by="9"), UNDONE_BY_NOW),
        ((), lambda scene: undo_switch(scene, subject="x", position=0, by="99"), UNDONE_BY_NOW),
    ],
)
def test_an_act_that_changes_nothing_is_refused_with_the_reason(
    events: tuple[StoryEvent, ...], act: Decide, words: str
) -> None:
    assert act(Scene(NOON, desk={BOT: events})) == Refusal(words)


def test_a_muted_source_is_heard_again_once_its_mute_is_taken_back() -> None:
    muted = event(Act.MUTED, (NOON + DAY).isoformat())
    desk = {subject_of("tass"): (muted,)}
    acted = unmute(Scene(NOON, desk=desk), feed="tass", by="99")
    assert isinstance(acted, ActOutcome)
    assert acted.desk == ((subject_of("tass"), 1, event(Act.UNMUTED)),)
    assert isinstance(unmute(Scene(NOON, desk=desk), feed="ria", by="99"), Refusal)
    assert isinstance(unmute(Scene(NOON + DAY, desk=desk), feed="tass", by="99"), Refusal)


def test_a_subject_names_its_source_and_the_bot_is_none() -> None:
    assert (feed_of(subject_of("tass")), feed_of(BOT)) == ("tass", None)


def test_muting_is_an_act_on_the_source() -> None:
    acted = mute(Scene(NOON), feed="tass", until=NOON + DAY, by="99")
    assert isinstance(acted, ActOutcome)
    assert acted.desk == ((subject_of("tass"), 0, event(Act.MUTED, (NOON + DAY).isoformat())),)
    assert acted.paused is None
    acted = mute(Scene(NOON), feed="tass", until=None, by="99")
    assert isinstance(acted, ActOutcome)
    assert is_muted([acted.desk[0][2]], NOON + 999 * DAY)
