"""Words that say the same are one word, in any form and either language."""

import pytest

from bot.core.lang.stems import Synonyms, name_key

WORDS = Synonyms((("pump*", "насос*"), ("drop", "капля"), ("drops", "падает")))


def test_words_of_a_group_are_equal() -> None:
    assert WORDS.word("pumps") == WORDS.word("насосом") != WORDS.word("valve")


def test_a_word_of_no_group_is_its_stem() -> None:
    assert WORDS.word("valves") == "valv"


def test_of_two_groups_with_one_word_the_first_counts() -> None:
    assert WORDS.word("drops") == WORDS.word("капля")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("зареченск", "zarechensk"),
        ("зареченском", "zaretschensk"),
        ("зареченские", "zarechensk"),
        ("аимбетовым", "aimbetov"),
        ("уилсона", "wilson"),
        ("брайтман", "brightman"),
    ],
)
def test_a_name_has_one_key_in_every_alphabet_and_case(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


def test_too_short_a_name_has_no_key() -> None:
    assert name_key("юи") == name_key("") == ""
