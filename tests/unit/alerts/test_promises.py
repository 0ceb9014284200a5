"""Which of two edits is the newer one, and which message a change belongs to."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.alerts.audience import ALERT_LIFE, Subscriber
from bot.core.alerts.promises import EDIT_GAP, GATHERING, StoryChange, edits, promises
from bot.core.alerts.significance import Significance
from bot.core.ledger.ledger import add_report, close_if_quiet, with_headline
from bot.core.types import (
    Alerts,
    Chat,
    Delivery,
    DeliveryKind,
    Entry,
    Placement,
    Post,
    Relation,
    Report,
    Story,
    Subscription,
)
from bot.core.types import SubscriptionKind as Kind
from tests.build import NOON, a_chat, a_report, a_story, an_entry

PLACED = Placement("5" * 16, Relation.REOPENS)
IMPORTANT = a_chat(alerts=Alerts.IMPORTANT)
WISHES: tuple[Subscriber, ...] = ((a_chat(), Subscription(7, 0, Kind.TOPIC, "iss")),)


def edit_of(story: Story) -> Delivery:
    told, change = StoryChange(None, story), Significance(1, edit=True)
    (edit,) = promises(told, [change], subscribers=WISHES, messages={}, now=NOON)
    return edit


def a_post(story: Story, **changes: object) -> Post:
    post = Post(story.id, 7, 0, episode=story.episode, message_id=1, sent=NOON, changed=NOON)
    return replace(post, **changes)  # type: ignore[arg-type]  # field names are the caller's


def edit_by_editors(story: Story) -> Delivery:
    (edit,) = edits(story, {(7, 0): (a_post(story),)}, now=NOON)
    return edit


def test_an_edit_of_a_reopened_story_is_newer_than_the_one_that_closed_it() -> None:
    closed = close_if_quiet(a_story(), NOON + timedelta(days=90))
    entry = an_entry(id="2" * 32, published=NOON + timedelta(days=91))

    def made(entry: Entry, placement: Placement, after: Story | None) -> Report:
        return a_report(entry=entry.id, at=entry.at, episode=after.episode if after else 1)

    reopened = add_report(closed, entry, PLACED, ("iss",), made)
    assert reopened.episode == 2
    assert edit_of(reopened).revision > edit_by_editors(closed).revision


def test_closing_is_newer_than_the_last_edit() -> None:
    closed = close_if_quiet(a_story(), NOON + timedelta(days=90))
    assert edit_by_editors(closed).revision > edit_of(a_story()).revision


def test_a_headline_changed_twice_is_edited_twice() -> None:
    once = with_headline(a_story(), an_entry("Russia to leave"), NOON)
    twice = with_headline(once, an_entry("Russia to leave after 2024"), NOON)
    assert edit_of(a_story()).revision < edit_of(once).revision < edit_of(twice).revision


def test_the_same_story_is_the_same_edit() -> None:
    assert edit_of(a_story()) == edit_of(replace(a_story()))


def test_the_first_message_of_an_episode_is_a_post_the_others_are_replies() -> None:
    told, first = StoryChange(None, a_story()), Significance(1, message=True, first=True)
    changes = [first, Significance(2, message=True, loud=True)]
    post, reply = promises(told, changes, subscribers=WISHES, messages={}, now=NOON)
    assert (post.kind, post.development, post.silent) == (DeliveryKind.POST, 1, True)
    assert (reply.kind, reply.development, reply.silent) == (DeliveryKind.REPLY, 2, False)


def test_a_reply_brings_its_post_an_edit_that_names_the_latest() -> None:
    told, change = StoryChange(None, a_story()), Significance(2, message=True)
    standing = {(7, 0): (a_post(a_story()),)}
    reply, edit = promises(told, [change], subscribers=WISHES, messages=standing, now=NOON)
    assert (reply.development, edit.kind, edit.development) == (2, DeliveryKind.EDIT, 1)
    assert edit.not_before == NOON + EDIT_GAP


def test_what_turns_a_badge_waits_for_nothing() -> None:
    told, change = StoryChange(None, a_story()), Significance(1, edit=True, at_once=True)
    standing = {(7, 0): (a_post(a_story()),)}
    (edit,) = promises(told, [change], subscribers=WISHES, messages=standing, now=NOON)
    assert edit.not_before == NOON


def decided(*standing: Post, chat: Chat = IMPORTANT) -> list[Delivery]:
    """Return what a status that decides promises to a chat with these messages."""
    told = StoryChange(a_story(), a_story())
    change = Significance(1, edit=True, at_once=True, important=True, decides=True)
    wishes = ((chat, Subscription(7, 0, Kind.TOPIC, "iss")),)
    messages = {(7, 0): standing}
    return list(promises(told, [change], subscribers=wishes, messages=messages, now=NOON))


def test_who_wants_only_what_is_important_is_told_when_a_status_decides() -> None:
    message, edit = decided()
    assert (message.kind, message.development, message.silent) == (DeliveryKind.POST, 1, False)
    # One that tells it may be on its way.
    assert (edit.kind, edit.development, edit.not_before) == (DeliveryKind.EDIT, 1, NOON)


def test_what_decides_of_a_development_not_told_yet_replies_to_what_is() -> None:
    message, *_ = decided(a_post(a_story(), development=2))
    assert (message.kind, message.development) == (DeliveryKind.REPLY, 1)


def test_what_decides_makes_no_sound_in_quiet_hours() -> None:
    message, _ = decided(chat=replace(IMPORTANT, quiet=(0, 24 * 60 - 1)))
    assert message.silent


def test_where_a_message_stands_what_decides_only_edits_it() -> None:
    (edit,) = decided(a_post(a_story()), chat=a_chat())
    assert edit.kind is DeliveryKind.EDIT


def test_the_first_message_of_a_new_episode_is_a_post_that_the_old_one_points_to() -> None:
    reopened = a_story(a_report(episode=3), episode=3)
    told, change = StoryChange(a_story(), reopened), Significance(4, message=True, first=True)
    oldest = a_post(a_story())
    old = (oldest, replace(oldest, episode=2, development=2), replace(oldest, episode=2))
    promised, edit = promises(told, [change], subscribers=WISHES, messages={(7, 0): old}, now=NOON)
    assert (promised.kind, promised.revision) == (DeliveryKind.POST, 3)
    assert (edit.kind, edit.development, edit.silent) == (DeliveryKind.EDIT, 2, True)


def test_a_message_is_for_its_chat_and_episode_and_is_news_for_a_day() -> None:
    chat = a_chat(-9, thread_id=4, muted_until=NOON + timedelta(hours=1))
    wishes = ((chat, Subscription(-9, 4, Kind.TOPIC, "iss")),)
    change = Significance(1, message=True, first=True, urgent=True)
    told = StoryChange(None, a_story(a_report(episode=3), episode=3))
    (post,) = promises(told, [change], subscribers=wishes, messages={}, now=NOON)
    assert (post.chat_id, post.thread_id, post.revision, post.urgent) == (-9, 4, 3, True)
    assert (post.created, post.not_before) == (NOON, chat.muted_until)
    assert post.expires == post.not_before + ALERT_LIFE


@pytest.mark.parametrize(
    ("changed", "free"),
    [
        (NOON - timedelta(hours=1), NOON + GATHERING),
        (NOON - EDIT_GAP + GATHERING, NOON + GATHERING),
        (NOON - timedelta(minutes=1), NOON - timedelta(minutes=1) + EDIT_GAP),
    ],
    ids=["long ago", "just long enough", "lately"],
)
def test_a_list_of_outlets_waits_for_more_of_them_and_not_long(
    changed: datetime, free: datetime
) -> None:
    story = a_story()
    standing = {(-9, 4): (a_post(story, chat_id=-9, thread_id=4, changed=changed),)}
    wishes = ((a_chat(-9, thread_id=4), Subscription(-9, 4, Kind.TOPIC, "iss")),)
    told, change = StoryChange(None, story), Significance(1, edit=True)
    (edit,) = promises(told, [change], subscribers=wishes, messages=standing, now=NOON)
    assert (edit.chat_id, edit.thread_id, edit.silent) == (-9, 4, True)
    assert (edit.created, edit.not_before, edit.expires) == (NOON, free, free + ALERT_LIFE)


def test_an_editors_change_shows_at_once_in_every_message_of_the_episode() -> None:
    story = a_story(a_report(episode=2), episode=2)
    posts = (
        a_post(story, episode=1),
        a_post(story),
        a_post(story, development=2),
        replace(a_post(story, episode=1, development=3), story="6" * 16),
    )
    promised = edits(story, {(7, 0): posts}, now=NOON)
    # Of an earlier episode nothing is edited; what told a story that was merged is.
    assert [each.development for each in promised] == [1, 2, 3]
    assert {(each.created, each.not_before) for each in promised} == {(NOON, NOON)}


def test_routine_is_promised_to_those_who_follow_the_story_alone() -> None:
    story = a_story()
    followed = (a_chat(8), Subscription(8, 0, Kind.STORY, story.id))
    change = Significance(1, message=True, first=True, routine=True)
    told = StoryChange(None, story)
    wishes = (*WISHES, followed)
    promised = promises(told, [change], subscribers=wishes, messages={}, now=NOON)
    assert [each.chat_id for each in promised] == [8]
