"""Which new stories are held for an editor, and what sets them free.

Rule 1: a story is held only where its topic asks for it (`hold: low-confidence`), only when it is
new, and only when it would be sent at once.
Rule 2: a story held by this rule is published by itself once a party's own channel tells it or a
second independent origin does; one that an editor has held waits for an editor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.core.alerts.promises import StoryChange
from bot.core.editing.editor_actions import held_by, with_event
from bot.core.ledger.editor_events import RULE, Act
from bot.core.ledger.origins import hearsay, independent_origins
from bot.core.planning.planner import AGE_LIMIT, PlannedEntry
from bot.core.types import Story, StoryEvent, Topic, Verdict


class Doubt(StrEnum):
    """Why a story is of low confidence; kept as the detail of the event `held`."""

    HEARSAY = "hearsay"
    """A single, unattributed source."""
    WEAK_MATCH = "weak match"
    """The topic rests on a single mention below the headline."""


def doubts(story: Story, *, weak: bool) -> tuple[Doubt, ...]:
    """Return why an editor should see a story before readers do; empty if none need."""
    if _is_sure(story):
        return ()
    holding = {
        Doubt.HEARSAY: all(hearsay(report) for report in story.own_reports),
        Doubt.WEAK_MATCH: weak,
    }
    return tuple(doubt for doubt, holds in holding.items() if holds)


def hold_uncertain(
    changes: Iterable[StoryChange],
    planned: Iterable[PlannedEntry],
    *,
    topics: Iterable[Topic],
    now: datetime,
) -> tuple[StoryChange, ...]:
    """Hold the new stories of low confidence, and free held ones that have become sure."""
    asking = frozenset(topic.id for topic in topics if topic.hold)
    fresh: dict[str, list[Verdict]] = {}
    for item in planned:
        if item.placement is not None and now - item.entry.at <= AGE_LIMIT:
            fresh.setdefault(item.placement.story, []).append(item.verdict)
    return tuple(
        replace(each, after=_held_or_freed(each, fresh[each.after.id], asking, now))
        if each.after.id in fresh
        else each
        for each in changes
    )


def _held_or_freed(
    step: StoryChange, verdicts: Sequence[Verdict], asking: frozenset[str], now: datetime
) -> Story:
    story = step.after
    if step.before is not None:
        free = story.held and held_by(story) == RULE and _is_sure(story)
        return with_event(story, StoryEvent(now, Act.PUBLISHED, RULE)) if free else story
    held = asking & set(story.topics)
    why = doubts(story, weak=all(held & set(each.weak) for each in verdicts)) if held else ()
    if not why:
        return story
    return with_event(story, StoryEvent(now, Act.HELD, RULE, detail=", ".join(why)))


def _is_sure(story: Story) -> bool:
    """Whether a party's own channel tells it, or more than one independent origin."""
    return (
        any(each.party for each in story.own_reports)
        or len(independent_origins(story.own_reports)) > 1
    )
