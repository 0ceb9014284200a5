"""Who gets an alert, and when: alert levels, mutes, quiet hours."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.alerts.audience import Subscriber, listeners, sending_time, subscribers_by_story
from bot.core.types import Alerts, Chat, Subscription, SubscriptionKind
from tests.build import NOON, a_chat, a_story


def a_wish(chat: Chat, kind: SubscriptionKind = SubscriptionKind.TOPIC) -> Subscriber:
    return chat, Subscription(chat.id, chat.thread_id, kind, "iss")


def told(*wishes: Subscriber, important: bool = False, routine: bool = False) -> list[int]:
    return [chat.id for chat in listeners(wishes, important=important, routine=routine)]


def test_a_chat_with_many_reasons_is_told_once() -> None:
    chat = a_chat(7)
    assert told(a_wish(chat), a_wish(chat, SubscriptionKind.PHRASE)) == [7]


@pytest.mark.parametrize(
    ("alerts", "important", "routine", "expected"),
    [
        (Alerts.ALL, False, False, [7]),
        (Alerts.ALL, False, True, []),
        (Alerts.IMPORTANT, False, False, []),
        (Alerts.IMPORTANT, True, False, [7]),
        (Alerts.DIGEST, True, False, []),
    ],
)
def test_the_alert_level_decides_what_a_topic_brings(
    alerts: Alerts, important: bool, routine: bool, expected: list[int]
) -> None:
    wish = a_wish(a_chat(7, alerts=alerts))
    assert told(wish, important=important, routine=routine) == expected


def test_a_tracked_phrase_overrules_the_alert_level() -> None:
    digest_only = a_chat(7, alerts=Alerts.DIGEST)
    assert told(a_wish(digest_only, SubscriptionKind.PHRASE)) == [7]


def test_a_muted_story_stays_quiet_even_when_followed() -> None:
    chat = a_chat(7)
    followed = a_wish(chat, SubscriptionKind.STORY)
    assert told(followed, a_wish(chat, SubscriptionKind.MUTED_STORY)) == []


def test_a_chat_that_left_is_told_nothing() -> None:
    assert told(a_wish(a_chat(7, active=False)), important=True) == []


def test_a_story_has_those_who_ask_for_its_topic_for_itself_or_for_a_phrase_in_it() -> None:
    iss, other = a_story(), a_story(id="6" * 16, topics=("roscosmos",))
    chat = a_chat(7)
    topic = a_wish(chat)
    followed = (chat, Subscription(7, 0, SubscriptionKind.STORY, other.id))
    phrase = (chat, Subscription(7, 0, SubscriptionKind.PHRASE, "leak"))
    found = subscribers_by_story([iss, other], iter([topic, followed]), {iss.id: (phrase,)})
    assert found == {iss.id: (topic, phrase), other.id: (followed,)}


def test_two_threads_of_a_group_are_two_listeners() -> None:
    one, other = a_chat(-7, thread_id=1), a_chat(-7, thread_id=2)
    assert told(a_wish(one), a_wish(other)) == [-7, -7]


def test_a_muted_chat_hears_when_its_mute_ends() -> None:
    until = NOON + timedelta(hours=8)
    assert sending_time(a_chat(muted_until=until), NOON) == (until, False)


NIGHT = (23 * 60, 7 * 60)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("22:59", False), ("23:00", True), ("02:00", True), ("06:59", True), ("07:00", False)],
)
def test_quiet_hours_over_midnight_send_silently(at: str, quiet: bool) -> None:
    now = datetime.fromisoformat(f"2022-07-26T{at}:00+00:00")
    assert sending_time(a_chat(quiet=NIGHT), now) == (now, quiet)


NAP = (13 * 60 + 15, 14 * 60 + 45)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("13:14", None),
        ("13:15", "14:45"),
        ("14:00", "14:45"),
        ("14:44", "14:45"),
        ("14:45", None),
        ("23:30", None),
    ],
)
def test_quiet_hours_within_a_day_hold_to_the_minute(at: str, until: str | None) -> None:
    now, wake = (
        datetime.fromisoformat(f"2022-07-26T{each}:00+00:00") for each in (at, until or at)
    )
    assert sending_time(a_chat(quiet=NAP, hold_quiet=True), now) == (wake, False)


def test_quiet_hours_are_the_chats_own() -> None:
    chat = a_chat(quiet=NIGHT, zone="Asia/Tokyo", hold_quiet=True)
    evening = datetime(2022, 7, 26, 15, 0, tzinfo=UTC)
    morning = datetime(2022, 7, 26, 22, 0, tzinfo=UTC)
    assert sending_time(chat, evening) == (morning, False)


def test_held_alerts_wait_for_the_same_days_morning_after_midnight() -> None:
    chat = a_chat(quiet=NIGHT, hold_quiet=True)
    night = datetime(2022, 7, 26, 2, 0, tzinfo=UTC)
    assert sending_time(chat, night) == (datetime(2022, 7, 26, 7, 0, tzinfo=UTC), False)
