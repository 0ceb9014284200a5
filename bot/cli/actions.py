"""What each command does: arguments and environment in, exit code out.

Rule 1: each command imports what it needs when called, so that `match` never loads Telegram.
"""

import argparse
import gc
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigError

if TYPE_CHECKING:
    from bot.app.feed_lists import Listed
    from bot.core.types import Catalog
    from bot.settings import Settings

EDITORS = ("FEEDS_FILE", "ALLOW_PRIVATE_HOSTS")
"""The settings of commands that use neither Telegram nor the database."""


@contextmanager
def _loading() -> Iterator[None]:
    """Look for no garbage meanwhile: whatever is imported stays, and the looks take a tenth."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    if not settings.token and not options.local:
        raise ConfigError(
            "TELEGRAM_TOKEN: not set; get a token from @BotFather, or try the bot on this "
            "machine: isswire run --local"
        )
    with _loading():
        from bot.app import run_loop

    return run_loop.run(settings, local=options.local)


def demo(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    port = options.port or _settings(environment, only=("PORT",)).port
    with _loading():
        from bot.app import demo as replayed

    return replayed.demo(speed=options.speed, once=options.once, port=port)


def poll(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    with _loading():
        from bot.app.poll_once import poll_once
        from bot.cli.progress import shown_progress

    with shown_progress() as progress:
        summary, failed = poll_once(settings, every=options.all, progress=progress)
    for line in failed:
        print(line, file=sys.stderr)
    print(json.dumps(summary))
    return 1 if summary["feeds"] and summary["failed"] == summary["feeds"] else 0


def match(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli import line_tools as tools
    from bot.cli.json_lines import standard_lines

    if options.other:
        return _try(options, environment)
    if options.since or options.json:
        raise ConfigError("match: --since and --json need --with FILE, the feeds.yaml to try")
    return standard_lines(tools.matching(_catalog(environment)))


def _try(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.rule_trial import try_rules, try_rules_for_machines
    from bot.cli.json_lines import write_line
    from bot.core.lang.durations import parse_duration
    from bot.settings import load_settings

    back = parse_duration(options.since or "30d")
    if back is None:
        raise ConfigError("--since: write a time like 12h or 30d")
    settings, other = load_settings(environment), _existing(options.other)
    tried = try_rules_for_machines if options.json else try_rules
    summary = tried(settings, other, back=back, write=write_line)
    print(summary, file=sys.stderr if options.json else sys.stdout)
    return 0


def group(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli import line_tools as tools
    from bot.cli.json_lines import standard_lines

    return standard_lines(tools.grouping(None if options.any_topic else _catalog(environment)))


def tell(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli.json_lines import standard_lines
    from bot.cli.telling import Telling

    channel = Telling(_catalog(environment), any_topic=options.any_topic)
    return standard_lines(channel.answer)


def compare(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli import line_tools as tools
    from bot.cli.json_lines import standard_lines

    return standard_lines(tools.comparing())


def summarize(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli import line_tools as tools
    from bot.cli.json_lines import standard_lines

    return standard_lines(tools.summarizing())


def explain(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.cli.explain import explanation
    from bot.cli.json_lines import one_line

    given = {key: getattr(options, key) for key in ("title", "summary", "url", "feed")}
    line = given if any(given.values()) else one_line(sys.stdin.buffer)
    catalog = _catalog(environment)
    if options.feed and catalog.feed(options.feed) is None:
        raise ConfigError(_no_feed(options.feed, catalog))
    print(explanation(catalog, line))
    return 0


def _no_feed(id: str, catalog: "Catalog") -> str:
    close = get_close_matches(id, [feed.id for feed in catalog.feeds], 1)
    meant = f"; did you mean {close[0]}?" if close else "; FEEDS_FILE says which file is read"
    return f"--feed: no feed {id} in feeds.yaml{meant}"


def check(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.catalog import load_catalog
    from bot.catalog.changes import table
    from bot.feeds.extraction import installed
    from bot.settings import load_settings

    settings = load_settings(environment, only=EDITORS)
    path = _existing(options.file) if options.file else settings.feeds_file
    catalog = load_catalog(path, allow_private=settings.allow_private)
    print(table(catalog, can_extract=installed()))
    if options.online:
        from bot.app.check_online import check_online
        from bot.cli.json_lines import write_line
        from bot.cli.progress import shown_progress

        with shown_progress() as progress:
            lines = list(check_online(settings, path, progress=progress))
        for line in ("", *lines):
            write_line(line)
    return 0


def doctor(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app import doctor as examining

    code, report = examining.doctor(environment, chat=options.chat)
    print(report)
    return code


def feeds_add(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.feed_lists import propose

    return _list(propose(_feed_settings(environment), options.url))


def feeds_show(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.feed_show import in_words, shown
    from bot.cli.json_lines import write_line

    seen = shown(_feed_settings(environment), options.what)
    for entry in seen.entries:
        write_line(json.dumps(entry, ensure_ascii=False) if options.json else in_words(entry))
    print(seen.summary, file=sys.stderr)
    return 0


def feeds_export(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.feed_lists import export

    return _list(export(_feed_settings(environment)))


def feeds_import(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    from bot.app.feed_lists import import_file

    return _list(import_file(_feed_settings(environment), options.file))


def _existing(path: Path) -> Path:
    """Return the file that was named. Raises ConfigError where there is none."""
    if not path.is_file():
        raise ConfigError(f"{path}: there is no such file; name a feeds.yaml")
    return path


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


def migrate(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app import upkeep
    from bot.cli.progress import shown_progress

    with shown_progress() as progress:
        said = upkeep.migrate(settings, progress=progress)
    print(said)
    return 0


def restore(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app import upkeep
    from bot.cli.progress import shown_progress

    with shown_progress() as progress:
        said = upkeep.restored(settings, options.file, progress=progress)
    print(said)
    return 0


def backup(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app import upkeep
    from bot.cli.progress import shown_progress

    with shown_progress() as progress:
        said = upkeep.backup(settings, options.file, progress=progress)
    print(said)
    return 0


def site(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    settings = _settings(environment)
    from bot.app.site_files import write_site
    from bot.cli.progress import shown_progress

    with shown_progress() as progress:
        summary = write_site(settings, options.folder, progress=progress)
    print(summary)
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
