"""How the dates of a document explain each other."""

from datetime import UTC, datetime

from bot.feeds.timeline import Moment, dated_by_link, moments

SEEN = datetime(2026, 9, 12, 12, tzinfo=UTC)


def published(*said: str, language: str = "en") -> list[datetime | None]:
    found = moments([[text] for text in said], seen=SEEN, language=language)
    return [moment.published for moment in found]


def day(month: int, day: int, hour: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_one_date_that_can_only_be_month_first_decides_for_all() -> None:
    assert published("09/08/2026", "08/25/2026") == [day(9, 8), day(8, 25)]


def test_one_date_that_can_only_be_day_first_decides_for_all() -> None:
    assert published("09/08/2026", "25/07/2026") == [day(8, 9), day(7, 25)]


def test_a_feed_is_not_ahead_of_time() -> None:
    assert published("09/11/2026", "09/10/2026") == [day(9, 11), day(9, 10)]


def test_dates_that_follow_one_another_are_read_so() -> None:
    assert published("03/09/2026", "01/09/2026", "02/08/2026", "05/07/2026") == [
        day(9, 3), day(9, 1), day(8, 2), day(7, 5),
    ]  # fmt: skip


def test_a_clock_of_twelve_hours_goes_with_months_first() -> None:
    assert published("5/6/2026 3:00 PM") == [day(5, 6, 15)]


def test_the_reading_nearest_to_now_is_the_likeliest_of_a_lone_date() -> None:
    assert published("12/09/2026") == [day(9, 12)]
    assert published("09/12/2026") == [day(9, 12)]


def test_full_stops_never_come_after_a_month() -> None:
    assert published("05.06.2026", "09/25/2026") == [day(6, 5), day(9, 25)]


def test_years_of_two_digits_stand_where_all_dates_can_be_read() -> None:
    assert published("26-09-11", "26-08-31") == [day(9, 11), day(8, 31)]
    assert published("11/09/26", "31/08/26") == [day(9, 11), day(8, 31)]


def test_the_next_text_is_the_date_where_the_first_cannot_be_read() -> None:
    assert moments([["soon", "2026-09-11"]], seen=SEEN, language="") == [Moment(day(9, 11))]


def test_the_language_of_the_feed_decides_what_a_month_is_called() -> None:
    assert published("3 lip 2026", language="hr") == [day(6, 3)]
    assert published("3 lip 2026", language="pl") == [day(7, 3)]
    assert published("3 lis 2025", language="pl") == [day(11, 3, year=2025)]


OLD = ("2020-03-03", "2020-03-02", "2020-03-01")


def test_an_undated_item_is_no_newer_than_the_one_above_it() -> None:
    said: tuple[list[str], ...] = (["2020-03-03"], ["?"], ["2020-03-02"], [""], ["2020-03-01"], [])
    found = moments(said, seen=SEEN, language="")
    assert [each.latest for each in found] == [
        None, day(3, 3, year=2020), None, day(3, 2, year=2020), None, day(3, 1, year=2020),
    ]  # fmt: skip
    assert [each.published for each in found][1::2] == [None] * 3


def test_an_undated_item_at_the_top_may_be_todays() -> None:
    assert moments([[""], *([text] for text in OLD)], seen=SEEN, language="")[0] == Moment()


def test_a_feed_that_begins_with_the_oldest_is_read_from_below() -> None:
    found = moments([["?"], *([text] for text in OLD[::-1]), ["?"]], seen=SEEN, language="")
    assert found[0] == Moment(None, day(3, 1, year=2020))
    assert found[-1] == Moment()


def test_neighbours_in_no_order_say_nothing() -> None:
    said = ([OLD[1]], [OLD[0]], [""], [OLD[2]])
    assert moments(said, seen=SEEN, language="")[2] == Moment()


def test_a_year_in_a_text_that_is_no_date_makes_it_old() -> None:
    found = moments([["Friday the 13th of Brumaire 2020"], ["mid 2026"]], seen=SEEN, language="")
    assert found == [Moment(None, day(1, 1, year=2021)), Moment()]


def test_an_undated_item_is_no_later_than_the_day_in_its_address() -> None:
    old = dated_by_link("https://orbit.example/2020/03/13/leak/", Moment(), SEEN)
    month = dated_by_link("https://orbit.example/2020/03/leak/", Moment(), SEEN)
    assert old.latest == day(3, 15, year=2020)
    assert month.latest == day(4, 2, year=2020)


def test_an_address_of_today_or_without_a_date_says_nothing() -> None:
    for link in ("https://orbit.example/2026/09/12/leak", "https://orbit.example/2020/99/1", ""):
        assert dated_by_link(link, Moment(), SEEN) == Moment()


def test_a_date_goes_before_the_address() -> None:
    dated = Moment(day(9, 11))
    assert dated_by_link("https://orbit.example/2020/03/13/leak/", dated, SEEN) == dated
