"""Hours are said with their zone, zones by their cities, in the reader's language."""

import pytest

from storage.store import Store
from tests.conversation import Conversation


def last(person: Conversation) -> str:
    return person.transcript[-1]


async def test_a_new_russian_reader_is_offered_moscow(store: Store) -> None:
    anna = Conversation(store, language="ru")
    await anna.says("/start")
    await anna.presses("daily digest")
    assert "каждый день в 08:00 (UTC)" in last(anna)
    await anna.presses("zone: moscow")
    assert "Часовой пояс: Москва" in last(anna)
    chat = await anna.chat()
    assert chat is not None
    assert chat.zone == "Europe/Moscow"
    await anna.says("/start")
    await anna.presses("daily digest")
    assert "08:00 (Москва)" in last(anna)
    assert not [each for each in anna.buttons if "Москва" in each.text]


async def test_an_english_reader_is_offered_no_zone(store: Store) -> None:
    john = Conversation(store)
    await john.says("/start")
    await john.presses("all news")
    assert len(john.buttons) == 2


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("/tz Katmandu", "Time zone: Kathmandu"),
        ("/tz Kolkata", "Time zone: Kolkata"),
        ("/tz UTC-3:30", "Time zone: St. John’s"),
        ("/tz new york", "Time zone: New York"),
        ("/tz +3", "Time zone: UTC+3"),
        ("/tz America/Argentina/Ushuaia", "Time zone: Ushuaia"),
        ("/tz utc", "Time zone: UTC"),
    ],
)
async def test_a_zone_is_named_by_its_city(store: Store, said: str, answered: str) -> None:
    john = Conversation(store)
    await john.says(said)
    assert last(john).splitlines()[0].startswith(f"{answered} · now ")


@pytest.mark.parametrize("said", ["LA", "l.a.", "CST", "ist"])
async def test_a_name_of_several_zones_is_asked_about(store: Store, said: str) -> None:
    john = Conversation(store)
    await john.says(f"/tz {said}")
    assert last(john).startswith(f"Several time zones are called “{said}”. Which one is yours?")
    assert await john.chat() is None
    asked = [each.text for each in john.buttons]
    await john.presses(asked[1])
    assert f"Time zone: {asked[1].partition(',')[0]}" in last(john)


@pytest.mark.parametrize("said", ["Factory", "posixrules", "right/Europe/Moscow"])
async def test_what_is_nobodys_zone_is_unknown(store: Store, said: str) -> None:
    john = Conversation(store)
    await john.says(f"/tz {said}")
    assert last(john).startswith("I do not know the time zone")


async def test_each_hour_that_is_set_is_answered_with_its_zone(store: Store) -> None:
    anna = Conversation(store, language="ru")
    await anna.says("/tz Калькутта")
    assert last(anna).startswith("Часовой пояс: Калькутта")
    for asked in ("/digest 7:30", "/settings quiet 23-7"):
        await anna.says(asked)
        assert "(Калькутта)" in last(anna)
    await anna.says("/settings digest")
    await anna.presses("daily 20:00")
    assert last(anna).startswith("(notice: Сводка: каждый день в 20:00 (Калькутта))")
