"""What one poll changes: which entries are new, which stories may alert, and how many at once."""

from datetime import datetime, timedelta

import pytest

from bot.core.alerts.promises import StoryChange
from bot.core.planning.planner import (
    AGE_LIMIT,
    BURST,
    Plan,
    PlannedEntry,
    is_burst,
    new_entries,
    plan_poll,
)
from bot.core.types import Placement, Relation, Story, Subscription, SubscriptionKind, Verdict
from tests.build import NOON, a_chat, a_story, an_entry

STORY = a_story()
SUBSCRIBER = (a_chat(), Subscription(7, 0, SubscriptionKind.TOPIC, "iss"))
MOMENT = timedelta.resolution


def placed(published: datetime = NOON, *, story: Story = STORY) -> PlannedEntry:
    entry = an_entry(published=published, seen=NOON)
    return PlannedEntry(entry, Verdict(story.topics, ()), Placement(story.id, Relation.NEW))


def planned(*entries: PlannedEntry, quiet: bool = False) -> Plan:
    return plan_poll(
        entries,
        changes=(StoryChange(None, STORY),),
        subscribers={STORY.id: (SUBSCRIBER,)},
        posts={},
        quiet=quiet,
        now=NOON,
        based_on=0,
    )


@pytest.mark.parametrize(
    ("age", "promised"), [(timedelta(), 1), (AGE_LIMIT, 1), (AGE_LIMIT + MOMENT, 0)]
)
def test_an_entry_alerts_up_to_the_age_limit(age: timedelta, promised: int) -> None:
    plan = planned(placed(NOON - age))
    assert (len(plan.deliveries), plan.stories) == (promised, (STORY,))


def test_one_fresh_entry_among_old_ones_alerts() -> None:
    assert len(planned(placed(NOON - 2 * AGE_LIMIT), placed()).deliveries) == 1


def test_a_change_that_no_entry_brought_alerts() -> None:
    assert len(planned().deliveries) == 1


def test_the_first_good_poll_of_a_feed_promises_nothing_and_holds_nothing() -> None:
    plan = planned(*[placed()] * (BURST + 1), quiet=True)
    assert (plan.deliveries, plan.digest_only) == ((), 0)


@pytest.mark.parametrize(
    ("count", "promised", "digest_only"), [(BURST, 1, 0), (BURST + 1, 0, BURST + 1)]
)
def test_more_matching_entries_than_a_burst_go_to_digests(
    count: int, promised: int, digest_only: int
) -> None:
    others = PlannedEntry(an_entry(), Verdict((), ()))
    entries = [*[placed()] * count, others]
    plan = planned(*entries)
    assert (len(plan.deliveries), plan.digest_only) == (promised, digest_only)
    assert is_burst(entries) == (promised == 0)


def test_an_entry_with_one_known_key_is_that_entry_again() -> None:
    again = an_entry("An edited headline", keys=(b"new", b"known"), id="a" * 32)
    fresh, retitled = new_entries([again], {b"known": "b" * 32})
    assert (fresh, [each.id for each in retitled]) == ((), ["b" * 32])


def test_of_entries_that_share_a_key_only_the_first_is_new() -> None:
    one = an_entry(keys=(b"guid", b"url"), id="a" * 32)
    other = an_entry(keys=(b"url", b"more"), id="b" * 32)
    third = an_entry(keys=(b"more",), id="c" * 32)
    assert new_entries([one, other, third], {}) == ((one,), ())
