"""`isswire feeds show`: what the bot sees in a feed of the file, at an address, in a file."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.app.feed_show import in_words, shown
from bot.cli.command_line import command
from bot.errors import BotError
from bot.settings import load_settings
from tests.integration.feeds.feed_server import (
    Request,
    a_document,
    an_answer,
    an_item,
    serving,
)

FILE = """\
feeds:
  press: {{url: "{url}", title: Press, language: en, role: press, every: 10m}}
topics:
  iss: {{title: ISS}}
"""
DOCUMENT = a_document(
    an_item("Progress MS-31 docks with the ISS"),
    an_item("Bread rises"),
    an_item("Progress MS-31 has docked with the ISS"),
)


async def script(request: Request, writer: asyncio.StreamWriter) -> None:
    known = request.path == "/rss"
    writer.write(an_answer(DOCUMENT) if known else an_answer(status="404 Not Found"))


def environment(folder: Path, url: str = "https://press.example/rss") -> dict[str, str]:
    (folder / "feeds.yaml").write_text(FILE.format(url=url), encoding="utf-8")
    file = str(folder / "feeds.yaml")
    return {"FEEDS_FILE": file, "ALLOW_PRIVATE_HOSTS": "1", "HOST_GAP": "0s"}


@pytest.mark.parametrize("by", ["id", "address"])
async def test_a_feed_is_shown_as_the_bot_sees_it(tmp_path: Path, by: str) -> None:
    async with serving(script) as server:
        what = "press" if by == "id" else server.url("/rss")
        settings = load_settings(environment(tmp_path, server.url("/rss")))
        seen = await asyncio.to_thread(shown, settings, what)
    assert [(each["topics"], each["story"]) for each in seen.entries] == [
        (["iss"], 1),
        ([], None),
        (["iss"], 1),
    ]
    assert {each["relation"] for each in seen.entries} - {None} >= {"new"}
    assert seen.summary == "rss20: 3 entries, 2 ours, in 1 stories"
    assert not list(tmp_path.glob("*.db"))  # noqa: ASYNC240
    [_, second, _] = seen.entries
    assert "\n    not ours: " in in_words(second)


async def test_a_feed_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    async with serving(script) as server:
        settings = load_settings(environment(tmp_path))
        with pytest.raises(BotError, match="404 Not Found"):
            await asyncio.to_thread(shown, settings, server.url("/gone"))


def test_a_saved_document_is_shown_as_json_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "saved.xml").write_bytes(DOCUMENT)
    given = environment(tmp_path)
    assert command(["feeds", "show", str(tmp_path / "saved.xml"), "--json"], given) == 0
    said = capsys.readouterr()
    assert len([json.loads(line) for line in said.out.splitlines()]) == 3
    assert "3 entries, 2 ours" in said.err


def test_what_is_nothing_of_all_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BotError, match=r"no feed of feeds\.yaml, no file, and no address"):
        shown(load_settings(environment(tmp_path)), "nothing")
