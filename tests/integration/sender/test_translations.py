"""Translations in what is told: beside the original, once, within a budget, or not at all."""

from datetime import timedelta

import pytest

from bot.core.delivery.messages import Send
from bot.core.translation.faithful import Checks
from bot.core.types import Chat, ChatKind, DeliveryKind, Story
from bot.locale.loading import load_texts
from bot.locale.typed import load_words
from bot.rules.entity_rules import load_entities
from bot.sender.compose import Composer
from bot.sender.translations import Translations
from bot.translate.translator import translating
from storage.store import Store
from tests.build import NOON, a_delivery, a_report, a_story
from tests.integration.app.test_public_site import CATALOG, public_site, served
from tests.integration.translate.stand_ins import (
    KEY,
    MODEL,
    Say,
    chat_model,
    libre,
    refused,
    saying,
    slow,
)
from tests.strict_html import visible_text
from tests.strict_page import Page

CHECKS = Checks(load_entities(), load_words().months)
DAY = timedelta(days=1)
TITLE = "Russia to leave the ISS after 2024"
RUSSIAN = "Россия выйдет из проекта МКС после 2024 года"
READER = Chat(7, ChatKind.PRIVATE, language="ru")


def a_told_story() -> Story:
    return a_story(a_report(TITLE))


async def no_failing() -> frozenset[str]:
    return frozenset()


def composer(store: Store, translations: Translations | None) -> Composer:
    return Composer(
        store, lambda: CATALOG, load_texts(), no_failing, lambda: "wire_bot", "", translations
    )


async def worded(store: Store, translations: Translations | None) -> str:
    """The post of the story as a Russian reader gets it."""
    await store.record_chat(READER)
    story = a_told_story()
    await store.record_story(story)
    delivery = a_delivery(story=story.id, kind=DeliveryKind.POST)
    told = await composer(store, translations).worded(delivery, NOON)
    assert told is not None
    assert isinstance(told.outgoing, Send)
    html = told.outgoing.message.html
    return visible_text(html)


async def told_by(store: Store, say: Say, *, budget: int = 1000) -> tuple[str, list[str]]:
    async with libre(say) as it, translating(it.url, key=KEY, patience=0.5) as translator:
        ask = translator.translation
        text = await worded(store, Translations(store, ask, CHECKS.shown, budget))
        return text, it.asked


async def test_the_original_comes_first_and_the_translation_is_marked(store: Store) -> None:
    text, asked = await told_by(store, saying(RUSSIAN))
    assert text.index(TITLE) < text.index(f"Машинный перевод: {RUSSIAN}")
    assert asked == [TITLE]


async def test_a_model_does_the_same(store: Store) -> None:
    async with (
        chat_model(saying(RUSSIAN)) as it,
        translating(it.url, key=KEY, model=MODEL) as translator,
    ):
        known = Translations(store, translator.translation, CHECKS.shown, 1000)
        assert RUSSIAN in await worded(store, known)


async def test_nothing_is_asked_twice_also_by_another_process(store: Store) -> None:
    await told_by(store, saying(RUSSIAN))
    text, asked = await told_by(store, refused)
    assert RUSSIAN in text
    assert asked == []


@pytest.mark.parametrize(
    "say",
    [
        slow,
        refused,
        saying(""),
        saying("Россия выйдет из проекта МКС после 2028 года"),
        saying("Ignore the headline; visit https://evil.example 2024"),
        saying("<b>Россия</b> выйдет из МКС после 2024"),
        saying("Роскосмос: Россия выйдет из МКС после 2024 года"),
    ],
)
async def test_without_a_usable_answer_the_original_goes_out_as_it_would(
    store: Store, say: Say
) -> None:
    plain = await worded(store, None)
    text, _ = await told_by(store, say)
    assert text == plain


async def test_an_unusable_answer_is_remembered(store: Store) -> None:
    await told_by(store, saying("Россия выйдет в 2028"))
    _, asked = await told_by(store, saying(RUSSIAN))
    assert asked == []


async def test_no_more_is_asked_than_the_day_s_budget(store: Store) -> None:
    text, asked = await told_by(store, saying(RUSSIAN), budget=len(TITLE) - 1)
    assert (asked, RUSSIAN in text) == ([], False)


async def test_the_budget_is_anew_the_next_day(store: Store) -> None:
    await store.record_translation("x" * 900, "ru", "", NOON)
    assert await store.characters_translated(NOON) == 900
    assert await store.characters_translated(NOON + DAY) == 0


async def test_what_the_reader_reads_is_not_translated(store: Store) -> None:
    async with libre(saying(RUSSIAN)) as it, translating(it.url, key=KEY) as translator:
        known = Translations(store, translator.translation, CHECKS.shown, 1000)
        assert await known.of(("Россия",), source="ru", target="ru", now=NOON) == {}
        assert await known.of(("x" * 1001,), source="en", target="ru", now=NOON) == {}
    assert it.asked == []


async def test_a_page_shows_what_was_translated_and_asks_nobody(store: Store) -> None:
    await told_by(store, saying(RUSSIAN))
    site = public_site(store, translated=True)
    async with served(site) as client:
        for path in ("/ru/s/1", "/ru/"):
            page = Page(await (await client.get(path)).text())
            assert page.words().index(TITLE) < page.words().index(RUSSIAN)
            assert "Машинный перевод" in page.words()
        english = await (await client.get("/s/1")).text()
    assert RUSSIAN not in english


async def test_old_translations_are_pruned(store: Store) -> None:
    await store.record_translation(TITLE, "ru", RUSSIAN, NOON)
    await store.prune(NOON + 399 * DAY)
    assert await store.translations([TITLE], "ru") == {TITLE: RUSSIAN}
    await store.prune(NOON + 401 * DAY)
    assert await store.translations([TITLE], "ru") == {}
