"""Callback data and deep links: one codec, and nothing a stranger sends gets further."""

import pytest

from bot.core.chat.callback_data import (
    DATA_LIMIT,
    Press,
    Verb,
    bits_data,
    page_of,
    parse_bits,
    parse_number,
    parse_phrase_payload,
    parse_press,
    phrase_payload,
    press,
    replacing,
)


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        (Verb.OPEN, ("42",)),
        (Verb.TIMELINE, ("42", replacing(3))),
        (Verb.SET, ("-1001234567890", "digest", "weekly 08:00")),
        (Verb.SETTINGS, ("", "")),
        (Verb.SEARCH, ("p5", "утечка: хладагент")),
        (Verb.MINE, ("uf:p42",)),
        (Verb.UNBIND, ("",)),
    ],
)
def test_callback_data_is_read_as_it_was_written(verb: Verb, arguments: tuple[str, ...]) -> None:
    assert parse_press(press(verb, *arguments) or "") == Press(verb, arguments)


@pytest.mark.parametrize("bits", [0, 1, 6, 16, 0b11 << 70, 1 << 9_999 | 1 << 9_980])
def test_a_choice_of_many_fits_and_comes_back(bits: int) -> None:
    assert parse_bits(bits_data(bits)) == bits
    assert len(bits_data(bits)) < 16


@pytest.mark.fault("I6")
@pytest.mark.parametrize("data", ["", "z", "z5", "-1", "one", "z1z1"])
def test_a_malformed_choice_is_empty(data: str) -> None:
    assert parse_bits(data) == 0


def test_a_choice_without_zeros_is_its_hexadecimal_digits() -> None:
    assert [bits_data(bits) for bits in (0, 6, 0x60, 0x67)] == ["0", "6", "6z1", "67"]


def test_data_over_64_bytes_makes_no_button() -> None:
    assert press(Verb.SEARCH, 0, "космическая станция и ещё слова") is not None
    assert press(Verb.SEARCH, 0, "космическая станция и ещё много слов") is None
    longest = "x" * (DATA_LIMIT - len("s:0:"))
    assert parse_press(press(Verb.SEARCH, 0, longest) or "") == Press(Verb.SEARCH, ("0", longest))
    assert (press(Verb.SEARCH, 0, longest + "x"), parse_press(f"s:0:{longest}x")) == (None, None)


@pytest.mark.fault("I6")
@pytest.mark.parametrize("data", ["", ":", "zz:1", "t", "t:1", "set:x", "mi:1:2:3" * 20, "p"])
def test_forged_data_is_no_press(data: str) -> None:
    assert parse_press(data) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", 42),
        ("#42", 42),
        (" 7 ", 7),
        ("9" * 9, 999_999_999),
        ("٤٢", -1),
        ("-1", -1),
        ("9" * 10, -1),
    ],
)
def test_only_plain_digits_are_a_number(text: str, number: int) -> None:
    assert parse_number(text) == number


def test_a_page_turned_by_a_button_replaces_the_old_one() -> None:
    assert page_of(replacing(2)) == (2, True)
    assert page_of("0") == (0, False)
    assert page_of("nonsense") == (0, False)


@pytest.mark.parametrize("phrase", ["Soyuz MS-28", "Союз МС-28", "snake_case", "ÉÉ", "МКС"])
def test_a_phrase_travels_in_a_deep_link(phrase: str) -> None:
    assert parse_phrase_payload(phrase_payload(phrase) or "") == phrase


@pytest.mark.parametrize("payload", ["s42", "kb_%%%", "kb_gICA", "bind", ""])
def test_a_payload_without_a_phrase_gives_none(payload: str) -> None:
    assert parse_phrase_payload(payload) is None


def test_a_deep_link_has_no_padding_and_takes_half_a_character_as_unknown() -> None:
    assert phrase_payload("éé") == "kb_w6nDqQ"
    assert phrase_payload("é\ud83d") == "kb_w6k_"


def test_a_phrase_too_long_for_a_deep_link_has_none() -> None:
    assert phrase_payload("станция " * 10) is None
