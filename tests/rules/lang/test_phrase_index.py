"""Tracked phrases: found as words in any form, refused when they would find everything."""

import pytest

from bot.core.lang.english_forms import english_forms
from bot.core.lang.inflection import phrase_forms
from bot.core.lang.phrase_index import PhraseIndex, RefusedPhrase, WhyRefused, checked_phrase
from bot.rules.inflections import inflections
from tests.typed import WORDS


@pytest.mark.parametrize(
    ("phrase", "headline"),
    [
        ("Soyuz MS-28", "The SOYUZ MS‑28 capsule lands"),
        ("союз мс28", "Экипаж «Союза МС-28» вернулся"),
        ("Союз MC-28", "Экипаж «Союза МС-28» вернулся"),
        ("Союз МС", "«Союз МС-28» летит"),
        ("air leak", "Air leaks again"),
        ("air leak", "Two air-leaks found"),
        ("docking port", "Crew leaves dock ports"),
        ("spacewalk", "A space-walk ends"),
        ("space-walk", "Spacewalks end"),
        ("NASA astronaut", "NASA’s astronauts land"),
        ("leave the station", "Russia left the station"),
        ("утечка воздуха", "Причину утечки воздуха нашли"),
        ("российский модуль «Наука»", "К российскому модулю Наука причалил корабль"),
        ("Кудь-Сверчков", "Кудь-Сверчкову вручили награду"),
        ("Песков", "Интервью с Песковым"),
        ("стыковка", "Три стыковки за день"),
        ("отстыковаться", "Корабль отстыковался"),
        ("Орёл", "Макет «Орла» показали"),
        ("Baïkonour", "Nuit à Baikonour"),
        ("Crew-11", "Crew 11 returns"),
    ],
)
def test_a_phrase_is_found_in_any_form(phrase: str, headline: str) -> None:
    assert PhraseIndex([phrase], inflections).phrases_in(headline) == {phrase}


@pytest.mark.parametrize(
    ("phrase", "headline"),
    [
        ("Soyuz MS-28", "Soyuz MS-22 lands"),
        ("Soyuz MS-28", "MS-28 Soyuz lands"),
        ("Soyuz MS-2", "Soyuz MS-28 lands"),
        ("air leak", "Air and coolant leak"),
        ("Союз", "Союзники встретились"),
        ("Наука", "Научный отдел"),
        ("news", "A new ship"),
    ],
)
def test_other_words_and_another_order_are_not_the_phrase(phrase: str, headline: str) -> None:
    assert PhraseIndex([phrase], inflections).phrases_in(headline) == frozenset()


def test_a_phrase_that_was_not_tracked_takes_no_longer_one_with_it() -> None:
    index = PhraseIndex(["air leak"], inflections)
    for untracked in ("air", "air leak test", "coolant", ""):
        index.discard(untracked)
    assert index.phrases_in("Air leaks again") == {"air leak"}
    index.discard("air leak")
    assert index.phrases_in("Air leaks again") == frozenset()


def test_phrases_are_found_in_the_text_too_but_not_across_from_the_title() -> None:
    index = PhraseIndex(["air leak"], inflections)
    assert index.phrases_in("Crew rests", "The air leak is sealed") == {"air leak"}
    assert index.phrases_in("In the air", "leak sealed") == frozenset()


def test_phrases_that_share_words_are_all_found() -> None:
    index = PhraseIndex(["air", "air leak", "leak test"], inflections)
    assert index.phrases_in("Air leak test") == {"air", "air leak", "leak test"}


def test_a_discarded_phrase_is_no_longer_found() -> None:
    index = PhraseIndex(["air leak", "Air-leak"], inflections)
    index.discard("air leak")
    index.discard("never added")
    assert index.phrases_in("Air leak") == {"Air-leak"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", WhyRefused.EMPTY),
        ("  «»!", WhyRefused.EMPTY),
        ("🚀", WhyRefused.EMPTY),
        ("the of", WhyRefused.STOP_WORDS),
        ("и на", WhyRefused.STOP_WORDS),
        ("ISS", WhyRefused.TOO_BROAD),
        ("на МКС", WhyRefused.TOO_BROAD),
        ("Роскосмоса", WhyRefused.TOO_BROAD),
        ("space news", WhyRefused.TOO_BROAD),
        ("2028", WhyRefused.TOO_BROAD),
        ("xy", WhyRefused.TOO_BROAD),
        ("word " * 40, WhyRefused.TOO_LONG),
        ("x" * 2_000_000, WhyRefused.TOO_LONG),
    ],
)
def test_a_phrase_that_would_find_everything_or_nothing_is_refused(
    text: str, why: WhyRefused
) -> None:
    assert checked_phrase(text, WORDS) == RefusedPhrase(why)


def test_a_good_phrase_is_kept_as_written_with_blanks_tidied() -> None:
    assert checked_phrase("  «Союз   МС-28»\n", WORDS) == "Союз МС-28"
    assert checked_phrase("MS-28", WORDS) == "MS-28"


def test_the_example_of_a_refusal_is_itself_good() -> None:
    example = RefusedPhrase(WhyRefused.EMPTY).example
    assert checked_phrase(example, WORDS) == example


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("dock", {"dock", "docks", "docked", "docking"}),
        ("docking", {"dock", "docks", "docked", "docking"}),
        ("scrubbed", {"scrub", "scrubs", "scrubbed", "scrubbing"}),
        ("delays", {"delay", "delays", "delayed", "delaying"}),
        ("launches", {"launch", "launches", "launched", "launching"}),
        ("retire", {"retire", "retires", "retired", "retiring"}),
        ("supplies", {"supply", "supplies", "supplied", "supplying"}),
    ],
)
def test_an_english_word_has_its_forms(word: str, forms: set[str]) -> None:
    assert forms <= english_forms(word)


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("Роскосмос", {"роскосмоса", "роскосмосу", "роскосмосом", "роскосмосе"}),
        ("Международная космическая станция", {"международной космической станцией"}),
        ("космодром Восточный", {"космодроме восточном", "космодрома восточного"}),
        ("выход в открытый космос", {"выхода в открытый космос", "выходы в открытый космос"}),
        ("утечка", {"утечек", "утечкой", "утечку"}),
        ("экипаж", {"экипажем", "экипажей"}),
        ("Юрий Борисов", {"юрием борисовым", "юрия борисова"}),
        ("Союз МС-28", {"союза ms 28", "союзом ms 28"}),
        ("cargo ship", {"cargo ship", "cargo ships"}),
    ],
)
def test_a_rule_reaches_the_forms_of_its_words(phrase: str, forms: set[str]) -> None:
    assert forms <= phrase_forms(phrase)
    assert len(phrase_forms(phrase)) < 60


def test_a_long_term_has_few_forms_and_is_found_as_written() -> None:
    term = "большая новая международная станция станция станция " + "станция " * 14
    forms = phrase_forms(term)
    assert " ".join(term.split()) in forms
    assert len(forms) < 1_000
