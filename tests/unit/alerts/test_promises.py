"""Which of two edits is the newer one, and which post a change belongs to."""

from dataclasses import replace
from datetime import timedelta

from bot.core.alerts.audience import Subscriber
from bot.core.alerts.promises import StoryChange, edits, promises
from bot.core.alerts.significance import Significance
from bot.core.ledger.ledger import add_report, close_if_quiet, with_headline
from bot.core.types import (
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
WISHES: tuple[Subscriber, ...] = ((a_chat(), Subscription(7, 0, Kind.TOPIC, "iss")),)


def edit_of(story: Story) -> Delivery:
    told = StoryChange(None, story)
    (edit,) = promises(told, Significance(edit=True), subscribers=WISHES, posts={}, now=NOON)
    return edit


def edit_when_closed(story: Story) -> Delivery:
    post = Post(story.id, 7, 0, episode=story.episode, message_id=1, sent=NOON, changed=NOON)
    (edit,) = edits(story, {(7, 0): post}, now=NOON)
    return edit


def test_an_edit_of_a_reopened_story_is_newer_than_the_one_that_closed_it() -> None:
    closed = close_if_quiet(a_story(), NOON + timedelta(days=90))
    entry = an_entry(id="2" * 32, published=NOON + timedelta(days=91))

    def made(entry: Entry, placement: Placement, after: Story | None) -> Report:
        return a_report(entry=entry.id, at=entry.at, episode=after.episode if after else 1)

    reopened = add_report(closed, entry, PLACED, ("iss",), made)
    assert reopened.episode == 2
    assert edit_of(reopened).revision > edit_when_closed(closed).revision


def test_closing_is_newer_than_the_last_edit() -> None:
    closed = close_if_quiet(a_story(), NOON + timedelta(days=90))
    assert edit_when_closed(closed).revision > edit_of(a_story()).revision


def test_a_headline_changed_twice_is_edited_twice() -> None:
    once = with_headline(a_story(), an_entry("Russia to leave"), NOON)
    twice = with_headline(once, an_entry("Russia to leave after 2024"), NOON)
    assert edit_of(a_story()).revision < edit_of(once).revision < edit_of(twice).revision


def test_the_same_story_is_the_same_edit() -> None:
    assert edit_of(a_story()) == edit_of(replace(a_story()))


def test_a_post_of_an_earlier_episode_does_not_count_for_this_one() -> None:
    reopened = a_story(a_report(episode=2), episode=2)
    old = Post(reopened.id, 7, 0, episode=1, message_id=1, sent=NOON, changed=NOON)
    told = StoryChange(a_story(), reopened)
    change = Significance(edit=True, reply=1, important=True)
    promised = promises(told, change, subscribers=WISHES, posts={(7, 0): old}, now=NOON)
    assert promised[0].kind is DeliveryKind.POST
    assert promised[0].revision == 2
