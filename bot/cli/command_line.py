"""The command line: run, demo, check, poll, the line tools, and the operator's commands."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.cli import actions

Command = Callable[[argparse.Namespace, Mapping[str, str]], int]


def command(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command and return its exit code. Raises BotError with what people must fix."""
    options = parser().parse_args(arguments)
    chosen: Command = options.command
    return chosen(options, environment)


def parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="isswire",
        description="Telegram news alerts about the International Space Station and Roscosmos.",
        epilog="Settings come from the environment; docs/settings.md lists them.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_services(commands)
    _add_line_tools(commands)
    _add_lists(commands)
    _add_operations(commands)
    return parser


def _add_services(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = commands.add_parser("run", help="run the bot: poll feeds, answer people, send alerts")
    run.set_defaults(command=actions.run)
    demo = commands.add_parser("demo", help="replay July 2022 into a local Telegram page")
    demo.add_argument("--speed", default="1h", help="time to replay per second, like 1h, or max")
    demo.add_argument("--once", action="store_true", help="exit when everything is delivered")
    demo.add_argument("--port", type=int, help="port of the chat page (default: PORT or 8080)")
    demo.set_defaults(command=actions.demo)
    poll = commands.add_parser("poll", help="poll the due feeds once, send nothing")
    poll.add_argument("--all", action="store_true", help="all feeds, due or not")
    poll.set_defaults(command=actions.poll)


def _add_line_tools(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    match = commands.add_parser("match", help="JSON Lines in, topics and reasons out")
    match.add_argument("--with", dest="other", type=Path, help="try this file on stored entries")
    match.add_argument("--since", help="how far back, like 12h (default: 30d)")
    match.add_argument("--json", action="store_true", help="print a JSON line for each difference")
    match.set_defaults(command=actions.match)
    group = commands.add_parser("group", help="JSON Lines in, stories out")
    group.add_argument("--any-topic", action="store_true", help="skip the matcher")
    group.set_defaults(command=actions.group)
    tell = commands.add_parser("tell", help="JSON Lines in, what a channel is told of each out")
    tell.set_defaults(command=actions.tell)
    compare = commands.add_parser("compare", help="pairs in, duplicate and same_story out")
    compare.set_defaults(command=actions.compare)
    summarize = commands.add_parser("summarize", help="texts in, summaries out")
    summarize.set_defaults(command=actions.summarize)
    explain = commands.add_parser("explain", help="every stage's verdict on one item, and why")
    explain.add_argument("--title", default="", help="the headline")
    explain.add_argument("--summary", default="", help="the text under it")
    explain.add_argument("--url", default="", help="its address")
    explain.add_argument("--feed", default="", help="id of a feed in feeds.yaml")
    explain.set_defaults(command=actions.explain)


def _add_lists(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    feeds = commands.add_parser("feeds", help="find a feed, import or export OPML; writes no file")
    kinds = feeds.add_subparsers(required=True, metavar="COMMAND")
    add = kinds.add_parser("add", help="a stanza for the feed behind a page, ready to paste")
    add.add_argument("url", help="address of the page or the feed")
    add.set_defaults(command=actions.feeds_add)
    export = kinds.add_parser("export", help="the feeds of feeds.yaml as OPML")
    export.set_defaults(command=actions.feeds_export)
    taken = kinds.add_parser("import", help="stanzas for the feeds of an OPML file")
    taken.add_argument("file", type=Path, help="the OPML file")
    taken.set_defaults(command=actions.feeds_import)


def _add_operations(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser("check", help="validate feeds.yaml: a table, or every error")
    check.add_argument("file", nargs="?", type=Path, help="default: FEEDS_FILE or feeds.yaml")
    check.add_argument("--online", action="store_true", help="also poll every feed once")
    check.set_defaults(command=actions.check)
    doctor = commands.add_parser("doctor", help="check the installation and say what to fix")
    doctor.set_defaults(command=actions.doctor)
    migrate = commands.add_parser("migrate", help="migrate the database to this version")
    migrate.set_defaults(command=actions.migrate)
    backup = commands.add_parser("backup", help="copy the SQLite database while it is in use")
    backup.add_argument("file", type=Path, help="the copy to write")
    backup.set_defaults(command=actions.backup)
    restore = commands.add_parser("restore", help="restore a backup; first polls send no alerts")
    restore.add_argument(
        "file", nargs="?", type=Path, help="the backup; leave out if it is already in place"
    )
    restore.set_defaults(command=actions.restore)
