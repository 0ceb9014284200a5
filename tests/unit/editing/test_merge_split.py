"""Stories merged and split by an editor: ledgers, posts, and the way back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.editing.editor_actions import ActOutcome, Refusal, Scene, with_event
from bot.core.editing.merge_split import merge, split
from bot.core.editing.undo import stories_involved, undo
from bot.core.ledger.editor_events import Act
from bot.core.ledger.ledger import with_headline
from bot.core.ledger.story_status import standing
from bot.core.types import (
    Delivery,
    DeliveryKind,
    Post,
    Role,
    Status,
    Story,
    StoryEvent,
    Subscription,
    SubscriptionKind,
)
from tests.build import NOON, a_chat, a_report, a_story, an_entry

HOUR = timedelta(hours=1)
LEAVE = a_report("Russia to leave the ISS", entry="1" * 32)
NASA = a_report(
    "NASA: no notice",
    entry="2" * 32,
    at=NOON + HOUR,
    role=Role.OFFICIAL,
    party="nasa",
    origin="party:nasa",
)
LEAK = a_report("Progress leaks", entry="3" * 32, at=NOON + 2 * HOUR, origin="outlet:press")
ONE = a_story(LEAVE, id="a" * 16, number=1)
TWO = a_story(NASA, id="b" * 16, number=2)
MIXED = a_story(LEAVE, NASA, LEAK, id="c" * 16, number=3)
CREW = a_story(a_report("Crew docks", entry="5" * 32), id="d" * 16, number=4)
WANTED = ((a_chat(7), Subscription(7, 0, SubscriptionKind.TOPIC, "iss")),)


MOMENT = NOON + 3 * HOUR
"""When editors act."""


def a_scene(*stories: Story, **changes: object) -> Scene:
    scene = Scene(
        MOMENT,
        stories={story.id: story for story in stories},
        subscribers={story.id: WANTED for story in stories},
    )
    return replace(scene, **changes)  # type: ignore[arg-type]  # field names are the caller's


def a_post(story: Story, chat: int) -> Post:
    return Post(story.id, chat, 0, story.episode, message_id=chat, sent=NOON, changed=NOON)


def after(acted: ActOutcome | Refusal) -> tuple[Story, ...]:
    assert isinstance(acted, ActOutcome), acted
    return acted.stories


def titles(story: Story) -> list[str]:
    return [report.title for report in story.own_reports]


def edits_of(acted: ActOutcome | Refusal) -> set[tuple[str, int]]:
    assert isinstance(acted, ActOutcome)
    return {_place(each) for each in acted.deliveries if each.kind is DeliveryKind.EDIT}


def _place(delivery: Delivery) -> tuple[str, int]:
    return delivery.story, delivery.chat_id


def test_a_merged_story_is_told_in_the_other_and_kept_in_its_own_ledger() -> None:
    gone, home = after(merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99"))
    assert (gone.merged_into, gone.reports) == (TWO.id, ONE.reports)
    assert titles(home) == ["NASA: no notice", "Russia to leave the ISS"]
    assert (home.opened, home.updated) == (NOON, NOON + HOUR)


def test_entries_and_followers_move_with_their_story() -> None:
    acted = merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99")
    assert isinstance(acted, ActOutcome)
    assert acted.moved == ((LEAVE.entry, TWO.id),)
    assert acted.followed == ((ONE.id, TWO.id),)


def test_every_post_of_both_stories_is_edited() -> None:
    posts = {
        ONE.id: {(7, 0): (a_post(ONE, 7),), (8, 0): (a_post(ONE, 8),)},
        TWO.id: {(8, 0): (a_post(TWO, 8),)},
    }
    acted = merge(a_scene(ONE, TWO, messages=posts), id=ONE.id, into=TWO.id, by="99")
    both = {(TWO.id, 7), (TWO.id, 8), (ONE.id, 7), (ONE.id, 8)}
    assert edits_of(acted) == both


def test_an_open_story_opens_the_closed_one_it_joins() -> None:
    closed = replace(TWO, closed=NOON, events=(StoryEvent(NOON, "closed"),))
    _, home = after(merge(a_scene(ONE, closed), id=ONE.id, into=TWO.id, by="99"))
    assert home.closed is None
    assert standing(home, now=NOON + 3 * HOUR).status is not Status.CLOSED


def refused(acted: ActOutcome | Refusal) -> str:
    assert isinstance(acted, Refusal), acted
    return acted.words


def test_a_public_story_is_not_hidden_in_a_held_one() -> None:
    held = with_event(TWO, StoryEvent(NOON, Act.HELD, "99"))
    acted = merge(a_scene(ONE, held), id=ONE.id, into=TWO.id, by="99")
    assert refused(acted).startswith("That one is held")
    both = with_event(ONE, StoryEvent(NOON, Act.HELD, "99"))
    posts = {TWO.id: {(7, 0): (a_post(TWO, 7),)}}
    acted = merge(a_scene(both, held, messages=posts), id=ONE.id, into=TWO.id, by="99")
    assert isinstance(acted, ActOutcome)
    assert acted.deliveries == ()


def test_a_story_is_not_merged_with_itself() -> None:
    acted = merge(a_scene(ONE), id=ONE.id, into=ONE.id, by="99")
    assert refused(acted) == "It is the same story already."


@pytest.mark.parametrize(("id", "into"), [(TWO.id, ONE.id), (ONE.id, CREW.id)])
def test_of_two_editors_who_merge_a_story_at_once_one_is_refused(id: str, into: str) -> None:
    gone, home = after(merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99"))
    acted = merge(a_scene(gone, home, CREW), id=id, into=into, by="98")
    assert refused(acted) == "It is part of another story now: look again."


def test_a_story_that_another_editor_has_just_merged_is_not_split() -> None:
    gone, _ = after(merge(a_scene(MIXED, TWO), id=MIXED.id, into=TWO.id, by="99"))
    acted = split(a_scene(gone), id=gone.id, entries={LEAK.entry}, by="98")
    assert refused(acted) == "It is part of another story now: look again."


def acts_of(story: Story) -> list[tuple[str, str, str]]:
    """Return who did what to a story, and what the event names besides, newest last."""
    return [(each.kind, each.by, each.detail) for each in story.events if each.at == MOMENT]


def test_both_stories_say_who_merged_them_and_who_undid_it() -> None:
    gone, home = after(merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99"))
    assert acts_of(gone) == [(Act.MERGED, "99", TWO.id)]
    assert acts_of(home) == [(Act.TOOK_IN, "99", ONE.id)]
    left, back = after(undo(a_scene(gone, home), id=home.id, position=0, by="98"))
    assert acts_of(left)[1:] == acts_of(back)[1:] == [(Act.UNDONE, "98", "0")]


def test_both_stories_say_who_split_them_and_who_undid_it() -> None:
    left, fresh = after(split(a_scene(MIXED), id=MIXED.id, entries={LEAK.entry}, by="99"))
    assert acts_of(left) == [(Act.SPLIT, "99", fresh.id)]
    assert acts_of(fresh) == [(Act.SPLIT_FROM, "99", MIXED.id)]
    gone, home = after(undo(a_scene(left, fresh), id=left.id, position=0, by="98"))
    assert acts_of(gone)[1:] == [(Act.MERGED, "98", MIXED.id)]
    assert acts_of(home)[1:] == [(Act.UNDONE, "98", "0")]


def test_a_story_that_a_merge_opens_again_says_who_did_it() -> None:
    closed = replace(TWO, closed=NOON, events=(StoryEvent(NOON, "closed"),))
    _, home = after(merge(a_scene(ONE, closed), id=ONE.id, into=TWO.id, by="99"))
    assert acts_of(home)[0] == ("reopened", "99", "")


def test_what_comes_in_by_a_merge_stays_apart_from_what_is_there() -> None:
    denial = replace(NASA, development=2, answers=1)
    claims, leaks = a_story(LEAVE, denial, id="a" * 16), a_story(LEAK, id="e" * 16, episode=3)
    leaks = replace(leaks, reports=(replace(LEAK, episode=3, development=5),))
    gone, home = after(merge(a_scene(claims, leaks), id=claims.id, into=leaks.id, by="99"))
    told = [(each.episode, each.development, each.answers) for each in home.reports]
    assert told == [(3, 5, 0), (3, 6, 0), (3, 7, 6)]
    # Undone, each story tells what it told before.
    _, back = after(undo(a_scene(gone, home), id=home.id, position=0, by="98"))
    assert back.reports == claims.reports


def test_a_merge_brings_back_none_of_the_reports_that_went_elsewhere() -> None:
    left, fresh = after(split(a_scene(MIXED), id=MIXED.id, entries={LEAK.entry}, by="99"))
    _, home = after(merge(a_scene(left, CREW), id=CREW.id, into=left.id, by="99"))
    assert titles(home) == ["Russia to leave the ISS", "NASA: no notice", "Crew docks"]
    assert [each.moved_to for each in home.reports] == ["", "", fresh.id, ""]


def test_a_headline_that_changed_while_it_was_split_off_comes_back_changed() -> None:
    left, fresh = after(split(a_scene(MIXED), id=MIXED.id, entries={LEAK.entry}, by="99"))
    fresh = with_headline(fresh, an_entry("Progress leaks no more", id=LEAK.entry), NOON)
    _, home = after(undo(a_scene(left, fresh), id=left.id, position=0, by="98"))
    assert titles(home) == [*titles(MIXED)[:-1], "Progress leaks no more"]


def test_of_a_held_story_what_is_split_off_is_held_too_and_told_to_nobody() -> None:
    held = with_event(MIXED, StoryEvent(NOON, Act.HELD, "99"))
    acted = split(a_scene(held), id=MIXED.id, entries={LEAK.entry}, by="98")
    _, fresh = after(acted)
    assert (fresh.held, acts_of(fresh)[-1]) == (True, (Act.HELD, "98", ""))
    assert isinstance(acted, ActOutcome)
    assert acted.deliveries == ()


def test_what_is_split_off_a_later_episode_begins_its_own_first_one() -> None:
    late = replace(MIXED, episode=2, reports=tuple(replace(r, episode=2) for r in MIXED.reports))
    _, fresh = after(split(a_scene(late), id=MIXED.id, entries={LEAK.entry}, by="99"))
    assert (fresh.episode, [each.episode for each in fresh.reports]) == (1, [1])
    assert (fresh.opened, fresh.updated, fresh.topics) == (LEAK.at, LEAK.at, MIXED.topics)


def test_a_merge_that_would_leave_nothing_is_not_undone() -> None:
    gone, home = after(merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99"))
    left, _ = after(split(a_scene(home), id=home.id, entries={NASA.entry}, by="99"))
    acted = undo(a_scene(gone, left), id=home.id, position=0, by="98")
    assert refused(acted).startswith("Nothing would be left")


def test_undoing_a_merge_edits_the_messages_of_both_stories() -> None:
    gone, home = after(merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99"))
    posts = {ONE.id: {(7, 0): (a_post(ONE, 7),)}, TWO.id: {(8, 0): (a_post(TWO, 8),)}}
    acted = undo(a_scene(gone, home, messages=posts), id=home.id, position=0, by="98")
    assert edits_of(acted) == {(ONE.id, 7), (TWO.id, 8)}


def test_the_messages_of_a_merged_story_tell_the_developments_they_told() -> None:
    scene = a_scene(ONE, TWO, messages={ONE.id: {(7, 0): (a_post(ONE, 7),)}})
    acted = merge(scene, id=ONE.id, into=TWO.id, by="99")
    assert isinstance(acted, ActOutcome)
    told = [(each.story, each.development) for each in acted.deliveries]
    assert told == [(TWO.id, 2), (ONE.id, 1)]


def test_the_messages_of_earlier_episodes_say_too_that_their_story_was_merged() -> None:
    old = a_post(ONE, 7)
    reopened = replace(ONE, episode=2, reports=(LEAVE, replace(LEAK, episode=2, development=2)))
    scene = a_scene(reopened, TWO, messages={ONE.id: {(7, 0): (old,)}})
    acted = merge(scene, id=ONE.id, into=TWO.id, by="99")
    assert edits_of(acted) == {(TWO.id, 7), (ONE.id, 7)}


def test_a_chat_with_posts_of_both_stories_has_each_of_them_edited() -> None:
    posts = {ONE.id: {(7, 0): (a_post(ONE, 7),)}, TWO.id: {(7, 0): (a_post(TWO, 7),)}}
    acted = merge(a_scene(ONE, TWO, messages=posts), id=ONE.id, into=TWO.id, by="99")
    assert isinstance(acted, ActOutcome)
    told = [(each.story, each.development) for each in acted.deliveries]
    assert told == [(TWO.id, 2), (TWO.id, 1), (ONE.id, 1)]


def test_undoing_a_merge_gives_back_what_came_and_keeps_what_was_added_since() -> None:
    gone, home = after(merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99"))
    home = replace(home, reports=(*home.reports, LEAK))
    place = len(home.events) - 1
    acted = undo(a_scene(gone, home), id=home.id, position=place, by="98")
    left, back = after(acted)
    assert (titles(left), titles(back)) == (["NASA: no notice", "Progress leaks"], titles(ONE))
    assert (back.merged_into, stories_involved(home, place)) == (None, (home.id, gone.id))
    assert isinstance(acted, ActOutcome)
    assert acted.moved == ((LEAVE.entry, ONE.id),)


def test_what_was_split_off_since_stays_where_it_is_when_a_merge_is_undone() -> None:
    gone, home = after(merge(a_scene(MIXED, CREW), id=MIXED.id, into=CREW.id, by="99"))
    left, fresh = after(split(a_scene(home), id=home.id, entries={LEAK.entry}, by="99"))
    acted = undo(a_scene(gone, left), id=left.id, position=0, by="98")
    _, back = after(acted)
    kept = ["Russia to leave the ISS", "NASA: no notice"]
    assert (titles(fresh), titles(back)) == (["Progress leaks"], kept)
    assert isinstance(acted, ActOutcome)
    assert LEAK.entry not in dict(acted.moved)


def test_a_headline_that_changed_meanwhile_goes_back_changed() -> None:
    gone, home = after(merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99"))
    home = with_headline(home, an_entry("Russia stays", id=LEAVE.entry), NOON)
    _, back = after(undo(a_scene(gone, home), id=home.id, position=0, by="98"))
    assert titles(back) == ["Russia stays"]


def test_a_split_is_not_undone_past_a_later_merge() -> None:
    left, fresh = after(split(a_scene(MIXED), id=MIXED.id, entries={LEAK.entry}, by="99"))
    gone, _ = after(merge(a_scene(fresh, ONE), id=fresh.id, into=ONE.id, by="99"))
    acted = undo(a_scene(left, gone), id=left.id, position=0, by="98")
    assert refused(acted).startswith("What was split off is part of another story")


def test_a_merge_can_be_made_again_after_it_was_undone() -> None:
    gone, home = after(merge(a_scene(ONE, TWO), id=ONE.id, into=TWO.id, by="99"))
    left, back = after(undo(a_scene(gone, home), id=home.id, position=0, by="98"))
    gone, home = after(merge(a_scene(left, back), id=back.id, into=left.id, by="99"))
    assert (gone.merged_into, len(home.reports), len(home.own_reports)) == (TWO.id, 2, 2)


def test_split_reports_are_a_story_of_their_own() -> None:
    acted = split(a_scene(MIXED), id=MIXED.id, entries={LEAK.entry}, by="99")
    left, fresh = after(acted)
    assert (titles(left), titles(fresh)) == (
        ["Russia to leave the ISS", "NASA: no notice"],
        ["Progress leaks"],
    )
    assert len(left.reports) == 3
    assert isinstance(acted, ActOutcome)
    posts = [each for each in acted.deliveries if each.kind is DeliveryKind.POST]
    assert [_place(each) for each in posts] == [(fresh.id, 7)]
    assert acted.moved == ((LEAK.entry, fresh.id),)


def test_what_was_split_off_does_not_count_for_the_status() -> None:
    left, _ = after(split(a_scene(MIXED), id=MIXED.id, entries={NASA.entry}, by="99"))
    assert "party:nasa" not in standing(left, now=NOON + 3 * HOUR).origins


def test_the_first_report_can_be_split_off_too() -> None:
    left, fresh = after(split(a_scene(MIXED), id=MIXED.id, entries={LEAVE.entry}, by="99"))
    assert (fresh.id != left.id, left.opened) == (True, NOON + HOUR)


def test_old_reports_are_split_off_in_silence() -> None:
    late = replace(a_scene(MIXED), now=NOON + timedelta(days=3))
    acted = split(late, id=MIXED.id, entries={LEAK.entry}, by="99")
    assert isinstance(acted, ActOutcome)
    assert [each.kind for each in acted.deliveries] == []


def test_nothing_or_everything_is_no_split() -> None:
    everything = {LEAVE.entry, NASA.entry, LEAK.entry}
    for entries, words in ((set[str](), "Choose"), (everything, "Nothing would be left")):
        acted = split(a_scene(MIXED), id=MIXED.id, entries=entries, by="9")
        assert refused(acted).startswith(words)


def test_undoing_a_split_brings_back_the_reports_and_what_joined_them() -> None:
    left, fresh = after(split(a_scene(MIXED), id=MIXED.id, entries={LEAK.entry}, by="99"))
    more = a_report("Leak is bigger", entry="4" * 32, at=NOON + 3 * HOUR)
    fresh = replace(fresh, reports=(*fresh.reports, more))
    gone, home = after(undo(a_scene(left, fresh), id=left.id, position=0, by="98"))
    assert titles(home) == [*titles(MIXED), "Leak is bigger"]
    assert (gone.merged_into, [each.kind for each in home.events]) == (
        home.id,
        [Act.SPLIT, Act.UNDONE],
    )
