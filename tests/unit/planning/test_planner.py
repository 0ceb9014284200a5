"""What one poll changes: which entries are new, which stories may alert, and how many at once."""

from datetime import datetime, timedelta

import pytest

from bot.core.alerts.promises import StoryChange
from bot.core.planning.planner import (
    AGE_LIMIT,
    BURST,
    Plan,
    PlannedEntry,
    new_entries,
    plan_poll,
)
from bot.core.types import (
    Placement,
    Relation,
    Story,
    Subscription,
    SubscriptionKind,
    Urgency,
    Verdict,
)
from tests.build import NOON, a_chat, a_report, a_story, an_entry

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
        messages={},
        lately={},
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


def test_the_first_good_poll_of_a_feed_promises_nothing_and_tells_no_editor() -> None:
    plan = planned(*[placed()] * (BURST + 1), quiet=True)
    assert (plan.deliveries, plan.burst) == ((), 0)


@pytest.mark.parametrize(("count", "burst"), [(BURST, 0), (BURST + 1, BURST + 1)])
def test_a_burst_is_told_to_readers_and_counted_for_the_editors(count: int, burst: int) -> None:
    others = PlannedEntry(an_entry(), Verdict((), ()))
    plan = planned(*[placed()] * count, others)
    assert (len(plan.deliveries), plan.burst) == (1, burst)


def many(count: int, *, alarm: int, age: timedelta = timedelta()) -> Plan:
    """So many stories in one poll, one of them an alarm."""
    stories = [
        a_story(
            a_report(urgency=Urgency.EXTRAORDINARY if number == alarm else Urgency.NORMAL),
            id=f"{number:016x}",
        )
        for number in range(count)
    ]
    return plan_poll(
        tuple(placed(NOON - age, story=story) for story in stories),
        changes=tuple(StoryChange(None, story) for story in stories),
        subscribers={story.id: (SUBSCRIBER,) for story in stories},
        messages={},
        quiet=False,
        now=NOON,
        lately={(7, 0): 4},
        based_on=0,
    )


def test_of_a_burst_the_weightiest_is_told_first_and_nothing_left_out() -> None:
    told = many(12, alarm=11).deliveries
    assert (told[0].story, len(told)) == (f"{11:016x}", 12)
    assert [each.in_catch_up for each in told] == [False] * 5 + [True] * 7


def test_a_few_stories_are_told_in_the_order_they_came() -> None:
    assert [each.story for each in many(3, alarm=2).deliveries] == [
        f"{number:016x}" for number in range(3)
    ]


def test_news_an_hour_old_counts_with_what_its_chat_was_promised_lately() -> None:
    late = timedelta(hours=1) + MOMENT
    told = many(3, alarm=2, age=late).deliveries
    assert [each.in_catch_up for each in told] == [False, True, False]
    assert not any(each.in_catch_up for each in many(3, alarm=2).deliveries)


def test_an_entry_with_one_known_key_is_that_entry_again() -> None:
    again = an_entry("An edited headline", keys=(b"new", b"known"), id="a" * 32)
    fresh, retitled = new_entries([again], {b"known": "b" * 32})
    assert (fresh, [each.id for each in retitled]) == ((), ["b" * 32])


def test_of_entries_that_share_a_key_only_the_first_is_new() -> None:
    one = an_entry(keys=(b"guid", b"url"), id="a" * 32)
    other = an_entry(keys=(b"url", b"more"), id="b" * 32)
    third = an_entry(keys=(b"more",), id="c" * 32)
    assert new_entries([one, other, third], {}) == ((one,), ())
