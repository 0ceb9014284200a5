"""Where a message leads: to a story's page, or to the bot."""

import pytest

from bot.core.pages.addresses import Address, path_of
from bot.core.renderer.list_pages import digest_buttons
from bot.core.renderer.post import story_buttons
from bot.core.types import ChatKind
from bot.locale.loading import load_texts
from tests.build import a_chat, a_story, a_view

PAGES = "https://news.example"
CHANNEL = a_chat(-1001, kind=ChatKind.CHANNEL)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_channels_button_leads_to_the_page_in_its_language(language: str) -> None:
    view = a_view(CHANNEL, pages=PAGES, texts=load_texts()[language])
    [[button]] = story_buttons(a_story(), view)
    assert button.url == PAGES + path_of(Address(language, number=42))


def test_without_pages_it_leads_to_the_bot() -> None:
    [[button]] = story_buttons(a_story(), a_view(CHANNEL))
    assert button.url == "https://t.me/isswire_bot?start=s42"


def test_a_page_needs_no_bot_of_known_name() -> None:
    view = a_view(CHANNEL, pages=PAGES, bot="")
    assert [[button.url for button in row] for row in digest_buttons((42,), view)] == [
        [f"{PAGES}/s/42"]
    ]


def test_a_private_chat_keeps_its_own_buttons() -> None:
    view = a_view(pages=PAGES)
    assert all(button.data for row in story_buttons(a_story(), view) for button in row)
    assert view.story_url(42) == "https://t.me/isswire_bot?start=s42"
