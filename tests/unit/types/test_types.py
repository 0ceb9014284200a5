"""The types keep their few promises."""

from dataclasses import FrozenInstanceError

import pytest

from bot.core.types import Localised
from tests.build import NOON, an_entry


def test_english_stands_in_for_a_missing_text_and_any_other_for_english() -> None:
    assert Localised({"en": "Russia's station"}).text("ru") == "Russia's station"
    assert Localised({"en": "station", "ru": "станция"}).text("ru") == "станция"
    assert Localised({"de": "Raumstation", "ru": "станция"}).text("en") == "Raumstation"


def test_an_entry_without_a_date_counts_from_when_it_was_first_seen() -> None:
    assert an_entry(published=None, seen=NOON).at == NOON


def test_nouns_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        an_entry().title = "changed"  # type: ignore[misc]  # the point of the test
