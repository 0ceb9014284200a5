"""An edit is told in words, and a catalog as a table."""

from bot.catalog import parse_catalog
from bot.catalog.changes import changes, table
from tests.unit.catalogs import FEED, GOOD, edited


def test_an_edit_is_told_in_words() -> None:
    before = parse_catalog(GOOD)
    added = FEED.format(id="two", url="https://two.example/")
    text = edited("feeds:\n", f"feeds:\n{added}").replace("10m", "20m")
    after = parse_catalog(text.replace("[Axiom]", "[Axiom, Haven]"))
    assert changes(before, after) == "+1 feeds, 1 feeds changed, topic iss: 1 new terms"
    assert changes(before, before) == "nothing that counts"


def test_the_table_counts_what_was_read() -> None:
    assert "by role      official 1" in table(parse_catalog(GOOD))
