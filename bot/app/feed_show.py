"""`isswire feeds show`: a feed as the bot sees it: entries, verdicts, stories; records nothing."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.clock import wall_clock
from bot.app.feed_reader import opened_reader
from bot.app.intake import ruleset_of
from bot.catalog import load_catalog
from bot.catalog.problems import quoted
from bot.catalog.references import one_spelling
from bot.catalog.scalar_values import nearest
from bot.core.grouping.grouper import Grouper
from bot.core.matching.matcher import Matcher
from bot.core.reading.inspection import seen_entries
from bot.core.reading.poll_result import Changed, Failed, PollResult
from bot.core.reading.schedule import first_state
from bot.core.reading.source_kinds import address_of, guessed_kind
from bot.core.reasons import english
from bot.core.types import Catalog, Entry, Feed, Relation, Role
from bot.errors import BotError
from bot.rules.entity_rules import load_entities
from bot.settings import Settings

Shown = dict[str, object]
"""One entry, as `--json` prints it."""

_RELATIONS = {Relation.NEW: "new", Relation.SAME: "same"}
"""All other relations are "joins"."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in a feed."""

    entries: tuple[Shown, ...]
    summary: str


def shown(settings: Settings, what: str) -> Seen:
    """Read a feed of feeds.yaml, an address or a file once. Raises BotError if it is no feed."""
    catalog = load_catalog(settings.feeds_file, allow_private=settings.allow_private)
    now = wall_clock()
    feed, file = _meant(catalog, what)
    result = asyncio.run(_result(settings, feed, file, now))
    if isinstance(result, Failed):
        raise BotError(f"{quoted(what)}: {english(result.error)}")
    assert isinstance(result, Changed)  # noqa: S101  # asked without validators: never unchanged
    entries = tuple(_entries(seen_entries(result), feed, ruleset_of(catalog).matcher))
    ours = sum(bool(entry["topics"]) for entry in entries)
    stories = len({entry["story"] for entry in entries if entry["story"]})
    noted = "".join(f"; {note}" for note in (result.note, _moved(result)) if note)
    counted = f"{len(entries)} entries, {ours} ours, in {stories} stories"
    return Seen(entries, f"{result.format}: {counted}{noted}")


def in_words(entry: Shown) -> str:
    """Write an entry for people."""
    head = f"{entry['published'] or 'undated':16.16}  {entry['title'] or '(no headline)'}"
    lines = [head.replace("T", " ", 1) if entry["published"] else head]
    if entry["url"]:
        lines.append(f"    {entry['url']}")
    lines.append(
        f"    {_listed(entry['topics']) or 'not ours'}: {_listed(entry['reasons'], '; ')}"
    )
    if entry["story"]:
        why = _listed(entry["story_reasons"], "; ")
        lines.append(f"    story {entry['story']}, {entry['relation']}{f': {why}' if why else ''}")
    return "\n".join(lines)


def _listed(values: object, between: str = ", ") -> str:
    return between.join(map(str, values)) if isinstance(values, list) else ""


def _meant(catalog: Catalog, what: str) -> tuple[Feed, Path | None]:
    """Return the feed to read, and the file if it lies in one."""
    what = address_of(what)
    for feed in catalog.feeds:
        if what == feed.id or ("://" in what and one_spelling(feed.url) == one_spelling(what)):
            return feed, None
    if "://" in what:
        return _stranger(what), None
    if Path(what).exists():
        return _stranger(Path(what).absolute().as_uri()), Path(what)
    word = nearest(what, [feed.id for feed in catalog.feeds])
    meant = f"; did you mean {word}?" if word else ""
    said = "no feed of feeds.yaml, no file, and no address (https://...)"
    raise BotError(f"{quoted(what)}: {said}{meant}")


def _stranger(url: str) -> Feed:
    """Return a feed that feeds.yaml does not have."""
    return Feed(
        id="shown",
        url=url,
        title=url,
        language="",
        role=Role.PRESS,
        every=timedelta(hours=1),
        kind=guessed_kind(url),
    )


async def _result(settings: Settings, feed: Feed, file: Path | None, now: datetime) -> PollResult:
    async with opened_reader(settings) as reader:
        if file is None:
            return await reader.read(feed, first_state(feed, now), now)
        try:
            body = await asyncio.to_thread(file.read_bytes)
        except OSError as error:
            raise BotError(f"{file} cannot be read: {error.strerror}") from error
        return await reader.document(feed, body, now)


def _entries(entries: tuple[Entry, ...], feed: Feed, matcher: Matcher) -> Iterator[Shown]:
    """Match and place the entries, oldest first; return them in the document's order."""
    verdicts = {entry.id: matcher.verdict_of(entry, feed) for entry in entries}
    grouper, numbers = Grouper(load_entities()), dict[str, int]()
    ours = sorted((each for each in entries if verdicts[each.id].topics), key=lambda each: each.at)
    placements = {entry.id: grouper.place(entry) for entry in ours}
    for placed in placements.values():
        numbers.setdefault(placed.story, len(numbers) + 1)
    for entry in entries:
        verdict, placement = verdicts[entry.id], placements.get(entry.id)
        yield {
            "published": entry.published.isoformat() if entry.published else None,
            "title": entry.title,
            "summary": entry.summary,
            "url": entry.url,
            "language": entry.language,
            "topics": list(verdict.topics),
            "reasons": [english(reason) for reason in verdict.reasons],
            "story": numbers[placement.story] if placement else None,
            "relation": _RELATIONS.get(placement.relation, "joins") if placement else None,
            "story_reasons": [english(each) for each in placement.reasons] if placement else [],
        }


def _moved(result: Changed) -> str:
    return f"it has moved to {result.moved_to}" if result.moved_to else ""
