"""What the command line itself says: versions, pages of help, exit codes."""

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import __version__
from bot.cli.command_line import command, parser
from bot.cli.manual import MANUAL
from bot.errors import BotError


def helped(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        command(arguments, {})
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert f"isswire {__version__}, Python 3." in helped("--version", capsys=capsys)


def test_without_a_command_it_helps(capsys: pytest.CaptureFixture[str]) -> None:
    assert helped(capsys=capsys) == helped("-h", capsys=capsys)


@pytest.mark.parametrize("name", MANUAL)
def test_each_page_has_an_example_that_the_parser_takes(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = helped(*name.split(), "-h", capsys=capsys)
    assert max(map(len, page.splitlines())) <= 100
    examples = list(_examples(page))
    assert examples
    for example in examples:
        parser().parse_args(example)


def _examples(page: str) -> Iterator[list[str]]:
    for line in page.partition("example:")[2].splitlines():
        found = re.search(r"isswire ((?:[^|<>)#\"]|\"[^\"]*\")+)", line)
        if found:
            yield re.findall(r'"[^"]*"|\S+', found[1])


def fed(text: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    class Fed(io.StringIO):
        buffer = io.BytesIO(text.encode())

    monkeypatch.setattr(sys, "stdin", Fed())
    return command(arguments, {})


def test_a_line_that_is_no_json_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fed('{"id": 1, "title": "Tea"}\nnot json\n', monkeypatch, "match") == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["topics"], second["error"][:7]) == ([], "line 2:")
    assert fed('{"id": 1, "title": "Tea"}\n', monkeypatch, "match") == 0


def test_a_word_is_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BotError, match="write an address like"):
        command(["feeds", "add", "notaurl"], {})


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        command(arguments, {})
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "usage"),
    [
        ("match nofile", "isswire match [-h] [--with OTHER]"),
        ("poll --al", "isswire poll [-h] [--all]"),
        ("feeds export file", "isswire feeds export [-h]"),
        ("migrate --x", "isswire migrate [-h]"),
    ],
)
def test_what_a_command_does_not_take_is_answered_with_its_own_usage(
    asked: str, usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(*asked.split(), capsys=capsys)
    assert said.startswith(f"usage: {usage}")
    assert f"unrecognized arguments: {asked.split()[-1]}" in said


def test_a_mistyped_command_is_answered_with_the_one_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "did you mean restore?" in refused("restroe", capsys=capsys)


def test_a_mistyped_feed_is_answered_with_the_one_meant() -> None:
    with pytest.raises(BotError, match="did you mean nasa-news"):
        command(["feeds", "show", "nasa-new"], {})


def test_a_missing_feeds_yaml_is_told_with_what_to_do() -> None:
    with pytest.raises(BotError, match=r"set FEEDS_FILE, or start where feeds\.yaml lies"):
        command(["check"], {"FEEDS_FILE": "nowhere.yaml"})


@pytest.mark.parametrize("asked", ["check none.yaml", "match --with none.yaml"])
def test_a_file_that_was_named_is_missed_by_its_name(asked: str) -> None:
    with pytest.raises(BotError, match=r"^none\.yaml: there is no such file"):
        command(asked.split(), {})


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_a_port_that_cannot_be_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "write a number from 0 to 65535" in refused("demo", f"--port={port}", capsys=capsys)


def test_a_mistyped_feed_of_explain_is_answered_with_the_one_meant() -> None:
    with pytest.raises(BotError, match=r"no feed nasa-new in feeds\.yaml; did you mean nasa-news"):
        command(["explain", "--title", "Soyuz docks", "--feed", "nasa-new"], {})


def test_rules_are_tried_on_no_new_database(tmp_path: Path) -> None:
    none = tmp_path / "none.db"
    with pytest.raises(BotError, match="is empty or not there; set DATABASE_URL"):
        command(["match", "--with", "feeds.yaml"], {"DATABASE_URL": f"sqlite:///{none}"})
    assert not none.exists()


def test_explain_speaks_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    titles = {
        "Progress MS-21 docks at the ISS": (
            "whose word the outlet's own",
            "how said   stated as a fact",
            "told       as a message: docking, may make a sound",
        ),
        "Russia decided to leave the ISS, TASS reports": (
            "whose word TASS",
            "how said   as decided",
        ),
    }
    for title, lines in titles.items():
        assert command(["explain", "--title", title], {}) == 0
        said = capsys.readouterr().out
        assert not [line for line in lines if line not in said], said


def test_doctor_without_a_token_cannot_try_a_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/isswire.db"}
    assert command(["doctor", "--chat", "@isswire"], database) == 1
    assert "WRONG chat      @isswire not tried; set TELEGRAM_TOKEN" in capsys.readouterr().out
