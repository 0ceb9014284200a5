"""Completion for bash and zsh, made from the parser itself."""

import argparse
from collections.abc import Iterator
from pathlib import Path

_BASH = """\
_isswire() {{
  local words="" files="" current="${{COMP_WORDS[COMP_CWORD]}}"
  case " ${{COMP_WORDS[*]:1:COMP_CWORD-1}} " in
{cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}}
complete -o filenames -F _isswire isswire
"""

_ZSH = "autoload -U +X bashcompinit && bashcompinit\n"


def completion(shell: str, parser: argparse.ArgumentParser) -> str:
    """Return the script a shell evaluates."""
    ways = sorted(_ways(parser, ""), key=lambda way: -len(way[0]))
    cases = "\n".join(
        f"""    " {path}"*) words="{" ".join(words)}" files="{"yes" if files else ""}" ;;"""
        for path, words, files in ways
    )
    return (_ZSH if shell == "zsh" else "") + _BASH.format(cases=cases)


def _ways(parser: argparse.ArgumentParser, path: str) -> Iterator[tuple[str, list[str], bool]]:
    """Yield for each command: how it begins, what may follow, and whether that can be a file."""
    words: list[str] = []
    files = False
    for action in parser._actions:  # argparse names no public way to ask
        words += action.option_strings
        files = files or action.type is Path
        if isinstance(action, argparse._SubParsersAction):
            words += action.choices
            for name, each in action.choices.items():
                yield from _ways(each, f"{path}{name} ")
        elif action.choices:
            words += map(str, action.choices)
    yield path, words, files
