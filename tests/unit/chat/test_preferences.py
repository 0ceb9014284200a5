"""Settings as people write them."""

from datetime import timedelta

import pytest

from bot.core.chat.preferences import LONGEST_MUTE, PREFERENCES, with_preference
from tests.build import NOON, a_chat
from tests.typed import WORDS


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("language", "ru", "ru"),
        ("language", "Русский", "ru"),
        ("zone", "Europe/Moscow", "Europe/Moscow"),
        ("zone", "москва", "Europe/Moscow"),
        ("zone", "new york", "America/New_York"),
        ("zone", "UTC+5:45", "Asia/Kathmandu"),
        ("zone", "gmt +09:30", "Australia/Darwin"),
        ("zone", "−9:30", "Pacific/Marquesas"),
        ("zone", "UTC+04:00", "Etc/GMT-4"),
        ("zone", "+0530", "Asia/Kolkata"),
        ("zone", "UTC+14", "Etc/GMT-14"),
        ("zone", "UTC+0", "UTC"),
        ("zone", "UTC±0", "UTC"),
        ("zone", "UTC-5", "Etc/GMT+5"),
        ("zone", "мск-5", "Etc/GMT+2"),
        ("zone", "utc", "UTC"),
        ("zone", "МСК+4", "Etc/GMT-7"),
        ("zone", "msk", "Europe/Moscow"),
        ("zone", "мск", "Europe/Moscow"),
        ("zone", "EDT", "America/New_York"),
        ("zone", "cest", "Europe/Berlin"),
        ("zone", "asia/tokyo", "Asia/Tokyo"),
        ("zone", "New Delhi", "Asia/Kolkata"),
        ("zone", "Нью-Дели", "Asia/Kolkata"),
        ("zone", "звёздный городок", "Europe/Moscow"),
        ("zone", "Cape Canaveral", "America/New_York"),
        ("zone", "Сан-Франциско", "America/Los_Angeles"),
        ("zone", "utc+3", "Etc/GMT-3"),
        ("zone", "+5.5", "Asia/Kolkata"),
        ("zone", "UTC+9,5", "Australia/Darwin"),
        ("zone", "UTC-3:30", "America/St_Johns"),
        ("zone", "Нью Йорк", "America/New_York"),
        ("zone", "Санкт Петербург", "Europe/Moscow"),
        ("zone", "Saint-Petersburg", "Europe/Moscow"),
        ("zone", "St. Johns", "America/St_Johns"),
        ("zone", "NYC", "America/New_York"),
        ("zone", "екб", "Asia/Yekaterinburg"),
        ("alerts", "Important", "important"),
        ("quiet", "23-7", "23:00-07:00"),
        ("quiet", "23:30 – 07:15", "23:30-07:15"),
        ("quiet", "off", "off"),
        ("night", "hold", "hold"),
        ("night", "silent", "silent"),
        ("quiet", "Выкл", "off"),
        ("digest", "8:05", "08:05"),
        ("digest", "8", "08:00"),
        ("digest", "weekly", "weekly 08:00"),
        ("digest", "еженедельно 9", "weekly 09:00"),
        ("digest", "weekly 18:00", "weekly 18:00"),
        ("style", "compact", "compact"),
        ("preview", "large", "large"),
        ("mute", "off", "off"),
    ],
)
def test_a_setting_is_read_and_written_in_one_form(name: str, value: str, written: str) -> None:
    chat = with_preference(a_chat(), name, value, words=WORDS, now=NOON)
    assert chat is not None
    assert PREFERENCES[name].written(chat) == written
    assert with_preference(chat, name, written, words=WORDS, now=NOON) == chat


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "de"),
        ("zone", "../../etc/passwd"),
        ("zone", "Nowhere"),
        ("zone", "utc+40"),
        ("zone", "UTC+5:20"),
        ("zone", "UTC-13"),
        ("zone", "UTC+15"),
        ("zone", "+"),
        ("alerts", "loud"),
        ("quiet", "25-7"),
        ("quiet", "7-7"),
        ("quiet", "24-7"),
        ("quiet", "22-24"),
        ("quiet", "22-24:30"),
        ("night", "loud"),
        ("preview", "fancy"),
        ("quiet", "23:70-07:00"),
        ("digest", "24:00"),
        ("digest", "monthly 08:00"),
        ("style", "fancy"),
        ("mute", "-8h"),
        ("mute", "999d"),
        ("mute", "0h"),
        ("mute", "8 horses"),
        ("mute", "until 99999999999999"),
        ("mute", "until ²"),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_read_changes_nothing(name: str, value: str) -> None:
    assert with_preference(a_chat(), name, value, words=WORDS, now=NOON) is None


CHOSEN = a_chat(quiet=(0, 60), digest="08:00", muted_until=NOON + timedelta(hours=1))


@pytest.mark.parametrize("name", ["quiet", "digest", "mute"])
@pytest.mark.parametrize("value", ["off", "OFF", "Выкл"])
def test_what_was_chosen_is_switched_off_by_a_word(name: str, value: str) -> None:
    chat = with_preference(CHOSEN, name, value, words=WORDS, now=NOON)
    assert chat is not None
    assert PREFERENCES[name].written(chat) == "off"
    assert chat.id == CHOSEN.id


def test_a_mute_that_is_over_is_none_and_the_longest_is_taken() -> None:
    over = f"until {int(NOON.timestamp())}"
    ended = with_preference(CHOSEN, "mute", over, words=WORDS, now=NOON)
    assert ended is not None
    assert ended.muted_until is None
    longest = f"{LONGEST_MUTE.days}d"
    muted = with_preference(CHOSEN, "mute", longest, words=WORDS, now=NOON)
    assert muted is not None
    assert muted.muted_until == NOON + LONGEST_MUTE


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("8h", 8),
        ("2 d", 48),
        ("90m", 1.5),
        ("3ч", 3),
        ("8 hours", 8),
        ("2  дня", 48),
        ("1 час", 1),
        ("1 week", 168),
        ("20 мин.", 1 / 3),
    ],
)
def test_a_mute_lasts_as_long_as_is_said(value: str, hours: float) -> None:
    chat = with_preference(a_chat(), "mute", value, words=WORDS, now=NOON)
    assert chat is not None
    assert chat.muted_until == NOON + timedelta(hours=hours)


def test_a_mute_can_be_undone_to_the_earlier_one() -> None:
    before = with_preference(a_chat(), "mute", "8h", words=WORDS, now=NOON)
    assert before is not None
    assert (
        with_preference(
            a_chat(), "mute", PREFERENCES["mute"].written(before), words=WORDS, now=NOON
        )
        == before
    )
    assert timedelta(days=30) == LONGEST_MUTE


def test_a_mute_that_has_run_out_is_undone_to_none() -> None:
    before = with_preference(a_chat(), "mute", "1h", words=WORDS, now=NOON)
    assert before is not None
    later = NOON + timedelta(hours=2)
    assert (
        with_preference(
            a_chat(), "mute", PREFERENCES["mute"].written(before), words=WORDS, now=later
        )
        == a_chat()
    )
