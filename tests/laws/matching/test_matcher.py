"""What holds for any text: no error, no randomness, no delay."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.lang.normalize import fold, fold_keeping_case, tokens
from bot.core.lang.phrase_index import PhraseIndex, RefusedPhrase, checked_phrase
from bot.core.matching.matcher import Matcher
from bot.core.reasons import english
from bot.rules import load_matcher, topic_rules
from bot.rules.inflections import inflections
from tests.cpu_time import cpu_seconds
from tests.shipped import ISS, ROSCOSMOS, shipped_matcher
from tests.typed import WORDS

SOME = settings(deadline=None, max_examples=50)

PIECES = st.sampled_from(
    [
        *("ISS", "МКС", "Союз", "MC-28", "Progress", "cargo ship", "shareholders", "Artemis"),
        *("Луна", "крейсер", "Roscocosmos", "space station", "国際宇宙ステーション", "\ud800"),
        *(
            "Борисов",
            "Yura",
            "actor",
            "ё",
            "И\u0306",
            ".",
            "-",
            "'s",
            "\n",
            "\x00",
            "🚀",
            "ß",
            "İ",
        ),
        *("I.S.S.", "\u00ad"),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=30).map(" ".join),
    st.lists(PIECES, max_size=30).map("".join),
    st.text(alphabet=st.characters(), max_size=300),
)
HUGE = 1_400_000


@cache
def twin() -> Matcher:
    """Another matcher of the same rules."""
    return load_matcher([ISS, ROSCOSMOS])


@cache
def phrases() -> PhraseIndex:
    return PhraseIndex(["Soyuz MS-28", "утечка на МКС", "air leak", "Ёлка"], inflections)


@given(TEXTS, TEXTS, TEXTS)
@SOME
def test_any_text_gets_one_verdict_and_always_the_same(
    title: str, summary: str, text: str
) -> None:
    verdict = shipped_matcher().verdict(title=title, summary=summary, text=text)
    assert twin().verdict(title=title, summary=summary, text=text) == verdict
    "".join(map(english, verdict.reasons)).encode()


@pytest.mark.fault("C11")
@given(TEXTS)
@SOME
def test_a_verdict_does_not_change_with_the_spelling(title: str) -> None:
    assert shipped_matcher().verdict(title=fold_keeping_case(title)) == shipped_matcher().verdict(
        title=title
    )


@given(TEXTS, TEXTS)
@SOME
def test_phrases_are_searched_in_any_text(title: str, text: str) -> None:
    assert phrases().phrases_in(title, text) == phrases().phrases_in(fold(title), fold(text))


@given(TEXTS)
@SOME
def test_any_phrase_is_kept_or_refused_and_what_is_kept_is_found(text: str) -> None:
    phrase = checked_phrase(text, WORDS)
    match phrase:
        case RefusedPhrase():
            assert phrase.why
        case str():
            assert PhraseIndex([phrase], inflections).phrases_in(phrase) == {phrase}


@pytest.mark.fault("C11")
@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "国",
        "аa",
        "a.",
        "ms ",
        "\ud800",
        "e\u0301",
        "МКС ",
        "Progress cargo ship ",
        "«",
        "ISS-",
    ],
)
def test_a_text_of_a_megabyte_costs_no_more_than_a_long_one(
    piece: str, record_property: Callable[[str, object], None]
) -> None:
    text = (piece * HUGE)[:HUGE]
    matcher, wanted = shipped_matcher(), phrases()

    def work() -> None:
        matcher.verdict(title=text, summary=text, text=text)
        wanted.phrases_in(text, text)
        checked_phrase(text, WORDS)

    took = cpu_seconds(work, within=0.5)
    record_property("figure", f"{took * 1000:.0f} ms for {HUGE / 1e6:.1f} MB")
    record_property("limit", "500 ms")
    assert took < 0.5


@pytest.mark.fault("C11")
@pytest.mark.parametrize("word", ["(a+)+$", "(.*a){30}", ".*", "[", "\\", "a{99999}", "^(?=a)"])
def test_a_term_is_letters_not_a_regular_expression(word: str) -> None:
    text = "a" * 50_000 + "!"

    def work() -> None:
        index = PhraseIndex([word], inflections)
        assert index.phrases_in(text) == frozenset()

    assert cpu_seconds(work, within=0.5) < 0.5


@pytest.mark.fault("C11")
@pytest.mark.parametrize(
    "title", ["Missile issue", "Kiss of the bliss", "МиССия", "Miss Issa dismisses it", "issuing",
              "Мкская улица", "Смкс", "Progressive union of soyuzpechat", "Pisse"]
)  # fmt: skip
def test_letters_within_other_words_are_not_ours(title: str) -> None:
    assert shipped_matcher().verdict(title=title, summary=title, text=title).topics == ()


def test_every_group_of_words_in_the_shipped_rules_is_used() -> None:
    shipped = topic_rules()
    used = {
        name
        for topic in shipped.topics.values()
        for term in topic.terms
        for name in (*term.needs, *term.refuses)
    }
    assert set(shipped.context) - used == set()


def test_every_shipped_term_matches_in_its_own_context() -> None:
    shipped = topic_rules()
    lost = [
        (topic.id, term.text)
        for topic in shipped.topics.values()
        for term in topic.terms
        if not term.needs and "*" not in term.text
        if topic.id not in shipped_matcher().verdict(title=f"{term.text} {term.text}").topics
    ]
    assert lost == []


def test_no_term_is_written_twice_in_a_topic() -> None:
    for topic in topic_rules().topics.values():
        texts = [term.text for term in topic.terms if not term.needs]
        assert len(set(texts)) == len(texts), topic.id


def test_every_shipped_word_can_be_found() -> None:
    shipped = topic_rules()
    words = [word for group in shipped.context.values() for word in group]
    words += [term.text for topic in shipped.topics.values() for term in topic.terms]
    assert [word for word in words if not tokens(word) or "*" in word.strip("*")] == []
