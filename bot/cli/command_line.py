"""The command line: run, demo, check, poll, the line tools, and the operator's commands."""

import argparse
import platform
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from bot import __version__
from bot.cli import actions
from bot.cli.completion import completion
from bot.cli.manual import MANUAL

Command = Callable[[argparse.Namespace, Mapping[str, str]], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command and return its exit code. Raises BotError with what people must fix."""
    options, rest = parser().parse_known_args(arguments or ["--help"])
    if rest:
        options.parser.error(f"unrecognized arguments: {' '.join(rest)}")
    chosen: Command = options.command
    return chosen(options, environment)


class _Parser(argparse.ArgumentParser):
    """Takes no beginnings of options, and says which command was meant by a mistyped one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        given = re.search("invalid choice: '([^']+)' \\(choose from (.+)\\)", message)
        if given and (close := get_close_matches(given[1], re.findall(r"[\w-]+", given[2]), 1)):
            message = f"no command {given[1]}; did you mean {close[0]}?"
        super().error(message)


def parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    parser: argparse.ArgumentParser = _Parser(
        prog="isswire",
        description="Telegram news alerts about the International Space Station and Roscosmos.",
        epilog="Settings come from the environment; docs/settings.md lists them. "
        "`isswire COMMAND -h` has formats and examples.",
    )
    version = f"isswire {__version__}, Python {platform.python_version()}"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_services(commands)
    _add_line_tools(commands)
    _add_lists(commands)
    _add_operations(commands)
    return parser


def _add(
    commands: Commands, name: str, action: Command | None, summary: str, *, under: str = ""
) -> argparse.ArgumentParser:
    """Add a command: a line in its parent's list, and its page of the manual under its options."""
    added: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=MANUAL[f"{under}{name}"],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if action:
        added.set_defaults(command=action, parser=added)
    return added


def _add_services(commands: Commands) -> None:
    run = _add(commands, "run", actions.run, "run the bot: poll feeds, answer people, send alerts")
    run.add_argument("--local", action="store_true", help="with a Telegram page on this machine")
    demo = _add(commands, "demo", actions.demo, "replay July 2022 into a local Telegram page")
    demo.add_argument("--speed", default="1h", help="time to replay per second, like 1h, or max")
    demo.add_argument("--once", action="store_true", help="exit when everything is delivered")
    demo.add_argument("--port", type=_port, help="port of the chat page (default: PORT or 8080)")
    poll = _add(commands, "poll", actions.poll, "poll the due feeds once, send nothing")
    poll.add_argument("--all", action="store_true", help="all feeds, due or not")


def _port(text: str) -> int:
    """Read a port; argparse puts the message behind the option's name."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) < 65_536):
        raise argparse.ArgumentTypeError("write a number from 0 to 65535")
    return int(text)


def _add_line_tools(commands: Commands) -> None:
    match = _add(commands, "match", actions.match, "JSON Lines in, topics and reasons out")
    match.add_argument("--with", dest="other", type=Path, help="try this file on stored entries")
    match.add_argument("--since", help="how far back, like 12h (default: 30d)")
    match.add_argument("--json", action="store_true", help="print a JSON line for each difference")
    group = _add(commands, "group", actions.group, "JSON Lines in, stories out")
    group.add_argument("--any-topic", action="store_true", help="skip the matcher")
    tell = _add(
        commands, "tell", actions.tell, "JSON Lines in, what a channel is told of each out"
    )
    tell.add_argument("--any-topic", action="store_true", help="skip the matcher")
    _add(commands, "compare", actions.compare, "pairs in, duplicate and same_story out")
    _add(commands, "summarize", actions.summarize, "texts in, summaries out")
    explain = _add(
        commands, "explain", actions.explain, "every stage's verdict on one item, and why"
    )
    explain.add_argument("--title", default="", help="the headline")
    explain.add_argument("--summary", default="", help="the text under it")
    explain.add_argument("--url", default="", help="its address")
    explain.add_argument("--feed", default="", help="id of a feed in feeds.yaml")


def _add_lists(commands: Commands) -> None:
    feeds = _add(
        commands,
        "feeds",
        None,
        "find a feed, look into one, import or export OPML; writes no file",
    )
    kinds = feeds.add_subparsers(required=True, metavar="COMMAND")

    def of_feeds(name: str, action: Command, summary: str) -> argparse.ArgumentParser:
        return _add(kinds, name, action, summary, under="feeds ")

    add = of_feeds("add", actions.feeds_add, "a stanza for the feed behind a page, to paste")
    add.add_argument("url", help="address of the page or the feed")
    show = of_feeds("show", actions.feeds_show, "what the bot sees in a feed, and why")
    show.add_argument("what", metavar="URL|FILE|ID", help="an address, a file, or a feed's id")
    show.add_argument("--json", action="store_true", help="a JSON line for each entry")
    of_feeds("export", actions.feeds_export, "the feeds of feeds.yaml as OPML")
    taken = of_feeds("import", actions.feeds_import, "stanzas for the feeds of an OPML file")
    taken.add_argument("file", type=Path, help="the OPML file")


def _add_operations(commands: Commands) -> None:
    check = _add(commands, "check", actions.check, "validate feeds.yaml: a table, or every error")
    check.add_argument("file", nargs="?", type=Path, help="default: FEEDS_FILE or feeds.yaml")
    check.add_argument("--online", action="store_true", help="also poll every feed once")
    doctor = _add(commands, "doctor", actions.doctor, "check the installation and say what to fix")
    doctor.add_argument(
        "--chat",
        default="",
        metavar="@CHANNEL",
        help="also try a message there: post, edit, delete",
    )
    _add(commands, "migrate", actions.migrate, "migrate the database to this version")
    backup = _add(commands, "backup", actions.backup, "copy the SQLite database while in use")
    backup.add_argument("file", type=Path, help="the copy to write")
    restore = _add(
        commands, "restore", actions.restore, "restore a backup; first polls send no alerts"
    )
    restore.add_argument(
        "file", nargs="?", type=Path, help="the backup; leave out if it is already in place"
    )
    site = _add(commands, "site", actions.site, "write the public pages as files")
    site.add_argument("folder", type=Path, help="where to; of it only own files are changed")
    shell = _add(commands, "completion", _completion, "print completion for your shell")
    shell.add_argument("shell", choices=("bash", "zsh"))


def _completion(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    sys.stdout.write(completion(options.shell, parser()))
    return 0
