"""Acronyms of the station that an entry uses for something else."""

import pytest

from bot.core.matching.acronyms import mask_borrowed_acronyms
from tests.shipped import shipped_matcher

OTHERS = (
    "МКС (Московская кредитная служба) запускает новый сервис для экипажа инкассаторов",
    "Экипаж «Межрегиональной курьерской сети» (МКС) доставил груз на борт самолета",
    "МКС — Международный клуб скалолазов — открыл модуль для космонавтов",
    "ISS (Integrated Security Systems) launches a module for its crew",
    "Institutional Software Services (ISS) docks a module to its cargo system",
    "International Student Services, or ISS, welcomes the crew aboard",
    "ISS – Institute for Security Studies – says Russia launched a mission",
)
OURS = (
    "МКС (Международная космическая станция) приняла экипаж",
    "Международная космическая станция (МКС) приняла экипаж",
    "ISS (International Space Station) receives its crew",
    "The International Space Station, or ISS, receives its crew",
    "Космонавты на МКС (на фото) починили модуль",
    "МКС (экипаж 74) готовится к стыковке с кораблем",
    "The ISS (seen here) receives a cargo ship and its crew",
    "Station spatiale internationale (ISS) : l'équipage est arrivé",
)


@pytest.mark.parametrize("title", OTHERS)
def test_an_acronym_that_is_spelt_out_as_another_name_is_not_the_station(title: str) -> None:
    hidden, _ = mask_borrowed_acronyms(title, "")
    assert len(hidden) == len(title)
    assert "МКС" not in hidden
    assert "ISS" not in hidden


@pytest.mark.parametrize("title", OURS)
def test_the_stations_own_name_stays(title: str) -> None:
    assert mask_borrowed_acronyms(title, "") == (title, "")


def test_once_spelt_out_it_means_that_in_the_whole_entry() -> None:
    summary = "На МКС починили туалет."
    told = shipped_matcher().verdict(title="Новости", summary=summary).topics
    of_others = shipped_matcher().verdict(title=OTHERS[0], summary=summary).topics
    assert (told, of_others) == (("iss",), ())
