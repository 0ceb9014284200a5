"""Rules tried before they take effect."""

from dataclasses import replace

from bot.core.matching.rule_diff import Rules, difference
from bot.core.reasons import english
from bot.core.reasons.news import LeftOut
from bot.core.types import Catalog, Feed, Term, Topic, Verdict
from bot.rules import load_matcher
from tests.build import TOPICS, a_feed, an_entry

BARE = replace(TOPICS[0], shipped=False)
AIRLOCK = replace(BARE, terms=(Term("Bishop", needs=("airlock",)),))


def rules(*topics: Topic, feeds: tuple[Feed, ...] = (a_feed(),)) -> Rules:
    return Rules(Catalog(feeds, (), topics), load_matcher(topics))


def test_an_entry_that_a_new_term_finds_is_gained_with_its_reason() -> None:
    entry = an_entry("Bishop opens", summary="The airlock works.")
    found = difference(entry, rules(BARE), rules(AIRLOCK))
    assert found is not None
    assert (found.gained, found.lost) == (("iss",), ())
    assert list(map(english, found.after.reasons)) == [
        "iss: “Bishop” next to “airlock” (headline)"
    ]


def test_an_entry_that_no_term_finds_any_more_is_lost() -> None:
    entry = an_entry("Bishop opens", summary="The airlock works.")
    found = difference(entry, rules(AIRLOCK), rules(BARE))
    assert found is not None
    assert (found.gained, found.lost) == ((), ("iss",))


def test_the_same_topics_for_another_reason_are_not_a_difference() -> None:
    entry = an_entry("Bishop opens the airlock")
    strong = replace(BARE, terms=(Term("airlock", strong=True),))
    assert difference(entry, rules(AIRLOCK), rules(strong)) is None


def test_a_feed_that_leaves_the_catalog_takes_its_entries_along() -> None:
    entry = an_entry("Bishop opens the airlock")
    found = difference(entry, rules(AIRLOCK), rules(AIRLOCK, feeds=(a_feed("nasa"),)))
    assert found is not None
    assert found.lost == ("iss",)
    assert found.after == Verdict((), (LeftOut.FEED_IS_GONE(),))


def test_a_feed_made_to_be_about_a_topic_brings_its_entries_in() -> None:
    about = a_feed(topics=("iss",))
    found = difference(an_entry("Bread"), rules(BARE), rules(BARE, feeds=(about,)))
    assert found is not None
    assert found.gained == ("iss",)
