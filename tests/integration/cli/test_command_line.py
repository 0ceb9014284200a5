"""What the command line itself says: versions, pages of help, exit codes."""

import io
import json
import re
import sys
from collections.abc import Iterator

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
