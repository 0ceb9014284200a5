"""Key facts, in one form for both languages."""

import pytest

from bot.core.ledger.facts import LIMIT, facts_of
from tests.build import NOON


@pytest.mark.parametrize(
    ("title", "kind", "value"),
    [
        ("Russia to leave the ISS after 2024", "end date", "after 2024"),
        ("Россия выйдет из проекта МКС после 2024 года", "end date", "after 2024"),
        ("Russia to stay on the station until at least 2028", "end date", "until 2028"),
        ("Россия продлит участие в проекте МКС до 2028 года", "end date", "until 2028"),
        ("NASA commits to operations through 2030", "end date", "until 2030"),
        ("Russia to leave the ISS from 2025", "end date", "from 2025"),
        ("Россия выйдет из проекта МКС к 2030 году", "end date", "by 2030"),
        ("Russia will leave the ISS in 2028", "end date", "in 2028"),
        ("Launch is set for September 21", "launch date", "2022-09-21"),
        ("Запуск назначен на 21 сентября", "launch date", "2022-09-21"),
        ("Crew to return to Earth on 3 January", "landing date", "2023-01-03"),
        ("Crew landed on June 20 in the steppe", "landing date", "2022-06-20"),
        ("Crew to return on April 27", "landing date", "2023-04-27"),
        ("Crew returned on March 3, 2021", "landing date", "2021-03-03"),
        ("The station turned by 540 degrees", "amount", "540 degrees"),
        ("Станция развернулась на 540 градусов", "amount", "540 degrees"),
        ("NASA pays $4.2 billion for it", "amount", "$4.2 billion"),
        ("Стоимость — 3,5 млрд рублей", "amount", "RUB 3.5 billion"),
        ("A hole of 0,8 мм", "amount", "0.8 mm"),
        ("Cargo of 2,500 kg", "amount", "2500 kg"),
        ("Груз — 1 200 кг", "amount", "1200 kg"),
        ("A leak in the Zvezda module", "module", "Zvezda"),
        ("Утечка в модуле «Звезда»", "module", "Zvezda"),
        ("A crew of three lifts off", "crew", "crew of 3"),
        ("Экипаж из трёх человек", "crew", "crew of 3"),
    ],
)
def test_a_fact_has_one_form_in_both_languages(title: str, kind: str, value: str) -> None:
    assert (kind, value) in [(f.kind, f.value) for f in facts_of(title=title, text="", at=NOON)]


@pytest.mark.parametrize(
    "title",
    [
        "The crew launched in 2024 games",
        "Russia left the alliance in 2014",
        "Наука и техника: обзор",
        "Звезда Голливуда выйдет на сцену",
        "Launch on February 31",
        "Launch is near. September 21 is a holiday",
        "",
    ],
)
def test_text_without_a_key_fact_gives_none(title: str) -> None:
    assert facts_of(title=title, text="", at=NOON) == ()


def test_a_fact_keeps_the_words_it_was_read_from() -> None:
    (fact,) = facts_of(title="Россия уйдёт с МКС после 2024 года", text="", at=NOON)
    assert fact.words == "после 2024 года"


def test_facts_are_few_and_each_once() -> None:
    many = " ".join(f"{n} degrees." for n in range(90))
    facts = facts_of(title="7 degrees", text=many, at=NOON)
    assert len(facts) == LIMIT
    assert len({(fact.kind, fact.value) for fact in facts}) == LIMIT
