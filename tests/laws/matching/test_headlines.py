"""Headlines alone, made up: what is ours and what only sounds like it."""

from pathlib import Path

import pytest

from tests.shipped import shipped_matcher

MADE_UP = Path(__file__).parents[2] / "data" / "headlines"


def headlines(name: str) -> list[str]:
    return (MADE_UP / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("title", headlines("ours.txt"))
def test_a_headline_about_the_station_or_russian_space_is_ours(title: str) -> None:
    assert shipped_matcher().verdict(title=title).topics


@pytest.mark.parametrize("title", headlines("others.txt"))
def test_a_headline_that_only_sounds_like_it_is_not(title: str) -> None:
    assert shipped_matcher().verdict(title=title).topics == ()
