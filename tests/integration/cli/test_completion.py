"""Completion, as a real bash does it."""

import subprocess

import pytest

from bot.cli.command_line import parser
from bot.cli.completion import completion

ASK = """
{script}
COMP_WORDS=({words})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_isswire
echo "${{COMPREPLY[@]}}"
"""


def completed(*words: str) -> list[str]:
    quoted = " ".join(f"'{word}'" for word in ("isswire", *words))
    asked = ASK.format(script=completion("bash", parser()), words=quoted)
    said = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert said.stderr == ""
    return said.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("fe",), {"feeds"}),
        (("--v",), {"--version"}),
        (("feeds", ""), {"-h", "--help", "add", "show", "export", "import"}),
        (("feeds", "show", "--j"), {"--json"}),
        (("completion", ""), {"-h", "--help", "bash", "zsh"}),
        (("run", "--nothing"), set()),
    ],
)
def test_what_may_follow_is_offered(words: tuple[str, ...], offered: set[str]) -> None:
    assert set(completed(*words)) == offered


def test_files_are_offered_where_a_file_is_asked_for() -> None:
    assert "pyproject.toml" in completed("check", "pyproj")
    assert completed("run", "pyproj") == []


def test_zsh_takes_it_through_its_bash_completion() -> None:
    assert "bashcompinit" in completion("zsh", parser()).splitlines()[0]
