"""What those who were reminded hear when an event changes."""

from datetime import timedelta

import pytest

from bot.core.calendar.turns import LIFE, Turn, standing_turn, told_turn, turn_of
from bot.core.types import DeliveryKind, EventStatus, MissionEvent, Post
from tests.build import NOON
from tests.unit.calendar.events import an_event

EARLIER = NOON - timedelta(hours=1)
LATER = NOON + timedelta(minutes=5)
HELD = an_event(status=EventStatus.HOLD)


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        (an_event(), an_event(start=LATER, attempt=2, was=NOON), Turn.PUT_OFF),
        (an_event(), an_event(start=EARLIER, attempt=2, was=NOON), Turn.BROUGHT_FORWARD),
        (an_event(), an_event(start=LATER), Turn.MOVED),
        (an_event(), HELD, Turn.HELD),
        (HELD, an_event(), Turn.RESUMED),
        (HELD, an_event(status=EventStatus.UNDER_WAY), Turn.BEGUN),
        (an_event(), an_event(status=EventStatus.SUCCESS), Turn.SUCCEEDED),
        (an_event(), an_event(status=EventStatus.FAILURE), Turn.FAILED),
        (an_event(), an_event(status=EventStatus.UNCONFIRMED), None),
        (an_event(), an_event(webcast="https://tv.example"), None),
    ],
)
def test_a_turn_is_what_readers_must_hear(
    before: MissionEvent, after: MissionEvent, turn: Turn | None
) -> None:
    assert turn_of(before, after) is turn


def posts(*places: tuple[int, int]) -> list[Post]:
    return [Post("event:event 1", *place, 1, 900, sent=NOON, changed=NOON) for place in places]


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (HELD, ["edit", "reply"]),
        (an_event(attempt=2), ["edit", "reply"]),
        (an_event(status=EventStatus.FAILURE), ["edit", "reply"]),
        (an_event(status=EventStatus.SUCCESS), ["edit"]),
        (an_event(start=LATER), ["edit"]),
        (an_event(), []),
    ],
    ids=["held", "put off", "failed", "succeeded", "moved", "as it was"],
)
def test_bad_news_is_a_reply_beside_the_edit_of_the_reminder(
    after: MissionEvent, kinds: list[str]
) -> None:
    told = told_turn(an_event(), after, posts((7, 0)), NOON)
    assert [each.kind for each in told] == kinds


def test_a_turn_is_told_once_in_each_chat_that_was_reminded_and_is_news_for_a_day() -> None:
    told = told_turn(an_event(), HELD, posts((7, 0), (-9, 3), (7, 0)), NOON)
    edit, reply = DeliveryKind.EDIT, DeliveryKind.REPLY
    assert [(each.chat_id, each.thread_id, each.kind, each.urgent) for each in told] == [
        (7, 0, edit, False),
        (7, 0, reply, True),
        (-9, 3, edit, False),
        (-9, 3, reply, True),
    ]
    assert {each.story for each in told} == {"event:event 1"}
    assert {(each.created, each.not_before, each.expires) for each in told} == {
        (NOON, NOON, NOON + LIFE)
    }


def test_two_turns_of_an_event_are_two_deliveries() -> None:
    first = told_turn(an_event(), HELD, posts((7, 0)), NOON)
    second = told_turn(HELD, an_event(), posts((7, 0)), NOON + timedelta(seconds=1))
    assert first[0].revision < second[0].revision


@pytest.mark.parametrize(
    ("event", "turn"),
    [
        (an_event(), None),
        (an_event(was=EARLIER), Turn.PUT_OFF),
        (an_event(was=LATER), Turn.BROUGHT_FORWARD),
        (an_event(was=NOON, status=EventStatus.UNCONFIRMED), Turn.PUT_OFF),
        (an_event(was=NOON, status=EventStatus.UNDER_WAY), None),
        (an_event(was=NOON, status=EventStatus.SUCCESS), None),
        (HELD, Turn.HELD),
        (an_event(status=EventStatus.FAILURE), Turn.FAILED),
    ],
)
def test_a_reply_says_what_is_amiss_as_the_event_stands_now(
    event: MissionEvent, turn: Turn | None
) -> None:
    assert standing_turn(event) is turn
