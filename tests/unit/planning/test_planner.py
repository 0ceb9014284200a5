"""What one poll changes: which entries are new, which stories may alert, and how many at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.core.alerts.bursts import AT_ONCE, LATE
from bot.core.alerts.promises import Messages, StoryChange
from bot.core.editing.editor_actions import with_event
from bot.core.ledger.editor_events import RULE, Act
from bot.core.planning.planner import (
    AGE_LIMIT,
    BURST,
    Plan,
    PlannedEntry,
    late_news,
    new_entries,
    plan_poll,
    skipped_entries,
    story_changes,
)
from bot.core.reasons import verbatim
from bot.core.types import (
    DeliveryKind,
    Entry,
    Kind,
    Placement,
    Post,
    Relation,
    Report,
    Role,
    Story,
    StoryEvent,
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
    return poll(*stories, age=age)


def poll(
    *stories: Story,
    before: Story | None = None,
    age: timedelta = timedelta(),
    messages: Mapping[str, Messages] | None = None,
    retitled: tuple[Entry, ...] = (),
) -> Plan:
    """What a poll changes that brought one entry of each of these stories."""
    return plan_poll(
        tuple(placed(NOON - age, story=story) for story in stories),
        changes=tuple(StoryChange(before, story) for story in stories),
        subscribers={story.id: (SUBSCRIBER,) for story in stories},
        messages=messages or {},
        quiet=False,
        now=NOON,
        lately={(7, 0): 4},
        based_on=17,
        retitled=retitled,
        admins=[9, 8],
    )


def test_of_a_burst_the_weightiest_is_told_first_and_nothing_left_out() -> None:
    told = many(12, alarm=11).deliveries
    assert (told[0].story, len(told)) == (f"{11:016x}", 12)
    assert [each.in_catch_up for each in told] == [False] * 5 + [True] * 7


@pytest.mark.parametrize("count", [3, AT_ONCE])
def test_a_few_stories_are_told_in_the_order_they_came(count: int) -> None:
    assert [each.story for each in many(count, alarm=count - 1).deliveries] == [
        f"{number:016x}" for number in range(count)
    ]


def test_of_a_burst_without_an_alarm_what_matters_most_is_told_first() -> None:
    official = a_report(role=Role.OFFICIAL, party="nasa", origin="party:nasa")
    stories = [a_story(id=f"{number:016x}") for number in range(AT_ONCE)]
    stories.append(a_story(official, id="f" * 16))
    told = poll(*stories).deliveries
    assert [each.story for each in told][:2] == ["f" * 16, f"{0:016x}"]


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


def test_an_entry_that_shares_a_key_with_a_known_one_by_way_of_another_is_known() -> None:
    one = an_entry(keys=(b"guid", b"url"), id="a" * 32)
    other = an_entry("An edited headline", keys=(b"url",), id="b" * 32)
    _, again = new_entries([one, other], {b"guid": "c" * 32})
    assert [(each.id, each.title) for each in again][-1] == ("c" * 32, "An edited headline")


@pytest.mark.parametrize(
    ("ages", "late"),
    [
        ([LATE], False),
        ([LATE + MOMENT], True),
        ([AGE_LIMIT], True),
        ([AGE_LIMIT + MOMENT], False),
        ([AGE_LIMIT, LATE], False),
    ],
    ids=["an hour", "longer", "the age limit", "no news", "one of them fresh"],
)
def test_late_news_is_older_than_an_hour_and_not_too_old_to_be_told(
    ages: list[timedelta], late: bool
) -> None:
    entries = [placed(NOON - age) for age in ages]
    assert late_news(entries, NOON) == (frozenset({STORY.id}) if late else frozenset())


HELD = with_event(STORY, StoryEvent(NOON, Act.HELD, RULE))
MORE = a_report(entry="2" * 32, kind=Kind.CLAIM, development=2)


def test_editors_are_asked_about_a_new_story_that_is_held_and_readers_hear_nothing() -> None:
    asked = poll(HELD).deliveries
    assert [(each.kind, each.chat_id, each.story) for each in asked] == [
        (DeliveryKind.CARD, 8, STORY.id),
        (DeliveryKind.CARD, 9, STORY.id),
    ]
    assert {(each.created, each.not_before) for each in asked} == {(NOON, NOON)}


def test_editors_are_not_asked_twice_nor_about_what_is_public() -> None:
    assert poll(HELD, before=HELD).deliveries == ()
    assert [each.chat_id for each in poll(STORY).deliveries] == [7]


def test_a_story_set_free_is_new_to_readers() -> None:
    free = with_event(HELD, StoryEvent(NOON, Act.PUBLISHED, RULE))
    (post,) = poll(free, before=HELD).deliveries
    assert (post.kind, post.development) == (DeliveryKind.POST, 1)


def test_what_is_told_already_is_replied_to_and_edited() -> None:
    grown = a_story(*STORY.reports, MORE)
    post = Post(STORY.id, 7, 0, episode=1, message_id=1, sent=NOON, changed=NOON)
    told = poll(grown, before=STORY, messages={STORY.id: {(7, 0): (post,)}}).deliveries
    assert [(each.kind, each.development) for each in told] == [
        (DeliveryKind.REPLY, 2),
        (DeliveryKind.EDIT, 1),
    ]


def test_a_story_nobody_asks_for_promises_nothing() -> None:
    plan = plan_poll(
        (placed(),),
        changes=(StoryChange(None, STORY),),
        subscribers={},
        messages={},
        quiet=False,
        now=NOON,
        based_on=0,
        lately={},
    )
    assert (plan.deliveries, plan.stories) == ((), (STORY,))


def test_a_plan_has_the_entries_it_was_made_of() -> None:
    edited = an_entry("An edited headline")
    plan = poll(STORY, retitled=(edited,))
    assert (plan.entries, plan.retitled, plan.based_on) == ((placed(),), (edited,), 17)


def reported(entry: Entry, placement: Placement, after: Story | None) -> Report:
    return a_report(entry.title, entry=entry.id, at=entry.at, development=2 if after else 1)


def test_two_entries_of_one_story_are_one_change_of_it() -> None:
    titles = ["Russia to leave the ISS", "NASA has no notice"]
    entries = [
        PlannedEntry(
            an_entry(title, id=f"{number}" * 32, published=NOON),
            Verdict(("iss",), ()),
            Placement(STORY.id, Relation.NEW if number == 1 else Relation.JOINS),
        )
        for number, title in enumerate(titles, start=1)
    ]
    others = PlannedEntry(an_entry(), Verdict((), ()))
    (change,) = story_changes([*entries, others], stories={}, report_of=reported, now=NOON)
    assert change.before is None
    assert [each.title for each in change.after.reports] == titles


def test_a_changed_headline_changes_the_story_that_is_known_and_no_other() -> None:
    same = an_entry(STORY.reports[0].title)
    edited = an_entry("An edited headline")

    def changes(id: str, entry: Entry) -> list[tuple[Story | None, str]]:
        found = story_changes(
            [], stories={STORY.id: STORY}, report_of=reported, retitled=[(id, entry)], now=NOON
        )
        return [(each.before, each.after.reports[0].title) for each in found]

    assert changes(STORY.id, edited) == [(STORY, "An edited headline")]
    assert changes(STORY.id, same) == []
    assert changes("6" * 16, edited) == []


def test_skipped_entries_are_recorded_with_the_reason_and_no_topic() -> None:
    (skipped,) = skipped_entries([an_entry()], verbatim("muted"))
    assert (skipped.entry, skipped.placement) == (an_entry(), None)
    assert skipped.verdict == Verdict((), (verbatim("muted"),))
