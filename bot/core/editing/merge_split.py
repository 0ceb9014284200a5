"""Merging and splitting stories, and undoing both: how an editor corrects the grouping.

Rule 1: no report is ever removed from a ledger: one that moves is marked where it was, and told
where it went. So report numbers, and the deliveries promised by them, stay valid.
Rule 2: entries move with their reports, and the grouper remembers their new story, so that later
entries join that one.
Rule 3: a merged story's posts become the other story's; in a chat that has a post of that one
too, they say so.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.alerts.promises import edits
from bot.core.editing.editor_actions import (
    ActOutcome,
    Refusal,
    Scene,
    first_posts,
    no_development,
    outcome_of,
    with_event,
)
from bot.core.lang.i18n import key
from bot.core.ledger.developments import development, developments, number_in
from bot.core.ledger.editor_events import Act, retractions
from bot.core.planning.planner import AGE_LIMIT
from bot.core.types import Delivery, Post, Report, Story, StoryEvent, in_force

_NOTHING_LEFT = key("Nothing would be left of it: leave at least one report.")
_MERGED_BY_NOW = key("It is part of another story now: look again.")
"""Merged by another editor, since this one looked."""


def merge(scene: Scene, *, id: str, into: str, by: str) -> ActOutcome | Refusal:
    """Make all reports of one story part of another."""
    if id == into:
        return Refusal(key("It is the same story already."))
    gone, home = scene.stories[id], scene.stories[into]
    if gone.merged_into or home.merged_into:
        return Refusal(_MERGED_BY_NOW)
    if home.held and not gone.held:
        return Refusal(key("That one is held: publish it first, or merge it the other way round."))
    taken = StoryEvent(scene.now, Act.TOOK_IN, by, detail=gone.id)
    return _merged(gone, home, taken, scene)


def merge_developments(
    scene: Scene, *, id: str, number: int, into: int, by: str
) -> ActOutcome | Refusal:
    """Make all reports of one development part of another of its story."""
    story = scene.stories[id]
    if why := _why_apart(story, number, into):
        return Refusal(why)
    joined = StoryEvent(scene.now, Act.JOINED, by, detail=str(into), development=number)
    return outcome_of(story, with_event(story, joined), scene, about=(number, into))


def _why_apart(story: Story, *numbers: int) -> str:
    """Return why two developments cannot be merged; empty if they can."""
    if story.merged_into:
        return _MERGED_BY_NOW
    if len(set(numbers)) == 1:
        return key("It is the same development already.")
    if why := next(filter(None, (no_development(story, each) for each in numbers)), ""):
        return why
    if any(each in retractions(story.events) for each in numbers):
        return key("What has been taken back stays apart: undo that first.")
    if len({each.episode for each in developments(story) if each.number in numbers}) > 1:
        return key("They stay apart: the story was closed between them.")
    return ""


def split(scene: Scene, *, id: str, entries: Collection[str], by: str) -> ActOutcome | Refusal:
    """Make these reports a story of their own, told to its subscribers unless they are too old."""
    story = scene.stories[id]
    if story.merged_into:
        return Refusal(_MERGED_BY_NOW)
    chosen = tuple(each for each in story.own_reports if each.entry in entries)
    if not chosen or len(chosen) == len(story.own_reports):
        return Refusal(_NOTHING_LEFT if chosen else key("Choose the reports to split off."))
    fresh = _new_story(story, chosen, scene.now, by)
    parted = StoryEvent(scene.now, Act.SPLIT, by, detail=fresh.id)
    left = with_event(_without_reports(story, fresh.id, entries), parted)
    recent = scene.now - fresh.updated <= AGE_LIMIT and not story.held
    as_before = replace(scene, subscribers={fresh.id: scene.subscribers.get(story.id, ())})
    return ActOutcome(
        (left, fresh),
        deliveries=(
            *_post_edits(left, scene),
            *(first_posts(fresh, as_before) if recent else ()),
        ),
        moved=tuple((each.entry, fresh.id) for each in chosen),
    )


def undo_merge(scene: Scene, *, id: str, position: int, by: str) -> ActOutcome | Refusal:
    """Undo a merge: the reports of the other story go back as they are now.

    Reports that came since stay; those that have moved on stay where they are.
    """
    home = scene.stories[id]
    gone = scene.stories[home.events[position].detail]
    back = _restored(gone, home)
    left = _without_reports(home, gone.id, {each.entry for each in back.own_reports})
    if not left.own_reports or not back.own_reports:
        return Refusal(_NOTHING_LEFT)
    left = with_event(left, StoryEvent(scene.now, Act.UNDONE, by, detail=str(position)))
    back = with_event(back, _undo_event(gone, Act.MERGED, home.id, scene.now, by))
    return ActOutcome(
        (left, back),
        deliveries=(*_post_edits(left, scene), *_post_edits(back, scene)),
        moved=tuple((each.entry, back.id) for each in back.own_reports),
    )


def undo_split(scene: Scene, *, id: str, position: int, by: str) -> ActOutcome | Refusal:
    """Undo a split: the other story comes back with all that has joined it since."""
    home = scene.stories[id]
    gone = scene.stories[home.events[position].detail]
    if gone.merged_into:
        return Refusal(key("What was split off is part of another story now: undo that first."))
    undone = StoryEvent(scene.now, Act.UNDONE, by, detail=str(position))
    return _merged(gone, home, undone, scene)


def _restored(gone: Story, home: Story) -> Story:
    """Return a merged story with its reports as they have become in the other story."""
    known = {each.entry: each for each in home.reports}
    reports = (_in_place_of(each, known.get(each.entry, each)) for each in gone.reports)
    return _with_dates(replace(gone, reports=tuple(reports)))


def _in_place_of(own: Report, told: Report) -> Report:
    """Return a report as it was told last, where its story had it."""
    return replace(told, episode=own.episode, development=own.development, answers=own.answers)


def _merged(gone: Story, home: Story, event: StoryEvent, scene: Scene) -> ActOutcome:
    """Merge `gone` into `home`, which keeps `event`; a closed home is reopened by an open
    story.
    """
    home = _with_reports(home, gone.own_reports)
    if home.closed and not gone.closed:
        again = StoryEvent(scene.now, "reopened", event.by)
        home = replace(with_event(home, again), closed=None)
    home = with_event(home, event)
    gone = with_event(gone, StoryEvent(scene.now, Act.MERGED, event.by, detail=home.id))
    return ActOutcome(
        (gone, home),
        deliveries=()
        if home.held
        else (*_post_edits(home, scene, gone), *_post_edits(gone, scene)),
        moved=tuple((each.entry, home.id) for each in gone.own_reports),
        followed=((gone.id, home.id),),
    )


def _with_reports(story: Story, reports: Iterable[Report]) -> Story:
    """Add these reports to the story; those that had moved away come back as they are now."""
    back = {each.entry: each for each in reports}
    kept = tuple(_in_place_of(each, back.get(each.entry, each)) for each in story.reports)
    known = {each.entry for each in kept}
    offset = max((each.development for each in kept), default=0)
    new = [
        replace(
            each,
            episode=story.episode,
            development=each.development + offset,
            answers=each.answers and each.answers + offset,
        )
        for each in back.values()
    ]
    return _with_dates(
        replace(story, reports=(*kept, *(each for each in new if each.entry not in known)))
    )


def _without_reports(story: Story, to: str, entries: Collection[str]) -> Story:
    reports = tuple(
        replace(each, moved_to=to) if each.entry in entries else each for each in story.reports
    )
    return _with_dates(replace(story, reports=reports))


def _with_dates(story: Story) -> Story:
    moments = [each.at for each in story.own_reports] or [story.opened]
    return replace(story, opened=min(moments), updated=max(moments))


def _new_story(story: Story, chosen: tuple[Report, ...], now: datetime, by: str) -> Story:
    name = f"split {story.id} {chosen[0].entry} {len(story.events)}"
    fresh = Story(
        id=hashlib.sha256(name.encode()).hexdigest()[:16],
        topics=story.topics,
        opened=now,
        updated=now,
        reports=tuple(replace(each, episode=1) for each in chosen),
    )
    fresh = with_event(_with_dates(fresh), StoryEvent(now, Act.SPLIT_FROM, by, detail=story.id))
    return with_event(fresh, StoryEvent(now, Act.HELD, by)) if story.held else fresh


def _undo_event(story: Story, kind: Act, detail: str, now: datetime, by: str) -> StoryEvent:
    """Return the event that undoes the last one of this kind."""
    places = [
        place
        for place, each in in_force(story.events)
        if each.kind == kind and each.detail == detail
    ]
    return StoryEvent(now, Act.UNDONE, by, detail=str(places[-1]))


def _post_edits(story: Story, scene: Scene, *others: Story) -> tuple[Delivery, ...]:
    """Edit the story's messages, and those of `others` that stand for it now."""
    found: dict[tuple[int, int], tuple[Post, ...]] = {}
    for each in (*others, story):
        for place, posts in scene.messages.get(each.id, {}).items():
            standing = tuple(_standing_for(story, each, post) for post in posts)
            found[place] = (*found.get(place, ()), *standing)
    return edits(story, found, now=scene.now)


def _standing_for(story: Story, told: Story, post: Post) -> Post:
    """Return a message as that of the development of `story` which it tells now."""
    number = number_in(story, development(told, told.told_as(post.development)))
    return replace(post, episode=story.episode, development=number or post.development)
