"""A search finds a concept in all its forms and both languages."""

import pytest

from bot.rules.search_words import search_words
from storage.store import Store
from tests.build import a_report, a_story

TOLD = {
    "1": "Progress MS-31 docks with the ISS",
    "2": "«Прогресс МС-32» пристыковался к МКС",
    "3": "Vesta-7 cargo ship undocks from its station",
    "4": "Утечка воздуха на станции продолжается",
    "5": "Crew patches an air leak aboard",
}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("docking", {"1", "2"}),
        ("docked", {"1", "2"}),
        ("стыковка", {"1", "2"}),
        ("undocking", {"3"}),
        ("отстыковка", {"3"}),
        ("leaks", {"4", "5"}),
        ("утечки", {"4", "5"}),
        ("leak station", {"4"}),
        ("прогресс", {"1", "2"}),
        ("patch", {"5"}),
        ("teapot", set()),
    ],
)
async def test_what_a_word_finds(store: Store, asked: str, found: set[str]) -> None:
    for id, title in TOLD.items():
        told = a_story(a_report(title, entry=id * 32), id=id * 16, number=None)
        await store.record_story(told)
    stories = await store.search_stories(asked, standing_for=search_words)
    assert {each.id[0] for each in stories} == found
