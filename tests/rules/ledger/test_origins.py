"""Whose word a report rests on, in English and Russian."""

from datetime import timedelta

import pytest

from bot.core.ledger.origins import (
    independent_origins,
    mentions_of,
    origin_name,
    origin_of,
    voice_of,
)
from bot.core.types import Modality, Role
from bot.rules.cue_rules import load_cues
from tests.build import NOON, a_feed, a_report, an_entry

CUES = load_cues()
KNOWN = frozenset({"nasa", "roscosmos", "kremlin"})
PRESS = a_feed("daily", role=Role.PRESS)


@pytest.mark.parametrize(
    ("title", "summary", "origin"),
    [
        ("Russia to quit the ISS, TASS reports", "", "agency:tass"),
        ("Russia to quit the ISS", "The state agency TASS reported on Tuesday.", "agency:tass"),
        ("Russia to quit the ISS", "According to the RIA Novosti agency, it will.", "agency:ria"),
        ("Russia to quit the ISS", "citing Interfax", "agency:interfax"),
        ("Россия выйдет из проекта", "Об этом сообщает ТАСС.", "agency:tass"),
        ("Россия выйдет из проекта", "Издание пишет со ссылкой на Интерфакс.", "agency:interfax"),
        ("Россия выйдет из проекта", "МОСКВА, 26 июля. /ТАСС/. Россия выйдет.", "agency:tass"),
        ("Russia to quit the ISS", "HOUSTON (AP) - It may.", "agency:ap"),
        ("Russland verlässt die ISS", "laut TASS", "agency:tass"),
        ("Russia to quit the ISS", "It was first written by nobody.", "outlet:daily"),
    ],
)
def test_a_report_rests_on_the_source_it_names(title: str, summary: str, origin: str) -> None:
    assert origin_of(an_entry(title, summary=summary), PRESS, CUES).id == origin


@pytest.mark.parametrize(
    ("changes", "voice"),
    [
        ({"id": "tass-ru", "title": "ТАСС", "url": "https://tass.ru/rss/v2.xml"}, "agency:tass"),
        ({"id": "tass-en-space", "title": "TASS"}, "agency:tass"),
        ({"id": "nasa-news", "speaks_for": "nasa"}, "party:nasa"),
        ({"id": "daily", "role": Role.PRESS}, "outlet:daily"),
        ({"id": "gathered", "role": Role.AGGREGATOR}, "outlet:gathered"),
    ],
)
def test_all_feeds_of_an_outlet_or_party_are_one_voice(
    changes: dict[str, object], voice: str
) -> None:
    told = an_entry("Russia to quit the ISS, RIA says", url="https://tass.com/science/1")
    entry = told if changes["id"] == "gathered" else an_entry("Russia to quit, RIA says")
    assert voice_of(entry, a_feed(**changes), CUES) == voice  # type: ignore[arg-type]


def test_a_link_to_an_agency_is_evidence_of_its_word() -> None:
    entry = an_entry(links=("https://example.org/a", "https://tass.com/science/1"))
    assert origin_of(entry, PRESS, CUES).id == "agency:tass"


def test_a_partys_channel_is_the_partys_word_whatever_it_cites() -> None:
    feed = a_feed("nasa-blog", role=Role.OFFICIAL, speaks_for="nasa")
    assert origin_of(an_entry("Roscosmos news, TASS reports"), feed, CUES).id == "party:nasa"


def test_asking_somebody_is_reporting_of_ones_own() -> None:
    entry = an_entry(summary="A NASA official told Reuters that nothing had been received.")
    origin = origin_of(entry, PRESS, CUES)
    assert (origin.id, origin.firsthand, origin.words) == ("agency:reuters", True, "told Reuters")


def test_an_outlet_is_one_origin_whichever_of_its_feeds_brings_the_news() -> None:
    one = origin_of(an_entry(), a_feed("a", url="https://tass.com/rss"), CUES)
    other = origin_of(an_entry(), a_feed("b", url="https://tass.ru/rss"), CUES)
    assert one.id == other.id == "agency:tass"


def test_an_agency_that_names_itself_is_its_own_origin() -> None:
    feed = a_feed("tass", title="TASS", url="https://tass.com/rss")
    origin = origin_of(an_entry(summary="Borisov told TASS."), feed, CUES)
    assert (origin.id, origin.firsthand) == ("agency:tass", True)


def test_parties_quoted_are_told_from_parties_named() -> None:
    entry = an_entry("Borisov tells Putin of exit", summary="The station is run with NASA.")
    heard = mentions_of(entry, CUES, KNOWN)
    assert heard.quoted == ("roscosmos",)
    assert set(heard.named) == {"roscosmos", "kremlin", "nasa"}


def test_a_country_that_says_something_speaks_through_its_agency() -> None:
    assert mentions_of(an_entry("Russia says it will stay"), CUES, KNOWN).quoted == ("roscosmos",)


def test_an_outlet_whose_name_begins_with_a_partys_is_not_the_party() -> None:
    assert mentions_of(an_entry("NASA Watch said so"), CUES, KNOWN).named == ()


def test_nine_outlets_quoting_one_agency_are_one_origin() -> None:
    told = [
        a_report(feed=f"daily-{n}", origin="agency:tass", origin_words="TASS reports")
        for n in range(9)
    ]
    assert independent_origins(told) == ("agency:tass",)


def test_relaying_the_same_partys_words_makes_no_second_origin() -> None:
    told = [
        a_report(origin="agency:tass", quoted=("roscosmos",)),
        a_report(origin="agency:ap", quoted=("roscosmos",)),
        a_report(origin="outlet:daily", quoted=("roscosmos", "kremlin")),
    ]
    assert independent_origins(told) == ("agency:tass",)


def test_a_report_that_asked_somebody_is_independent_of_relayed_words() -> None:
    told = [
        a_report(origin="agency:tass", quoted=("roscosmos",)),
        a_report(origin="agency:reuters", quoted=("roscosmos",), firsthand=True),
    ]
    assert independent_origins(told) == ("agency:tass", "agency:reuters")


def test_a_report_relaying_a_partys_words_rests_on_the_party() -> None:
    own = a_report(party="nasa", origin="party:nasa")
    assert independent_origins([own, a_report(quoted=("nasa",))]) == ("party:nasa",)


def test_a_report_that_contradicts_a_claim_does_not_corroborate_it() -> None:
    told = [
        a_report(origin="agency:tass"),
        a_report(origin="agency:reuters", firsthand=True, modality=Modality.UNCONFIRMED),
    ]
    assert independent_origins(told) == ("agency:tass",)


def test_hearsay_adds_no_origin_unless_there_is_no_other() -> None:
    hearsay = a_report(origin="outlet:page", role=Role.PERSONAL)
    assert independent_origins([a_report(), hearsay]) == ("outlet:tass",)
    assert independent_origins([hearsay]) == ("outlet:page",)


def test_origins_have_names_that_people_read() -> None:
    own = a_report(origin="outlet:daily", outlet="The Daily", at=NOON + timedelta(hours=1))
    assert origin_name("agency:tass") == "TASS"
    assert origin_name("agency:interfax") == "Interfax"
    assert origin_name("outlet:ars-technica") == "Ars Technica"
    assert origin_name("outlet:daily", [own]) == "The Daily"
