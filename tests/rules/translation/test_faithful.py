"""A translation is shown only if numbers, dates and names survive."""

import pytest

from bot.core.translation.faithful import Checks
from bot.locale.typed import load_words
from bot.rules.entity_rules import load_entities

CHECKS = Checks(load_entities(), load_words().months)


@pytest.mark.parametrize(
    ("original", "translation", "language"),
    [
        (
            "Russia to leave the ISS after 2024, Borisov tells Putin",
            "Россия выйдет из проекта МКС после 2024 года, сообщил Борисов Путину",
            "ru",
        ),
        (
            "«Союз МС-28» отстыковался от станции 14 марта",
            "Soyuz MS-28 undocked from the station on 14 March",
            "en",
        ),
        (
            "NASA pays $1,200 million and 4.2 percent more",
            "НАСА платит 1 200 млн долларов и на 4,2 процента больше",
            "ru",
        ),
        (
            "Cracks may spread, two officials say",
            "Трещины могут расти, говорят двое чиновников",
            "ru",
        ),
    ],
)
def test_a_faithful_translation_is_shown(original: str, translation: str, language: str) -> None:
    assert CHECKS.shown(original, translation, language) == translation


LEAVE = "Russia to leave the ISS after 2024, NASA was told on 26 July"
TOLD = "Россия выйдет из проекта МКС после 2024 года, НАСА узнало об этом 26 июля"


@pytest.mark.parametrize(
    ("translation", "why"),
    [
        (TOLD.replace("2024", "2028"), "another year"),
        (TOLD.replace("2024 года", "года"), "no year"),
        (TOLD.replace("26 июля", "26 июня"), "another month"),
        (TOLD.replace("НАСА", "Роскосмос"), "another body"),
        (TOLD.replace("НАСА", "агентство"), "a name lost"),
        (TOLD.replace("об этом", "об этом от ЕКА"), "a name more"),
        (LEAVE, "nothing was done"),
        ("", "nothing"),
        ("   \u200b ", "nothing that can be seen"),
        (TOLD * 4, "far too long"),
        (f"{TOLD} https://evil.example/", "a link"),
        (f"{TOLD} @evilbot", "a handle"),
        (f"{TOLD} <b>", "markup"),
        ("I cannot translate this 2024 NASA ISS 26 July text for you, sorry", "a refusal"),
        ("NASA", "one word"),
    ],
    ids=lambda value: value if " " in value and len(value) < 30 else "",
)
def test_an_unfaithful_translation_is_dropped(translation: str, why: str) -> None:
    assert CHECKS.shown(LEAVE, TOLD, "ru") == TOLD
    assert CHECKS.shown(LEAVE, translation, "ru") == "", why


def test_what_is_shown_is_clean() -> None:
    assert CHECKS.shown("Soyuz docks", "«Союз»\u202e\n пристыкован", "ru") == (
        "«Союз» пристыкован"
    )
