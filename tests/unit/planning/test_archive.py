"""Which of a document's new entries a feed has had before."""

from dataclasses import replace
from datetime import timedelta

from bot.core.planning.archive import Archive, Titled, read_archive
from bot.core.planning.planner import BURST
from bot.core.types import Entry
from tests.build import NOON, an_entry

LONG_AGO = NOON - timedelta(days=300)


def title(number: int) -> str:
    return f"Station news of day number {number}"


def entry(number: int) -> Entry:
    return an_entry(title(number), id=f"{number:032x}", published=NOON)


def had(*numbers: int) -> list[Titled]:
    """What the feed had: one a day."""
    return [
        Titled(f"known {each}", title(each), LONG_AGO + timedelta(days=each)) for each in numbers
    ]


def bound(number: int, by: int) -> Entry:
    return replace(entry(number), published=None, latest=LONG_AGO + timedelta(days=by))


MANY = range(100, 100 + BURST + 1)
KNOWN = tuple(replace(entry(each), id=f"known {each}") for each in reversed(MANY))


def test_what_the_feed_has_had_is_that_and_what_stands_above_is_new() -> None:
    document = [entry(each) for each in (200, *reversed(MANY))]
    assert read_archive(document, had(*MANY)) == Archive((entry(200),), KNOWN)


def test_what_stands_below_is_older() -> None:
    document = [entry(each) for each in (*reversed(MANY), 5, 4)]
    found = read_archive(document, had(*MANY))
    assert found == Archive((bound(5, by=100), bound(4, by=100)), KNOWN)


def test_a_document_may_have_the_newest_last() -> None:
    document = [entry(each) for each in (4, *MANY, 200)]
    assert read_archive(document, had(*MANY)).fresh == (bound(4, by=100), entry(200))


def test_in_a_document_without_order_nothing_is_older_than_its_date_says() -> None:
    document = [entry(each) for each in (101, 100, *MANY[2:], 5)]
    assert read_archive(document, had(*MANY)).fresh == (entry(5),)


def test_a_few_titles_that_come_back_are_news() -> None:
    document = tuple(entry(each) for each in (*MANY[1:], *range(300, 310)))
    assert read_archive(document, had(*MANY)) == Archive(document)


def test_short_titles_prove_nothing() -> None:
    document = tuple(replace(each, title="Spacewalk underway") for each in map(entry, MANY))
    known = [replace(each, title="Spacewalk underway") for each in had(*MANY)]
    assert read_archive(document, known) == Archive(document)
