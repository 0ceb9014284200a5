"""What is extraordinary, what is routine, and what takes an alarm back."""

import pytest

from bot.core.ledger.urgency import urgency_of
from bot.core.types import Urgency
from bot.rules.cue_rules import load_cues

CUES = load_cues()


def urgency(title: str, text: str = "") -> Urgency:
    return urgency_of(title=title, text=text, cues=CUES)[0]


@pytest.mark.parametrize(
    "title",
    [
        "Crew shelters in Soyuz after debris alert",
        "Air leak on the Russian segment grows",
        "Leak on docked Soyuz, crew not in danger",
        "Rocket launch aborted seconds before liftoff",
        "First medical evacuation from the station",
        "Former cosmonaut dies at 88",
        "Russia to quit the ISS after 2024",
        "На МКС обнаружена утечка воздуха",
        "Стыковка «Прогресса» прервана",
        "Роскосмос объявил о выходе России из проекта МКС",
        "МКС уклонилась от космического мусора",
    ],
)
def test_an_alarm_is_extraordinary(title: str) -> None:
    assert urgency(title) is Urgency.EXTRAORDINARY


@pytest.mark.parametrize(
    "title",
    [
        "No leak found on Progress",
        "Soyuz passes leak test before launch",
        "Crew completes emergency drill",
        "SpaceX tests Dragon abort system",
        "Thrusters fire to boost the station's orbit",
        "Astronauts leave for the ISS in October",
        "Утечка воздуха на МКС устранена",
        "На МКС утечек не обнаружено",
        "В Роскосмосе опровергли разгерметизацию МКС",
        "Экипаж проверил корабль на герметичность",
        "Progress docks with the station",
        "Союз МС-27 стартовал с Байконура",
    ],
)
def test_what_is_denied_mended_tested_or_usual_is_normal(title: str) -> None:
    assert urgency(title) is Urgency.NORMAL


@pytest.mark.parametrize(
    "title",
    [
        "Photo of the day: aurora over the station",
        "How to watch the ISS pass tonight",
        "NASA Sets Coverage for Crew-12 Launch",
        "This week in space: leak, launch and more",
        "Space station quiz",
        "Годовщина аварии «Союза-11»",
        "Фото дня: Байкал с борта МКС",
        "Жители смогут увидеть: пролёт МКС над городом",
    ],
)
def test_a_routine_format_is_routine_whatever_it_mentions(title: str) -> None:
    assert urgency(title) is Urgency.ROUTINE


def test_grave_words_below_a_calm_headline_count() -> None:
    assert urgency("News from the station", "The crew took shelter.") is Urgency.EXTRAORDINARY
    assert urgency("News from the station", "A leak was seen in 2018.") is Urgency.NORMAL


def test_the_words_that_show_it_are_given() -> None:
    assert urgency_of(title="Air leak grows", text="", cues=CUES)[1] == "leak"
    assert urgency_of(title="Soyuz docks", text="", cues=CUES)[1] == ""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Russian pensioners write to Putin about the station's astronauts", Urgency.ROUTINE),
        ("Astronaut reunited with his dog after a year on the ISS", Urgency.ROUTINE),
        ("A lullaby for the crew of the space station", Urgency.ROUTINE),
        ("Жители Королёва написали космонавтам МКС", Urgency.ROUTINE),
        ("Мандарины и ёлка: меню космонавтов на МКС", Urgency.ROUTINE),
        ("Putin writes to Roscosmos about the station", Urgency.NORMAL),
        ("Cargo ship brings food and letters to the space station", Urgency.NORMAL),
        ("Роскосмос написал партнёрам о МКС", Urgency.NORMAL),
        ("Fans fail on the space station, crew takes shelter", Urgency.EXTRAORDINARY),
    ],
)
def test_colour_that_touches_the_subject_is_routine(title: str, expected: Urgency) -> None:
    assert urgency_of(title=title, text="", cues=CUES)[0] is expected


def test_a_picture_told_by_its_caption_is_routine() -> None:
    caption = "Flight engineers Ann Smith (bottom left) and Oleg Orlov share fresh fruit."
    assert urgency("Fresh fruit aboard", caption) is Urgency.ROUTINE
    assert urgency("Air leak aboard", caption) is Urgency.EXTRAORDINARY


def test_a_notice_of_coverage_is_routine_whatever_it_will_show() -> None:
    assert urgency("NASA, JAXA to Cover Cargo Ship Departure from Station") is Urgency.ROUTINE


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Crew gets ready for Friday's spacewalk", Urgency.ROUTINE),
        ("Taikonauts prepare for landing", Urgency.ROUTINE),
        ("Blue Origin prepares for first crewed flight after setbacks", Urgency.ROUTINE),
        ("Экипаж готовится к посадке", Urgency.ROUTINE),
        ("Подготовка «Ангары» к пуску завершается", Urgency.ROUTINE),
        ("Capsule lands as crew prepares for next flight", Urgency.NORMAL),
        ("Crew prepares for landing after air leak", Urgency.EXTRAORDINARY),
        ("Корабль пристыковался, экипаж готовится к выходу", Urgency.NORMAL),
    ],
)
def test_what_everybody_sees_coming_is_routine(title: str, expected: Urgency) -> None:
    assert urgency(title) is expected
