"""A source is asked when it is likely to publish; without a habit, at a fixed pace."""

from datetime import UTC, datetime, timedelta

from bot.core.reading.poll_result import Changed
from bot.core.reading.rhythm import HOURS, Rhythm, learned, next_wait, paces
from bot.core.reading.schedule import after_poll, first_state
from bot.core.types import CalendarPage
from tests.build import NOON, a_feed, an_entry

MEAN = timedelta(minutes=20)
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
OFFICE = learned(
    (), (MONDAY + timedelta(days=d, hours=h) for d in range(28) if d % 7 < 5 for h in range(9, 17))
)


def test_hours_with_news_are_asked_more_often_and_the_mean_is_kept() -> None:
    pace = paces(OFFICE)
    assert pace[11] > 2 > 0.5 > pace[3]
    assert abs(sum(pace) / HOURS - 1) < 0.05


def test_who_publishes_at_all_hours_is_asked_at_a_fixed_pace() -> None:
    always = learned((), (MONDAY + timedelta(hours=h) for h in range(HOURS * 2)))
    assert next_wait(always, NOON, MEAN) == MEAN
    assert next_wait((), NOON, MEAN) == MEAN


def test_a_few_items_are_no_habit() -> None:
    few = learned((), (MONDAY + timedelta(days=d, hours=8) for d in range(5)))
    assert next_wait(few, NOON, MEAN) == MEAN


def test_a_quiet_night_does_not_last_into_the_morning() -> None:
    """At 8:50 the next question is not an hour away, although it is still quiet."""
    wait = next_wait(OFFICE, MONDAY.replace(hour=8, minute=50), MEAN)
    assert wait < timedelta(minutes=25)
    assert next_wait(OFFICE, MONDAY.replace(hour=1), MEAN) > 2 * MEAN


def test_waits_are_bounded() -> None:
    mornings = learned((), (MONDAY + timedelta(days=d, hours=8) for d in range(60)))
    waits = [next_wait(mornings, MONDAY + timedelta(hours=h), MEAN) for h in range(24)]
    assert min(waits) >= MEAN / 8
    assert max(waits) <= 4 * MEAN


def test_several_items_of_an_hour_count_once_and_habits_can_change() -> None:
    once = learned((), [MONDAY, MONDAY + timedelta(minutes=20)])
    assert sum(once) == 1
    many: Rhythm = ()
    for week in range(200):
        many = learned(many, (MONDAY + timedelta(weeks=week, hours=h) for h in range(10)))
    assert sum(many) <= 600


def test_a_feed_learns_from_what_it_reads_and_is_asked_by_it() -> None:
    feed = a_feed(auto=True, every=MEAN)
    news = tuple(
        an_entry(f"News {n}", published=MONDAY + timedelta(days=n, hours=8)) for n in range(40)
    )
    now = MONDAY + timedelta(days=41, hours=8)
    state = after_poll(feed, first_state(feed, NOON), Changed(news), now=now, jitter=0)
    fixed = after_poll(
        a_feed(every=MEAN), first_state(feed, NOON), Changed(news), now=now, jitter=0
    )

    assert sum(state.rhythm) == 40
    assert state.next_poll - now < (fixed.next_poll - now) / 4


def test_a_calendar_that_answers_is_not_silent_though_it_has_no_entries() -> None:
    feed, later = a_feed(), NOON + timedelta(days=60)
    page = Changed((), calendar=CalendarPage(events=()))
    state = after_poll(feed, first_state(feed, NOON), page, now=NOON, jitter=0)
    state = after_poll(feed, state, page, now=later, jitter=0)
    assert (state.last_entry, state.told) == (later, "")
