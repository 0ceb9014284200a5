"""What editors do: events, the state worked out of them, and what follows for readers."""

from dataclasses import replace
from datetime import timedelta

from bot.core.editing.editor_actions import (
    ActOutcome,
    Refusal,
    Scene,
    held_by,
    hold,
    publish,
    quiet_closing,
    set_status,
    with_event,
)
from bot.core.editing.undo import undo
from bot.core.ledger.editor_events import RULE, Act
from bot.core.types import (
    DeliveryKind,
    Post,
    Status,
    Story,
    StoryEvent,
    Subscription,
    SubscriptionKind,
)
from tests.build import NOON, a_chat, a_story

HOUR = timedelta(hours=1)
WANTED = ((a_chat(7), Subscription(7, 0, SubscriptionKind.TOPIC, "iss")),)


def a_scene(story: Story, **changes: object) -> Scene:
    scene = Scene(NOON, stories={story.id: story}, subscribers={story.id: WANTED})
    return replace(scene, **changes)  # type: ignore[arg-type]  # field names are the caller's


def held(story: Story, by: str = RULE) -> Story:
    return with_event(story, StoryEvent(NOON, Act.HELD, by))


def test_publishing_promises_a_post_to_everybody_who_wishes_for_it() -> None:
    story = held(a_story())
    acted = publish(a_scene(story), id=story.id, by="99")
    assert isinstance(acted, ActOutcome)
    assert [(each.kind, each.chat_id) for each in acted.deliveries] == [(DeliveryKind.POST, 7)]
    assert (acted.stories[0].held, acted.stories[0].events[-1].by) == (False, "99")


def test_what_readers_have_cannot_be_published_again() -> None:
    story = a_story()
    acted = publish(a_scene(story), id=story.id, by="99")
    assert acted == Refusal("It is not held: readers have it.")


def test_holding_takes_back_what_has_not_been_sent() -> None:
    story = a_story()
    acted = hold(a_scene(story), id=story.id, by="99")
    assert isinstance(acted, ActOutcome)
    assert (acted.withdrawn, acted.deliveries) == ((story.id,), ())


def test_an_editor_may_hold_on_to_what_the_rule_has_held() -> None:
    story = held(a_story())
    acted = hold(a_scene(story), id=story.id, by="99")
    assert isinstance(acted, ActOutcome)
    assert held_by(acted.stories[0]) == "99"
    assert acted.stories[0].events[-1] == StoryEvent(NOON, Act.HELD, "99")
    again = hold(a_scene(acted.stories[0]), id=story.id, by="98")
    assert again == Refusal("It is held already.")
    free = publish(a_scene(acted.stories[0]), id=story.id, by="99")
    assert isinstance(free, ActOutcome)
    assert held_by(free.stories[0]) == ""


def test_undoing_a_publication_holds_the_story_again_and_keeps_both_lines() -> None:
    story = held(a_story())
    published = with_event(story, StoryEvent(NOON, Act.PUBLISHED, "99"))
    acted = undo(a_scene(published), id=story.id, position=1, by="98")
    assert isinstance(acted, ActOutcome)
    after = acted.stories[0]
    assert (after.held, acted.withdrawn) == (True, (story.id,))
    assert [each.kind for each in after.events] == [Act.HELD, Act.PUBLISHED, Act.UNDONE]
    assert after.events[-1] == StoryEvent(NOON, Act.UNDONE, "98", detail="1")


def test_undoing_a_hold_edits_where_the_story_stands_and_posts_elsewhere() -> None:
    story = held(a_story(), by="99")
    post = Post(story.id, 7, 0, episode=1, message_id=1, sent=NOON, changed=NOON)
    other = (a_chat(8), Subscription(8, 0, SubscriptionKind.TOPIC, "iss"))
    subscribers = {story.id: (*WANTED, other)}
    scene = a_scene(story, messages={story.id: {(7, 0): (post,)}}, subscribers=subscribers)
    acted = undo(scene, id=story.id, position=0, by="99")
    assert isinstance(acted, ActOutcome)
    promised = [(each.kind, each.chat_id) for each in acted.deliveries]
    assert promised == [(DeliveryKind.POST, 8), (DeliveryKind.EDIT, 7)]
    assert not acted.stories[0].held


def test_an_act_is_undone_once() -> None:
    story = held(a_story(), by="99")
    gone = with_event(story, StoryEvent(NOON, Act.UNDONE, "99", detail="0"))
    assert isinstance(undo(a_scene(gone), id=story.id, position=0, by="99"), Refusal)
    assert isinstance(undo(a_scene(gone), id=story.id, position=7, by="99"), Refusal)


def test_only_editors_acts_can_be_undone() -> None:
    closed = with_event(a_story(), StoryEvent(NOON, "closed"))
    assert isinstance(undo(a_scene(closed), id=closed.id, position=0, by="99"), Refusal)


def test_a_status_set_by_hand_is_shown_in_the_posts_and_posted_to_nobody() -> None:
    story = a_story()
    post = Post(story.id, 7, 0, episode=1, message_id=1, sent=NOON, changed=NOON)
    other = (a_chat(8), Subscription(8, 0, SubscriptionKind.TOPIC, "iss"))
    subscribers = {story.id: (*WANTED, other)}
    scene = a_scene(story, messages={story.id: {(7, 0): (post,)}}, subscribers=subscribers)
    acted = set_status(scene, id=story.id, status=Status.DENIED, by="99")
    assert isinstance(acted, ActOutcome)
    assert acted.stories[0].events == (StoryEvent(NOON, Act.STATUS, "99", "denied"),)
    assert [(each.kind, each.chat_id) for each in acted.deliveries] == [(DeliveryKind.EDIT, 7)]


def test_a_status_is_taken_away_again_and_neither_is_done_twice() -> None:
    story = a_story()
    denied = with_event(story, StoryEvent(NOON, Act.STATUS, "99", "denied"))
    acted = set_status(a_scene(denied), id=story.id, status=None, by="99")
    assert isinstance(acted, ActOutcome)
    assert acted.stories[0].events[-1] == StoryEvent(NOON, Act.STATUS, "99", "")
    for said, status in ((denied, Status.DENIED), (story, None)):
        again = set_status(a_scene(said), id=story.id, status=status, by="99")
        assert again == Refusal("That is what it says already.")


def test_a_quiet_story_is_closed_and_another_is_not() -> None:
    story = a_story()
    late = a_scene(story, now=NOON + timedelta(days=90))
    acted = quiet_closing(late, id=story.id)
    assert isinstance(acted, ActOutcome)
    assert acted.stories[0].closed == late.now
    assert quiet_closing(a_scene(story), id=story.id) == Refusal("It is not quiet.")
