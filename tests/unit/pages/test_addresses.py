"""What a path asks for."""

from datetime import date

import pytest

from bot.core.pages.addresses import Address, Leaf, address_of, path_of

LANGUAGES = ("en", "ru")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", Address()),
        ("/ru/", Address("ru")),
        ("/page/2", Address(page=2)),
        ("/topic/iss", Address(topic="iss")),
        ("/ru/topic/iss/page/3", Address("ru", topic="iss", page=3)),
        ("/s/42", Address(number=42)),
        ("/ru/s/42/page/2", Address("ru", number=42, page=2)),
        ("/s/42?at=2022-07-27", Address(number=42, at=date(2022, 7, 27))),
        ("/about", Address(leaf=Leaf.ABOUT)),
        ("/ru/feed.atom", Address("ru", leaf=Leaf.ATOM)),
        ("/topic/iss/feed.json", Address(topic="iss", leaf=Leaf.JSON)),
        ("/robots.txt", Address(leaf=Leaf.ROBOTS)),
        ("/sitemap.xml", Address(leaf=Leaf.SITEMAP)),
        ("/s/42/feed.atom", Address(number=42, leaf=Leaf.ATOM)),
    ],
)
def test_an_address_and_its_path_lead_to_each_other(path: str, address: Address) -> None:
    bare, _, query = path.partition("?at=")
    assert address_of(bare, {"at": query} if query else {}, LANGUAGES) == address
    assert path_of(address) == path


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/de/",
        "/s/0",
        "/s/042",
        "/s/1e3",
        "/s/٤٢",
        "/s/99999999999",
        "/s/42/about",
        "/page/2/feed.atom",
        "/ru/robots.txt",
        "/topic/iss/sitemap.xml",
        "/topic/",
        "/topic/../etc",
        "/topic/iss/s/42",
        "/page/0",
        "/metrics",
        "//s/42",
        "/s/42\n",
    ],
)
def test_what_cannot_be_there_has_no_address(path: str) -> None:
    assert address_of(path, {}, LANGUAGES) is None


@pytest.mark.parametrize("day", ["27.07.2022", "2022-02-30", "20220727", "tomorrow", "9" * 99])
def test_a_day_that_is_none_asks_for_now(day: str) -> None:
    assert address_of("/s/42", {"at": day}, LANGUAGES) == Address(number=42)


def test_only_a_story_has_days() -> None:
    assert address_of("/", {"at": "2022-07-27"}, LANGUAGES) == Address()
