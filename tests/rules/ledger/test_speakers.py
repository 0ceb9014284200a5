"""Who is quoted by name beside the parties, in both languages and every form."""

import pytest

from bot.core.ledger.modality import modality_of
from bot.core.ledger.names import readable
from bot.core.ledger.origins import mentions_of
from bot.core.types import Modality
from bot.rules.cue_rules import load_cues
from bot.rules.speaker_rules import body_names, load_bodies
from tests.build import an_entry

BODIES = load_bodies()
CUES = load_cues()
KNOWN = frozenset({"nasa", "roscosmos"})


def quoted(text: str) -> list[str]:
    return [id for _, id in BODIES.quoted(BODIES.hide(readable(text)))]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Firefly says its stage is safe", "firefly"),
        ("Tank was cracked, ArianeGroup says", "arianegroup"),
        ("Crew is safe - Brazilian Space Agency", "aeb"),
        ("Brazil's defense ministry denies the deal", "br-mod"),
        ("Virgin Galactic's chief executive admits delay", "virgin-galactic"),
        ("Rockets will fly in May, according to the German government", "de-government"),
        ("СОГАЗ: выплата будет сделана", "sogaz"),
        ("В МИД Сербии опровергли выход из проекта", "rs-mfa"),
        ("По словам представителей Ростеха, двигатель готов", "rostec"),
        ("Сообщила пресс-служба Минобороны Индии", "in-mod"),
        ("Виновные найдены, заявили в прокуратуре Казахстана", "kz-prosecutors"),
        ("Верховный суд отклонил жалобу", "court"),
    ],
)
def test_a_body_is_quoted_by_name(title: str, expected: str) -> None:
    assert quoted(title) == [expected]


@pytest.mark.parametrize(
    "title",
    [
        "Firefly launches for the Brazilian Space Agency",
        "Virgin Galactic's craft found its way home",
        "ArianeGroup was told to stop, ESA says",
        "Judge for a science fair named",
        "Ростех построит ракету",
        "«Роскосмос» сообщил о споре с Минобороны Индии",
        "asi es la vida, said the cook",
    ],
)
def test_who_acts_or_is_acted_on_is_not_quoted(title: str) -> None:
    assert quoted(title) == []


def test_an_inspector_general_does_not_speak_for_the_agency() -> None:
    told = mentions_of(an_entry("NASA inspector general warns of suits that leak"), CUES, KNOWN)
    assert (told.quoted, told.speakers) == ((), ("nasa-oig",))
    assert told.named == ("nasa",)


def test_a_party_of_the_catalog_is_quoted_as_a_party() -> None:
    told = mentions_of(an_entry("SpaceX denies a leak"), CUES, KNOWN | {"spacex"})
    assert (told.quoted, told.speakers) == (("spacex",), ())


def test_a_body_denies_below_the_headline() -> None:
    entry = an_entry("Debris of a tank falls", summary="Firefly denies that it was its tank.")
    assert modality_of(entry, CUES)[0] is Modality.DENIES


def test_bodies_are_named_in_both_languages_and_have_no_channel() -> None:
    named = {party.id: party for party in body_names()}
    assert len(named) > 400
    assert named["kz-government"].name.text("ru") == "правительство Казахстана"
    assert named["kz-government"].name.text("en") == "Kazakhstan's government"
    assert not any(party.own_channel for party in named.values())
