"""Any text has a summary that is short and stands in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.ledger.summarizer import LIMIT, summarize
from tests.unit.ledger.test_summarizer import summary

SOUP = (
    "Roscosmos NASA Союз станция crew U.S. г. им. Dr. p.m. said сообщил leak 2024 «Наука» it He "
    "Read more … […] \ud800 \u00a0 ... ! ? . , \n\n"
)


WORDS = st.sampled_from(SOUP.split(" "))


TEXTS = st.lists(WORDS, max_size=120).map(" ".join)


@pytest.mark.parametrize("text", ["", " ", "…", "[…]", "\ud800", "." * 1_000_000, "а" * 1_000_000])
def test_nothing_worth_telling_gives_nothing(text: str) -> None:
    assert summary(text) == ""


@settings(max_examples=80, deadline=None)
@given(text=st.one_of(TEXTS, st.text(max_size=400)), title=st.one_of(st.just(""), TEXTS))
def test_a_summary_is_bounded_and_stands_in_its_text(text: str, title: str) -> None:
    told = summarize(title=title, text=text, language="")
    fit = re.sub(r"[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
    folded = re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", fit)
    assert len(told) <= LIMIT + 1
    assert not re.search("[\ud800-\udfff]", told)
    for part in re.split(r"(?<=[.!?…\"'»”’)]) ", told):
        bare = part.removesuffix("…")
        assert bare in folded
        after = folded[folded.index(bare) + len(bare) :][:1]
        assert part == bare or not (bare[-1:].isalnum() and after.isalnum())
