"""What one poll's entries become: stories and the deliveries they promise, decided before storage.

Rule 1: a plan is complete and repeatable; planning twice is harmless.
Rule 2: promises are only ever added; what was promised is never changed here.
Rule 3: what a delivery says is worded when it is sent; here it is only promised.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.audience import ALERT_LIFE, Listener, Wish, listeners, sending_time
from bot.core.changes import Change, change
from bot.core.ledger import add_report, retitled
from bot.core.matcher import Matcher
from bot.core.notices import cards
from bot.core.threader import Threads
from bot.core.types import (
    Delivery,
    DeliveryKind,
    Entry,
    Feed,
    Placement,
    Post,
    Report,
    Story,
    Verdict,
)

AGE_LIMIT = timedelta(hours=48)
"""An entry older than this is remembered, never alerted (product.md, alert policy)."""

BURST = 10
"""More new matching entries than this from one feed in one poll are held for the digest."""

EDIT_GAP = timedelta(minutes=10)
"""At most one edit per story and chat in this time."""

GATHERING = timedelta(seconds=45)
"""A first edit waits this long for more outlets to join."""


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """A new entry with what the stages said of it; `placement` is None where it is not ours."""

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
    """Known entries whose headline or summary the feed has changed; `id` is the known entry's."""
    based_on: int = 0
    """Sequence number of the last placed entry the plan has seen; a stale plan is not recorded."""
    held: int = 0
    """Matching entries of a burst that are told in digests only."""


def new_entries(
    entries: Iterable[Entry], known: Mapping[bytes, str]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The entries never met, each once, and the known ones under their known id.

    `known`: identity keys with the id of the entry they mean. Any known key means known.
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


def judged(
    entries: Iterable[Entry], *, feed: Feed, matcher: Matcher, threads: Threads
) -> tuple[PlannedEntry, ...]:
    """The entries with their verdicts and places, oldest first; `threads` remembers them."""
    return tuple(
        _judged(entry, feed, matcher, threads)
        for entry in sorted(entries, key=lambda entry: (entry.at, entry.id))
    )


def left_out(entries: Iterable[Entry], reason: str) -> tuple[PlannedEntry, ...]:
    """The entries, seen and no more."""
    return tuple(PlannedEntry(entry, Verdict((), (reason,))) for entry in entries)


def _judged(entry: Entry, feed: Feed, matcher: Matcher, threads: Threads) -> PlannedEntry:
    verdict = matcher.verdict_of(entry, feed)
    return PlannedEntry(entry, verdict, threads.place(entry) if verdict.topics else None)


ReportOf = Callable[[Entry, Placement, Story | None], Report]
"""Entry, placement and the story so far -> the entry as a report; the ledger's, cues bound."""


@dataclass(frozen=True, slots=True)
class Told:
    """One story before and after a poll."""

    before: Story | None
    after: Story


def told(
    planned: Iterable[PlannedEntry],
    *,
    stories: Mapping[str, Story],
    report_of: ReportOf,
    again: Iterable[tuple[str, Entry]] = (),
    now: datetime,
) -> tuple[Told, ...]:
    """Each story the entries touch, before and after them, in the order first touched.

    `again`: known entries whose headline may have changed, each with its story's id.
    """
    after = {id: retitled(stories[id], entry, now) for id, entry in again if id in stories}
    for item in planned:
        if item.placement is not None:
            id = item.placement.story
            before = after.get(id) or stories.get(id)
            after[id] = add_report(
                before, item.entry, item.placement, item.verdict.topics, report_of
            )
    return tuple(
        Told(stories.get(id), story) for id, story in after.items() if story != stories.get(id)
    )


def promises(
    told: Told,
    change: Change,
    *,
    wishes: Iterable[Wish],
    posts: Mapping[tuple[int, int], Post],
    now: datetime,
) -> tuple[Delivery, ...]:
    """What a story's change promises to the chats that wish for it; `posts` by (chat, thread)."""
    routine = change.routine
    wanting = listeners(wishes, important=change.important, routine=routine)
    promised: list[Delivery] = []
    for listener in wanting:
        post = posts.get((listener.chat.id, listener.chat.thread_id))
        promised.extend(_promised(told.after, change, listener, post, now))
    return tuple(promised)


def edits(
    story: Story, posts: Mapping[tuple[int, int], Post], *, now: datetime
) -> tuple[Delivery, ...]:
    """Silent edits that show a story as it is now, wherever its current episode stands: closed, or
    changed by an editor.
    """
    return tuple(
        Delivery(
            story=story.id,
            chat_id=chat_id,
            thread_id=thread_id,
            kind=DeliveryKind.EDIT,
            revision=_edition_of(story),
            created=now,
            not_before=now,
            expires=now + ALERT_LIFE,
            silent=True,
        )
        for (chat_id, thread_id), post in sorted(posts.items())
        if post.story != story.id or post.episode == story.episode
    )


def _edition_of(story: Story) -> int:
    """The number of an edit: rises with all that is ever added to a story, so that the newer of
    two edits is known, across closing, reopening and changed headlines.
    """
    retitled = sum(len(report.headlines) for report in story.reports)
    return len(story.reports) + retitled + len(story.events)


def _promised(
    story: Story, change: Change, listener: Listener, post: Post | None, now: datetime
) -> Iterable[Delivery]:
    start, hushed = sending_time(listener.chat, now)
    if post is not None and post.episode < story.episode:
        post = None
    root = Delivery(
        story=story.id,
        chat_id=listener.chat.id,
        thread_id=listener.chat.thread_id,
        kind=DeliveryKind.POST,
        revision=story.episode,
        created=now,
        not_before=start,
        expires=start + ALERT_LIFE,
        urgent=change.urgent,
        silent=hushed,
    )
    if change.post or (change.important and post is None):
        yield root
    if change.edit:
        free = max(now + GATHERING, post.changed + EDIT_GAP if post else now)
        yield replace(
            root,
            kind=DeliveryKind.EDIT,
            revision=_edition_of(story),
            not_before=free,
            expires=free + ALERT_LIFE,
            urgent=False,
            silent=True,
        )
    if change.reply is not None:
        yield replace(
            root,
            kind=DeliveryKind.REPLY,
            revision=change.reply,
            silent=hushed or not change.loud,
        )


def is_burst(planned: Iterable[PlannedEntry]) -> bool:
    return sum(item.placement is not None for item in planned) > BURST


def _change(told: Told) -> Change:
    """What was held is new to readers once it is free."""
    hidden = told.before is not None and told.before.held
    return change(None if hidden else told.before, told.after)


def plan_poll(
    planned: tuple[PlannedEntry, ...],
    *,
    told: tuple[Told, ...],
    wishes: Mapping[str, tuple[Wish, ...]],
    posts: Mapping[str, Mapping[tuple[int, int], Post]],
    quiet: bool,
    now: datetime,
    based_on: int,
    again: tuple[Entry, ...] = (),
    admins: Iterable[int] = (),
) -> Plan:
    """Everything one poll changes.

    `wishes` and `posts` are by story id. `quiet`: the feed's first good poll, which tells nothing.
    `admins` are asked about new stories that are held.
    """
    matched = [item for item in planned if item.placement is not None]
    burst = is_burst(planned)
    old = {
        item.placement.story
        for item in matched
        if item.placement is not None and now - item.entry.at > AGE_LIMIT
    }
    fresh = {
        item.placement.story
        for item in matched
        if item.placement is not None and now - item.entry.at <= AGE_LIMIT
    }
    retold = {story.after.id for story in told} - old
    alerting = frozenset() if quiet or burst else fresh | retold
    telling = [story for story in told if story.after.id in alerting]
    deliveries = tuple(
        delivery
        for story in telling
        if not story.after.held
        for delivery in promises(
            story,
            _change(story),
            wishes=wishes.get(story.after.id, ()),
            posts=posts.get(story.after.id, {}),
            now=now,
        )
    )
    asking = [story.after for story in telling if story.before is None and story.after.held]
    return Plan(
        entries=planned,
        stories=tuple(story.after for story in told),
        deliveries=deliveries
        + tuple(c for story in asking for c in cards(story, admins, now=now)),
        retitled=again,
        based_on=based_on,
        held=len(matched) if burst and not quiet else 0,
    )
