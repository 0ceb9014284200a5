"""Turn one poll's entries into stories and the deliveries they promise, before anything is stored.

Rule 1: a plan is complete, and planning twice is harmless.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from bot.core.alerts.admin_notices import card_deliveries
from bot.core.alerts.audience import Subscriber
from bot.core.alerts.bursts import AT_ONCE, LATE, Promised, without_flood
from bot.core.alerts.promises import Messages, StoryChange, promises
from bot.core.alerts.significance import (
    Significance,
    significances,
    significances_when_freed,
)
from bot.core.grouping.grouper import Grouper
from bot.core.ledger.ledger import add_report, weight, with_headline
from bot.core.matching.matcher import Matcher
from bot.core.types import (
    Delivery,
    Entry,
    Feed,
    Placement,
    Reason,
    Report,
    Story,
    Verdict,
)

AGE_LIMIT = timedelta(hours=48)
"""An entry older than this is remembered, never alerted (product.md, alert policy)."""

BURST = 10
"""Of more new matching entries than this from one feed in one poll the editors are told: perhaps
its archive has moved.
"""


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """A new entry with its verdict and placement; `placement` is None if it is not ours."""

    entry: Entry
    verdict: Verdict
    placement: Placement | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one poll changes, recorded together or not at all."""

    entries: tuple[PlannedEntry, ...] = ()
    stories: tuple[Story, ...] = ()
    """Stories that are new or changed, as they stand afterwards."""
    deliveries: tuple[Delivery, ...] = ()
    retitled: tuple[Entry, ...] = ()
    """Known entries whose headline or summary the feed has changed, under their known id."""
    based_on: int = 0
    """Sequence number of the last placed entry it was made with; a stale plan is not recorded."""
    burst: int = 0
    """How many matching entries a burst has brought; 0 where it is none."""


def new_entries(
    entries: Iterable[Entry], known: Mapping[bytes, str]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return the entries never met, each once, and the known ones under their known id.

    `known`: identity keys, each with the id of its entry. One known key makes an entry known.
    """
    met = dict(known)
    fresh: list[Entry] = []
    again: list[Entry] = []
    for entry in entries:
        names = [met[key] for key in entry.keys if key in met]
        if not names:
            fresh.append(entry)
        elif names[0] in known.values():
            again.append(replace(entry, id=names[0]))
        met.update((key, names[0] if names else entry.id) for key in entry.keys)
    return tuple(fresh), tuple(again)


def judge_entries(
    entries: Iterable[Entry], *, feed: Feed, matcher: Matcher, grouper: Grouper
) -> tuple[PlannedEntry, ...]:
    """Give the entries their verdicts and placements, oldest first; `grouper` remembers them."""
    return tuple(
        _judge_entry(entry, feed, matcher, grouper)
        for entry in sorted(entries, key=lambda entry: (entry.at, entry.id))
    )


def skipped_entries(entries: Iterable[Entry], reason: Reason) -> tuple[PlannedEntry, ...]:
    """Record entries as seen, with no topic."""
    return tuple(PlannedEntry(entry, Verdict((), (reason,))) for entry in entries)


def _judge_entry(entry: Entry, feed: Feed, matcher: Matcher, grouper: Grouper) -> PlannedEntry:
    verdict = matcher.verdict_of(entry, feed)
    return PlannedEntry(entry, verdict, grouper.place(entry) if verdict.topics else None)


ReportOf = Callable[[Entry, Placement, Story | None], Report]
"""Entry, placement and the story so far -> a report: the ledger's `report_of` with its cues."""


def story_changes(
    planned: Iterable[PlannedEntry],
    *,
    stories: Mapping[str, Story],
    report_of: ReportOf,
    retitled: Iterable[tuple[str, Entry]] = (),
    now: datetime,
) -> tuple[StoryChange, ...]:
    """Return each story the entries touch, before and after, in the order first touched.

    `retitled`: known entries whose headline may have changed, each with its story's id.
    """
    after = {id: with_headline(stories[id], entry, now) for id, entry in retitled if id in stories}
    for item in planned:
        if item.placement is not None:
            id = item.placement.story
            before = after.get(id) or stories.get(id)
            after[id] = add_report(
                before, item.entry, item.placement, item.verdict.topics, report_of
            )
    return tuple(
        StoryChange(stories.get(id), story)
        for id, story in after.items()
        if story != stories.get(id)
    )


def late_news(planned: Iterable[PlannedEntry], now: datetime) -> frozenset[str]:
    """Return the stories of which the entries bring only what was published long ago, and not so
    long that it is no news.
    """
    placed = [(item.placement.story, item.entry) for item in planned if item.placement is not None]
    late = {story for story, entry in placed if LATE < now - entry.at <= AGE_LIMIT}
    return frozenset(late - {story for story, entry in placed if now - entry.at <= LATE})


def plan_poll(
    planned: tuple[PlannedEntry, ...],
    *,
    changes: tuple[StoryChange, ...],
    subscribers: Mapping[str, tuple[Subscriber, ...]],
    messages: Mapping[str, Messages],
    quiet: bool,
    now: datetime,
    based_on: int,
    lately: Mapping[tuple[int, int], int],
    retitled: tuple[Entry, ...] = (),
    admins: Iterable[int] = (),
) -> Plan:
    """Plan everything one poll changes.

    `subscribers` and `messages` are by story id. `quiet`: the feed's first good poll, which tells
    nothing. `lately`: messages promised in the last minutes, by (chat, thread). `admins` are asked
    about new stories that are held.
    """
    alerting = frozenset() if quiet else _alerting(planned, changes, now)
    telling = [step for step in changes if step.after.id in alerting]
    late = late_news(planned, now)
    news = (
        Promised(
            _promises(step, worth, subscribers, messages, now),
            late=step.after.id in late,
        )
        for step, worth in _weightiest_first(telling, now)
    )
    asking = (step.after for step in telling if step.before is None and step.after.held)
    asked = chain.from_iterable(card_deliveries(story, admins, now=now) for story in asking)
    matched = sum(item.placement is not None for item in planned)
    return Plan(
        entries=planned,
        stories=tuple(story.after for story in changes),
        deliveries=(*without_flood(news, lately=lately, now=now), *asked),
        retitled=retitled,
        based_on=based_on,
        burst=matched if matched > BURST and not quiet else 0,
    )


def _promises(
    step: StoryChange,
    worth: Iterable[Significance],
    subscribers: Mapping[str, tuple[Subscriber, ...]],
    messages: Mapping[str, Messages],
    now: datetime,
) -> tuple[Delivery, ...]:
    """Return what one story's change is worth to everybody who asked for it."""
    asked, standing = subscribers.get(step.after.id, ()), messages.get(step.after.id, {})
    return promises(step, worth, subscribers=asked, messages=standing, now=now)


def _weightiest_first(
    telling: Iterable[StoryChange], now: datetime
) -> list[tuple[StoryChange, tuple[Significance, ...]]]:
    """Return what may be told with its significance; few in the order they came."""
    steps = [(step, _significances(step)) for step in telling if not step.after.held]
    if len(steps) > AT_ONCE:
        steps.sort(key=lambda each: (not _is_urgent(each[1]), -weight(each[0].after, now)))
    return steps


def _is_urgent(worth: Iterable[Significance]) -> bool:
    return any(each.urgent for each in worth)


def _significances(step: StoryChange) -> tuple[Significance, ...]:
    """Return what a change is worth; a story that was held is new to readers."""
    if step.before is not None and step.before.held:
        return significances_when_freed(step.after)
    return significances(step.before, step.after)


def _alerting(
    planned: Iterable[PlannedEntry], changes: Iterable[StoryChange], now: datetime
) -> frozenset[str]:
    """Return the stories that may alert: those with a fresh entry, or changed without an old
    one.
    """
    placed = [(item.placement.story, item.entry) for item in planned if item.placement is not None]
    fresh = {story for story, entry in placed if now - entry.at <= AGE_LIMIT}
    changed = {story.after.id for story in changes} - {story for story, _ in placed}
    return frozenset(fresh | changed)
