"""`isswire check --online`: reads the file's feeds once and records nothing."""

import asyncio
from pathlib import Path

import pytest

from bot.app.check_online import inspections
from bot.catalog import load_catalog
from bot.cli.command_line import command
from bot.core.reading.inspection import Inspection
from bot.errors import ConfigError
from bot.settings import load_settings
from tests.integration.feeds.feed_server import (
    FeedServer,
    Request,
    a_document,
    an_answer,
    an_item,
    serving,
)

HEAD = "topics:\n  iss: {title: ISS}\nfeeds:\n"
FEED = '  {id}: {{url: "{url}", title: T, language: en, role: press, every: 10m}}\n'
GAP = 0.2


async def script(request: Request, writer: asyncio.StreamWriter) -> None:
    moved = an_answer(status="301 Moved Permanently", headers=["Location: /news"])
    document = a_document(an_item("ISS crew returns"), an_item("Bread rises"))
    answers = {"/old": moved, "/news": an_answer(document)}
    writer.write(answers.get(request.path, an_answer(status="404 Not Found")))


def written(folder: Path, server: FeedServer, *paths: str) -> Path:
    feeds = (FEED.format(id=path.strip("/"), url=server.url(path)) for path in paths)
    (folder / "feeds.yaml").write_text(HEAD + "".join(feeds), encoding="utf-8")
    return folder / "feeds.yaml"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def looked_at(folder: Path, server: FeedServer, *paths: str) -> dict[str, Inspection]:
    environment = {"ALLOW_PRIVATE_HOSTS": "1", "HOST_GAP": f"{GAP}s"}
    catalog = load_catalog(written(folder, server, *paths), allow_private=True)
    found = await inspections(load_settings(environment), catalog)
    return {each.feed.id: each for each in found}


async def test_each_feed_is_asked_once_and_reported_as_it_is(tmp_path: Path) -> None:
    async with serving(script) as server:
        found = await looked_at(tmp_path, server, "/news", "/old", "/gone")

    assert sorted(request.path for request in server.requests) == [
        "/gone",
        "/news",
        "/news",
        "/old",
    ]
    news, old, gone = found["news"], found["old"], found["gone"]
    assert (news.format, news.entries, news.matches, news.moved_to) == ("rss20", 2, 1, "")
    assert old.moved_to == server.url("/news")
    assert gone.error == "it answers 404 Not Found"
    assert names(tmp_path) == {"feeds.yaml"}


async def test_a_host_is_asked_at_its_pace(tmp_path: Path) -> None:
    async with serving(script) as server:
        await looked_at(tmp_path, server, "/news", "/gone", "/lost")

    first, *_, last = sorted(request.at for request in server.requests)
    assert last - first >= 2 * GAP * 0.9


def test_failing_feeds_are_no_failure_of_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(HEAD + FEED.format(id="dead", url="http://127.0.0.1:9/rss"), encoding="utf-8")
    assert command(["check", "--online", str(file)], {"ALLOW_PRIVATE_HOSTS": "1"}) == 0
    assert "0 of 1 feeds can be read" in capsys.readouterr().out


def test_an_invalid_file_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(HEAD + FEED.format(id="inside", url="http://127.0.0.1:9/rss"), "utf-8")
    with pytest.raises(ConfigError, match=r"write a public address"):
        command(["check", "--online", str(file)], {})
