"""The names of months, compared with Unicode's CLDR in the `babel` package."""

import pytest
from babel import Locale

from bot.feeds.dates import parse_date

LANGUAGES = [
    "en",
    "ru",
    "uk",
    "bg",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "pl",
    "hu",
    "hr",
    "sr",
    "sl",
    "nl",
    "tr",
    "ja",
    "zh",
    "ar",
    "hi",
    "be",
    "cs",
    "sk",
    "ro",
    "el",
    "sv",
    "da",
    "fi",
    "kk",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_every_month_is_read_as_that_month(language: str) -> None:
    names = {
        (month, name)
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, name in Locale(language).months[form][width].items()
        if not any(letter.isdigit() for letter in name)
    }
    found = {name: parse_date(f"15 {name} 2026 12:00 +0000", language) for _, name in names}
    assert {name: date and date.month for name, date in found.items()} == {
        name: month for month, name in names
    }
