"""The command line: run, demo, check, poll, the line tools, and the operator's commands.

Rule 1: each command imports what it needs when called, so that `match` never loads Telegram.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigError

if TYPE_CHECKING:
    from bot.app.feed_lists import Listed
    from bot.core.types import Catalog
    from bot.settings import Settings

Command = Callable[[argparse.Namespace, Mapping[str, str]], int]

EDITORS = ("FEEDS_FILE", "ALLOW_PRIVATE_HOSTS")
"""The settings of commands that use neither Telegram nor the database."""


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
    run.set_defaults(command=_run)
    demo = commands.add_parser("demo", help="replay July 2022 into a local Telegram page")
    demo.add_argument("--speed", default="1h", help="time to replay per second, like 1h, or max")
    demo.add_argument("--once", action="store_true", help="exit when everything is delivered")
    demo.add_argument("--port", type=int, help="port of the chat page (default: PORT or 8080)")
    demo.set_defaults(command=_demo)
    poll = commands.add_parser("poll", help="poll the due feeds once, send nothing")
    poll.add_argument("--all", action="store_true", help="all feeds, due or not")
    poll.set_defaults(command=_poll)


def _add_line_tools(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    match = commands.add_parser("match", help="JSON Lines in, topics and reasons out")
    match.add_argument("--with", dest="other", type=Path, help="try this file on stored entries")
    match.add_argument("--since", help="how far back, like 12h (default: 30d)")
    match.add_argument("--json", action="store_true", help="print a JSON line for each difference")
    match.set_defaults(command=_match)
    group = commands.add_parser("group", help="JSON Lines in, stories out")
    group.add_argument("--any-topic", action="store_true", help="skip the matcher")
    group.set_defaults(command=_group)
    compare = commands.add_parser("compare", help="pairs in, duplicate and same_story out")
    compare.set_defaults(command=_compare)
    summarize = commands.add_parser("summarize", help="texts in, summaries out")
    summarize.set_defaults(command=_summarize)
    explain = commands.add_parser("explain", help="every stage's verdict on one item, and why")
    explain.add_argument("--title", default="", help="the headline")
    explain.add_argument("--summary", default="", help="the text under it")
    explain.add_argument("--url", default="", help="its address")
    explain.add_argument("--feed", default="", help="id of a feed in feeds.yaml")
    explain.set_defaults(command=_explain)


def _add_lists(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    feeds = commands.add_parser("feeds", help="find a feed, import or export OPML; writes no file")
    kinds = feeds.add_subparsers(required=True, metavar="COMMAND")
    add = kinds.add_parser("add", help="a stanza for the feed behind a page, ready to paste")
    add.add_argument("url", help="address of the page or the feed")
    add.set_defaults(command=_feeds_add)
    export = kinds.add_parser("export", help="the feeds of feeds.yaml as OPML")
    export.set_defaults(command=_feeds_export)
    taken = kinds.add_parser("import", help="stanzas for the feeds of an OPML file")
    taken.add_argument("file", type=Path, help="the OPML file")
    taken.set_defaults(command=_feeds_import)


def _add_operations(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser("check", help="validate feeds.yaml: a table, or every error")
    check.add_argument("file", nargs="?", type=Path, help="default: FEEDS_FILE or feeds.yaml")
    check.add_argument("--online", action="store_true", help="also poll every feed once")
    check.set_defaults(command=_check)
    doctor = commands.add_parser("doctor", help="check the installation and say what to fix")
    doctor.set_defaults(command=_doctor)
    migrate = commands.add_parser("migrate", help="migrate the database to this version")
    migrate.set_defaults(command=_migrate)
    backup = commands.add_parser("backup", help="copy the SQLite database while it is in use")
    backup.add_argument("file", type=Path, help="the copy to write")
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="restore a backup; first polls send no alerts")
    restore.add_argument(
        "file", nargs="?", type=Path, help="the backup; leave out if it is already in place"
    )
    restore.set_defaults(command=_restore)


def _run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app.run_loop import run

    return run(settings)


def _demo(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    port = options.port or _settings(environment, only=("PORT",)).port
    from bot.app.demo import demo

    return demo(speed=options.speed, once=options.once, port=port)


def _poll(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app.poll_once import poll_once

    summary = poll_once(settings, every=options.all)
    print(json.dumps(summary))
    return 0


def _match(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli import line_tools as tools
    from bot.cli.json_lines import standard_lines

    if options.other:
        return _try(options, environment)
    if options.since or options.json:
        raise ConfigError("match: --since and --json need --with FILE, the feeds.yaml to try")
    standard_lines(tools.matching(_catalog(environment)))
    return 0


def _try(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.rule_trial import try_rules, try_rules_for_machines
    from bot.cli.json_lines import write_line
    from bot.core.lang.durations import parse_duration
    from bot.settings import load_settings

    back = parse_duration(options.since or "30d")
    if back is None:
        raise ConfigError("--since: write a time like 12h or 30d")
    settings = load_settings(environment)
    tried = try_rules_for_machines if options.json else try_rules
    summary = tried(settings, options.other, back=back, write=write_line)
    print(summary, file=sys.stderr if options.json else sys.stdout)
    return 0


def _group(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli import line_tools as tools
    from bot.cli.json_lines import standard_lines

    standard_lines(tools.grouping(None if options.any_topic else _catalog(environment)))
    return 0


def _compare(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli import line_tools as tools
    from bot.cli.json_lines import standard_lines

    standard_lines(tools.comparing())
    return 0


def _summarize(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli import line_tools as tools
    from bot.cli.json_lines import standard_lines

    standard_lines(tools.summarizing())
    return 0


def _explain(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli.explain import explanation
    from bot.cli.json_lines import one_line

    given = {key: getattr(options, key) for key in ("title", "summary", "url", "feed")}
    line = given if any(given.values()) else one_line(sys.stdin.buffer)
    print(explanation(_catalog(environment), line))
    return 0


def _check(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.catalog import load_catalog
    from bot.catalog.changes import table
    from bot.feeds.extraction import installed
    from bot.settings import load_settings

    settings = load_settings(environment, only=EDITORS)
    path = options.file or settings.feeds_file
    catalog = load_catalog(path, allow_private=settings.allow_private)
    print(table(catalog, can_extract=installed()))
    if options.online:
        from bot.app.check_online import check_online
        from bot.cli.json_lines import write_line

        for line in ("", *check_online(settings, path)):
            write_line(line)
    return 0


def _doctor(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.doctor import doctor

    code, report = doctor(environment)
    print(report)
    return code


def _feeds_add(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.feed_lists import propose

    return _list(propose(_feed_settings(environment), options.url))


def _feeds_export(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.feed_lists import export

    return _list(export(_feed_settings(environment)))


def _feeds_import(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.feed_lists import import_file

    return _list(import_file(_feed_settings(environment), options.file))


def _feed_settings(environment: Mapping[str, str]) -> "Settings":
    from bot.settings import load_settings

    known = {"FEEDS_FILE", "ALLOW_PRIVATE_HOSTS", "HOST_GAP", "CONTACT_URL"}
    return load_settings(environment, only=known)


def _list(listed: "Listed") -> int:
    """Print what to paste to standard output, notes to standard error."""
    from bot.cli.json_lines import write_line

    if listed.text:
        write_line(listed.text)
    for note in listed.notes:
        print(note, file=sys.stderr)
    return 0


def _migrate(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app.housekeeping import migrate

    print(migrate(settings))
    return 0


def _restore(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app.housekeeping import restored

    print(restored(settings, options.file))
    return 0


def _backup(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app.housekeeping import backup

    print(backup(settings, options.file))
    return 0


def _catalog(environment: Mapping[str, str]) -> "Catalog":
    """Load the catalog of FEEDS_FILE for the line tools, which connect nowhere."""
    from bot.catalog import load_catalog
    from bot.settings import load_settings

    path = load_settings(environment, only=EDITORS).feeds_file
    return load_catalog(path, allow_private=True)


def _settings(environment: Mapping[str, str], *, only: Sequence[str] | None = None) -> "Settings":
    """Load the settings. Called before heavy imports, so that errors show at once."""
    from bot.settings import load_settings

    return load_settings(environment, only=only)
