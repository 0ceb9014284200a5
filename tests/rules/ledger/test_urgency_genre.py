"""Pieces of a genre that never makes an alert, known by structure and words; flights never are."""

import pytest

from bot.core.ledger.urgency import genre_of
from bot.core.types import Genre
from bot.rules.cue_rules import load_cues

CUES = load_cues()


def genre(title: str, text: str = "") -> Genre | None:
    return genre_of(title=title, text=text, cues=CUES)[0]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Orbital Digest: A new pad for Kourou; Vulcan slips again", Genre.ROUND_UP),
        ("Launch Notes: Proton returns; a leak at the station", Genre.ROUND_UP),
        ("Cygnus undocks, a probe wakes up and more: the week in space", Genre.ROUND_UP),
        ("7 space stories you may have missed", Genre.ROUND_UP),
        ("Station Weekly Update for 4 March", Genre.ROUND_UP),
        ("Новости космоса: утечка на станции, запуск «Ангары» и не только", Genre.ROUND_UP),
        ("Космос за неделю: стыковка «Прогресса» и полёт к Венере", Genre.ROUND_UP),
        ("Неделя на орбите: что делал экипаж", Genre.ROUND_UP),
        ("Interview with the station's first Polish engineer", Genre.INTERVIEW),
        ("Q&A: Luca Bianchi on his third flight", Genre.INTERVIEW),
        ("Ten questions for the head of Arianespace", Genre.INTERVIEW),
        ("Интервью с космонавтом Петром Орловым", Genre.INTERVIEW),
        ("«Невесомость — это навык»: большое интервью командира отряда", Genre.INTERVIEW),
        ("Image of the week: Etna from orbit", Genre.PHOTO),
        ("Снимок дня: Камчатка с борта МКС", Genre.PHOTO),
        ("How to see the ISS over Leeds tonight", Genre.PASSES),
        ("ISS to be visible over Madrid this weekend", Genre.PASSES),
        ("Самарцы смогут увидеть МКС невооружённым глазом", Genre.PASSES),
        ("МКС пролетит над Казанью сегодня вечером", Genre.PASSES),
        ("40 years ago: Salyut 7 freezes", Genre.ANNIVERSARY),
        ("This day in space history: Mir is launched", Genre.ANNIVERSARY),
        ("60 лет назад стартовал первый корабль с экипажем", Genre.ANNIVERSARY),
        ("Мир отмечает юбилей первого полёта на «Мир»", Genre.ANNIVERSARY),
        ("NASA Sets Coverage for Cargo Ship's Arrival", Genre.COVERAGE),
        ("How to watch the launch of the Tianhe module", Genre.COVERAGE),
        ("Где смотреть запуск корабля «Орёл»", Genre.COVERAGE),
        ("What astronauts eat for breakfast in orbit", Genre.COLOUR),
        ("Space quiz: how well do you know Mir?", Genre.COLOUR),
        ("Как космонавты спят на орбите", Genre.COLOUR),
        ("Космонавт рассказал о еде на станции", Genre.COLOUR),
        ("Schoolchildren talk to the crew by radio", Genre.COLOUR),
    ],
)
def test_a_form_is_known_by_its_structure_and_words(title: str, expected: Genre) -> None:
    assert genre(title) is expected


@pytest.mark.parametrize(
    "title",
    [
        "Cygnus docks with experiments and pizza aboard",
        "Crew lands on commander's birthday",
        "Shenzhou crew returns to Earth a day before the anniversary",
        "Live coverage: cargo ship arrives at the station",
        "Students' satellite lost as rocket fails during launch",
        "Air leak grows on the eve of the station's 30th anniversary",
        "Kazakhstan denies it will close the cosmodrome, minister says in interview with Reuters",
        "ESA names crew for its first flight; contest for a mascot follows",
        "BREAKING: rocket launch aborted after booster failure; crew safe",
        "В годовщину полёта Гагарина «Орёл» стартовал с Восточного",
        "Экипаж «Союза» приземлился в день рождения командира",
        "Грузовик с мандаринами пристыковался к станции",
        "Утечка на станции накануне юбилея",
        "Рогозин: инцидент не повлиял на работу станции",
        "Putin meets the head of Roscosmos",
        "Two years ago India promised to stay, now it quits the station",
        "Госкомиссия рассмотрела десять вопросов перед пуском",
        "Head of JAXA resigns",
    ],
)
def test_a_flight_a_crew_or_an_alarm_is_no_colour_for_a_stray_word(title: str) -> None:
    assert genre(title) is None


def test_a_caption_makes_a_photo_unless_it_tells_of_danger() -> None:
    assert genre("Fresh fruit", "Ann Smith (bottom left) shares fresh fruit.") is Genre.PHOTO
    assert genre("Fresh air", "The crew took shelter (bottom left).") is None


def test_the_words_that_show_it_are_given() -> None:
    assert genre_of(title="Space quiz for children", text="", cues=CUES)[1] == "quiz"
    assert genre_of(title="Soyuz docks", text="", cues=CUES) == (None, "")
