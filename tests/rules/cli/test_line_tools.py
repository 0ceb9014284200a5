"""The line tools: what a line is answered with."""

import pytest

from bot.cli.json_lines import Line
from bot.cli.line_tools import grouping
from bot.core.types import Catalog
from tests.shipped import ISS

AT = "2026-03-01T10:00:00Z"


def a_line(title: str, **more: object) -> Line:
    return {"id": title, "title": title, "published": AT, **more}


def test_a_grouped_line_says_its_story_and_its_kind() -> None:
    said = grouping(None)(a_line("Russia to quit the ISS, sources say"))
    assert (said["relation"], said["kind"]) == ("new", "claim")


def test_an_official_word_told_again_in_its_story_is_an_update() -> None:
    answer = grouping(None)
    first = answer(a_line("Soyuz MS-28 docks with the station", role="state-media"))
    again = answer(a_line("Soyuz MS-28 docks with station", feed="other"))
    assert again["story"] == first["story"]
    assert (first["kind"], again["kind"]) == ("official", "update")


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"role": "official"}, "official"),
        ({"source_type": "agency"}, "official"),
        ({"feed": "TASS, quoted by a blog"}, "official"),
        ({"feed": "tass.ru"}, "official"),
        ({"feed": "NASA Watch"}, "update"),
        ({"feed": "NASA's station blog"}, "official"),
        ({"role": "no such"}, "update"),
        ({}, "update"),
    ],
)
def test_who_tells_is_read_in_either_key_or_known_by_name(told: Line, kind: str) -> None:
    assert grouping(None)(a_line("Crew news", **told))["kind"] == kind


def test_a_line_of_no_topic_has_no_story_and_no_kind() -> None:
    said = grouping(Catalog(feeds=(), topics=(ISS,), parties=()))(
        a_line("Radio station turns fifty")
    )
    assert (said["story"], said["relation"], said["kind"]) == (None, None, None)
