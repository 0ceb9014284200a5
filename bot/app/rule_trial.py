"""`isswire match --since 30d --with new.yaml`: what another feeds.yaml would make of stored news.

Rule 1: nothing is recorded; entries are read in slices and differences written at once, so that
memory is bounded.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.clock import wall_clock
from bot.app.intake import ruleset_of
from bot.catalog import load_catalog
from bot.core.matching.rule_diff import Difference, Rules, difference
from bot.core.reasons import english
from bot.core.types import Catalog, Verdict
from bot.settings import Settings
from storage.pruning import BODY_LIFE
from storage.store import Store

Write = Callable[[str], None]


@dataclass(slots=True)
class _Counts:
    """The figures of a trial."""

    since: datetime
    looked_at: int = 0
    gained: int = 0
    lost: int = 0


def try_rules(settings: Settings, other: Path, *, back: timedelta, write: Write) -> str:
    """Write each difference as a paragraph for people, and return the summary.

    Raises ConfigError if a catalog is invalid, StorageError if the database cannot be used.
    """
    return _try(settings, other, back, lambda found: write("\n".join(difference_lines(found))))


def try_rules_for_machines(
    settings: Settings, other: Path, *, back: timedelta, write: Write
) -> str:
    """Write each difference as a JSON object, and return the summary."""

    def write_object(found: Difference) -> None:
        write(json.dumps(difference_object(found), ensure_ascii=False))

    return _try(settings, other, back, write_object)


def difference_lines(found: Difference) -> Iterator[str]:
    """Yield a line that says what changes, and the reasons under it."""
    signs = [f"+{topic}" for topic in found.gained] + [f"-{topic}" for topic in found.lost]
    entry = found.entry
    yield f"{' '.join(signs):16} {entry.seen:%Y-%m-%d}  {entry.feed:24} {entry.title}"
    yield from (f"{'':16} now: {english(reason)}" for reason in found.before.reasons)
    yield from (f"{'':16} then: {english(reason)}" for reason in found.after.reasons)


def difference_object(found: Difference) -> dict[str, object]:
    entry = found.entry
    return {
        "id": entry.id,
        "feed": entry.feed,
        "title": entry.title,
        "url": entry.url,
        "seen": entry.seen.isoformat(),
        "gained": list(found.gained),
        "lost": list(found.lost),
        "before": _as_object(found.before),
        "after": _as_object(found.after),
    }


def _as_object(verdict: Verdict) -> dict[str, object]:
    return {"topics": list(verdict.topics), "reasons": [english(each) for each in verdict.reasons]}


def _try(
    settings: Settings, other: Path, back: timedelta, tell: Callable[[Difference], None]
) -> str:
    private = settings.allow_private
    before = load_catalog(settings.feeds_file, allow_private=private)
    after = load_catalog(other, allow_private=private)
    counts = _Counts(wall_clock() - back)
    asyncio.run(_compare(settings.database_url, _rules(before), _rules(after), counts, tell))
    return "\n".join(_summary(counts, before, after, back))


def _rules(catalog: Catalog) -> Rules:
    return Rules(catalog, ruleset_of(catalog).matcher)


async def _compare(
    database: str, before: Rules, after: Rules, counts: _Counts, tell: Callable[[Difference], None]
) -> None:
    async with await Store.open(database, new=False) as store:
        last, entries = await store.entries_since(counts.since)
        while entries:
            for entry in entries:
                found = difference(entry, before, after)
                if found:
                    counts.gained += bool(found.gained)
                    counts.lost += bool(found.lost)
                    tell(found)
            counts.looked_at += len(entries)
            last, entries = await store.entries_since(counts.since, after=last)


def _summary(counts: _Counts, before: Catalog, after: Catalog, back: timedelta) -> Iterator[str]:
    yield (
        f"{counts.gained:,} would newly match, {counts.lost:,} no longer, "
        f"of {counts.looked_at:,} entries seen since {counts.since:%Y-%m-%d %H:%M} UTC"
    )
    new = sorted({feed.id for feed in after.feeds} - {feed.id for feed in before.feeds})
    if new:
        yield f"nothing is stored yet of the new feeds {', '.join(new)}: try check --online"
    if back > BODY_LIFE:
        days = BODY_LIFE.days
        yield f"of what was not ours, only headlines are kept for more than {days} days"
