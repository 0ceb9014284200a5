"""Edits are summarized in words, and a catalog as a table."""

import pytest

from bot.catalog import parse_catalog
from bot.catalog.changes import changes, details, table
from bot.core.reasons import english
from bot.core.types import Catalog
from tests.unit.catalog.catalogs import FEED, GOOD

TWO = FEED.format(id="two", url="https://two.example/")
THREE = FEED.format(id="three", url="https://three.example/")


def after(*edits: tuple[str, str]) -> Catalog:
    text = GOOD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_catalog(text)


BEFORE = parse_catalog(GOOD)


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ((), "no change"),
        ((("title: NASA blog", "title: NASA blog  # ours"),), "no change"),
        ((("feeds:\n", f"feeds:\n{TWO}{THREE}"), ("10m", "20m")), "+2 feeds, 1 changed"),
        ((("feeds:\n", f"feeds:\n{TWO}"),), "+1 feed"),
        ((("10m", "20m"),), "1 feed changed"),
        ((("  blog:", "  blog2:"),), "+1 feed, -1 feed"),
        ((("[Axiom]", "[Axiom, Haven, Zarya*]"),), "topic iss: 2 new terms"),
        ((("{strong: [Axiom]}", "{refuse: [chess]}"),), "topic iss: 1 term gone, 1 new refusal"),
        (
            (("{strong: [Axiom]}", "{strong: [Axiom], context: {chess: [rook, pawn]}}"),),
            "topic iss: 2 new context words",
        ),
        ((("ru: МКС", "ru: Станция"),), "topic iss: changed"),
        (
            (("    match:", "    hold: low-confidence\n    match:"),),
            "topic iss: stories of low confidence are held",
        ),
        ((("topics:\n  iss:", "topics:\n  mir: {title: Mir}\n  iss:"),), "+1 topic"),
        ((("alerts: important", "alerts: all"),), "1 channel changed"),
        ((("country: US", "country: CA"),), "1 party changed"),
        (
            (
                ("feeds:\n", f"feeds:\n{TWO}"),
                ("[Axiom]", "[Axiom, Haven]"),
                ("alerts: important", "thread: 7"),
            ),
            "+1 feed, topic iss: 1 new term, +1 channel, -1 channel",
        ),
    ],
)
def test_an_edit_is_summarized_in_a_line(edits: tuple[tuple[str, str], ...], told: str) -> None:
    assert ", ".join(map(english, changes(BEFORE, after(*edits)))) == told


def test_an_edit_is_listed_thing_by_thing() -> None:
    ruleset = after(
        ("feeds:\n", f"feeds:\n{TWO}"),
        ("10m", "1h"),
        ("name: NASA,", "name: {en: N, ru: Н},"),
        ("alerts: important", "alerts: all"),
    )
    assert tuple(map(english, details(BEFORE, ruleset))) == (
        "+ feed two",
        "~ feed blog: every 10m -> 1h",
        "~ party nasa: name NASA -> N",
        "~ channel @isswire: alerts important -> all",
    )


def test_the_table_shows_what_was_read_and_what_may_be_missing() -> None:
    catalog = after(
        ("parties:", "parties:\n  esa: {name: ESA}"),
        ("feeds:\n", f"feeds:\n{TWO}"),
        ("topics:\n  iss:", "topics:\n  mir: {title: Mir, match: {shipped: false}}\n  iss:"),
    )
    assert table(catalog).splitlines() == [
        "feeds      2, 0.3 requests a minute",
        "           official        1   en 1",
        "           press           1   en 1",
        "parties    ESA: no feed of its own",
        "           NASA: blog",
        "topics     mir: no shipped rules; about it by themselves: no feed",
        "           iss: shipped rules, 1 terms of your own; about it by themselves: blog",
        "channels   @isswire: iss; ru, important",
        "hint: ESA has no feed with speaks_for: its silence cannot be told",
        "hint: no channel has the topic mir",
    ]


def test_the_table_says_what_is_held() -> None:
    held = after(("    match:", "    hold: low-confidence\n    match:"))
    assert "low confidence is held for the editors" in table(held)
    (changed,) = changes(held, BEFORE)
    assert english(changed) == "topic iss: nothing is held any more"


def test_the_table_says_where_articles_cannot_be_read() -> None:
    catalog = after(("    title: NASA blog\n", "    title: NASA blog\n    full_text: true\n"))
    missing = "hint: blog: full_text is true, but no article can be read without trafilatura"
    assert missing in table(catalog, can_extract=False)
    assert "full_text" not in table(catalog, can_extract=True)
