"""What reaches Telegram is clean and fits, and what it sends back breaks nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat.callback_data import (
    parse_press,
)
from bot.core.lang.markup import (
    bold,
    clean,
    filled,
    html_of,
    length,
    line,
    link,
    shortened,
    text_of,
    units,
    within,
)
from tests.strict_html import visible_text

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)


@pytest.mark.fault("D11")
@given(ANY_TEXT, ANY_TEXT, st.sampled_from(["", "https://e.example/a?b=1&c='", "tg://x"]))
def test_whatever_is_put_in_the_html_is_what_telegram_reads(a: str, b: str, url: str) -> None:
    lines = [line("x ", bold(a), " {", link(b, url), "}"), filled("{a}{b}", a=a, b=bold(b))]
    assert visible_text(html_of(lines)) == text_of(lines)


@given(ANY_TEXT, st.integers(1, 100))
def test_a_shortened_text_always_fits(text: str, limit: int) -> None:
    assert units(shortened(clean(text), limit)) <= limit


@given(st.lists(ANY_TEXT, max_size=8), st.integers(0, 200))
def test_lines_within_a_limit_fit_it(texts: list[str], limit: int) -> None:
    assert length(within([line(clean(each)) for each in texts], limit)) <= limit


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(codec=None)))
def test_no_text_breaks_the_codec(data: str) -> None:
    found = parse_press(data)
    assert found is None or found.number >= -1
