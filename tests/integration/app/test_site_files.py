"""The public pages as files."""

import asyncio
from pathlib import Path

import pytest

from bot.app.site_files import HALF, file_of, write_site
from bot.core.pages.addresses import Address, Leaf
from bot.errors import ConfigError
from bot.settings import Settings
from storage.store import Store
from tests.integration.app.test_public_site import story, told
from tests.sqlite_files import migrated
from tests.strict_page import Page

FEEDS = Path(__file__).parents[3] / "feeds.yaml"


def settings(folder: Path, url: str = "https://news.example") -> Settings:
    return Settings(database_url=migrated(folder / "isswire.db"), feeds_file=FEEDS, public_url=url)


def change(folder: Path, *stories: object) -> None:
    async def stored() -> None:
        async with await Store.open(settings(folder).database_url) as store:
            if not stories:
                await told(store)
            for each in stories:
                await store.record_story(each)  # type: ignore[arg-type]

    asyncio.run(stored())


def written(folder: Path, target: Path) -> str:
    return write_site(settings(folder), target, progress=lambda *_: None)


def test_every_public_page_is_a_file_and_nothing_else_is(tmp_path: Path) -> None:
    change(tmp_path)
    target = tmp_path / "site"
    written(tmp_path, target)
    files = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    assert {
        "index.html",
        "ru/index.html",
        "about/index.html",
        "s/1/index.html",
        "ru/s/2/feed.json",
        "topic/roscosmos/index.html",
        "feed.atom",
        "robots.txt",
        "sitemap.xml",
        "calendar.ics",
    } <= files
    assert not {name for name in files if "s/3" in name}
    assert not [name for name in files if "secret" in (target / name).read_text()]


def test_a_story_merged_into_another_leads_there(tmp_path: Path) -> None:
    change(tmp_path)
    target = tmp_path / "site"
    written(tmp_path, target)
    page = Page((target / "ru/s/4/index.html").read_text())
    refreshes = [
        each["content"] for each in page.of("meta") if each.get("http-equiv") == "refresh"
    ]
    assert refreshes == ["0; url=/ru/s/1"]
    assert "/ru/s/1" in [each["href"] for each in page.of("a")]
    assert {path.name for path in (target / "s/4").iterdir()} == {"index.html"}
    assert "/s/4" not in (target / "sitemap.xml").read_text()


def test_one_merged_into_a_story_that_is_held_is_gone(tmp_path: Path) -> None:
    change(tmp_path)
    change(tmp_path, story(5, "Another", merged_into=f"{3:016x}"))
    written(tmp_path, tmp_path / "site")
    assert not (tmp_path / "site/s/5").exists()


def test_what_a_killed_run_left_half_written_is_no_file_of_the_site(tmp_path: Path) -> None:
    change(tmp_path)
    target = tmp_path / "site"
    written(tmp_path, target)
    half = [path for path in target.rglob("*") if "half" in path.name]
    (target / HALF).write_text("<html>half a pa")
    written(tmp_path, target)
    assert half == []
    assert not (target / HALF).exists()


def test_a_static_page_carries_its_policy_and_has_no_form(tmp_path: Path) -> None:
    change(tmp_path)
    written(tmp_path, tmp_path / "site")
    page = Page((tmp_path / "site/s/1/index.html").read_text())
    policies = [each for each in page.of("meta") if "http-equiv" in each]
    assert policies[0]["content"].startswith("default-src 'none'; style-src 'sha256-")
    assert page.of("form") == []


def test_a_second_run_writes_what_changed_and_deletes_what_is_gone(tmp_path: Path) -> None:
    change(tmp_path)
    target = tmp_path / "site"
    written(tmp_path, target)
    (target / "CNAME").write_text("news.example")
    assert " 0 written, 0 deleted" in written(tmp_path, target)
    change(tmp_path, story(2, "Roscosmos has a new chief", topics=("roscosmos",), held=True))
    summary = written(tmp_path, target)
    assert summary.endswith(" 6 deleted")
    assert not (target / "s/2/index.html").exists()
    assert (target / "CNAME").exists()


def test_without_an_address_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PUBLIC_URL"):
        write_site(settings(tmp_path, ""), tmp_path / "site", progress=lambda *_: None)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(ConfigError, match="site: cannot be written"):
        written(tmp_path, tmp_path / "site")


@pytest.mark.parametrize(
    ("address", "file"),
    [
        (Address(), "index.html"),
        (Address("ru"), "ru/index.html"),
        (Address(number=42, page=2), "s/42/page/2/index.html"),
        (Address(topic="iss", leaf=Leaf.JSON), "topic/iss/feed.json"),
    ],
)
def test_an_address_has_its_file(address: Address, file: str) -> None:
    assert file_of(address) == file
