"""Any stream of entries is placed, always in the same way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.grouping.grouper import Grouper
from bot.core.types import Relation
from tests.build import an_entry
from tests.rules.grouping.test_grouper import ENTITIES, entries_of, placed

HEADLINES = st.one_of(
    st.text("aж9 -\ud800\u202e\x00İ«", max_size=20),
    st.builds(
        "{} {} {}".format,
        st.sampled_from(
            ["Soyuz MS-22", "Союз МС-22", "Progress MS-28", "ISS", "МКС", "Starliner"]
        ),
        st.sampled_from(["docks", "undocks", "leaks", "leak", "отстыковался", "lands", "delayed"]),
        st.sampled_from(["safely", "again", "on 26 July", "", "в Казахстане", "after 2024"]),
    ),
)


STREAMS = st.lists(st.tuples(st.integers(0, 2000), HEADLINES), max_size=25)


@settings(max_examples=25, deadline=None)
@given(STREAMS)
def test_the_same_entries_give_the_same_placements(stream: list[tuple[float, str]]) -> None:
    entries = entries_of(*sorted(stream))
    assert placed(entries) == placed(entries)


@settings(max_examples=40, deadline=None)
@given(STREAMS, st.integers(0, 25), st.integers(1, 12))
def test_a_restart_changes_nothing(
    stream: list[tuple[float, str]], restart: int, capacity: int
) -> None:
    entries = entries_of(*sorted(stream))
    unbroken = Grouper(ENTITIES, capacity=capacity)
    expected = [unbroken.place(entry) for entry in entries]
    resumed = Grouper(ENTITIES, capacity=capacity)
    for entry, placement in list(zip(entries, expected, strict=True))[:restart][-capacity:]:
        resumed.remember(entry, placement)
    assert [resumed.place(entry) for entry in entries[restart:]] == expected[restart:]


HOSTILE = ["", " ", "\ud800", "a" * 1_000_000, "МС-22 " * 50_000, "\x00\u202e", "1 " * 99, "й"]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_in_a_text_raises(title: str) -> None:
    entry = an_entry(title, summary=title, url=title, feed=title[:9])
    assert placed([entry, entry])[0].relation is Relation.NEW
