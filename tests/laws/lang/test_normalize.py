"""Folding and sentences, whatever the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.lang.normalize import fold, fold_keeping_case
from bot.core.lang.sentences import sentences

ANY_TEXT = st.text(alphabet=st.characters(), max_size=200)


MIXED = st.text(alphabet="аеосрхЀѕМСКмсkmMCTеEё-1.2 \u00adi\u0306\u0308ßİ\ud800ﬁ™йЙ№", max_size=40)


@given(st.one_of(ANY_TEXT, MIXED))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.one_of(ANY_TEXT, MIXED))
def test_keeping_case_keeps_the_offsets(text: str) -> None:
    assert len(fold_keeping_case(text)) == len(fold(text))
    fold(text).encode()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aZ яЯ.!?…«»\"'()-—\n\ud800 1г", max_size=200))
def test_sentences_are_the_text_divided(text: str) -> None:
    at = 0
    for told in sentences(text):
        assert told == told.strip() != ""
        begins = text.index(told, at)
        assert text[at:begins].strip() == ""
        at = begins + len(told)
    assert text[at:].strip() == ""
