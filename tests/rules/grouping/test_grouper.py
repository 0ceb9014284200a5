"""Stories: what joins, what is kept apart, and that a restart changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.grouping.features import features
from bot.core.grouping.grouper import Grouper, story_id
from bot.core.grouping.window import Window
from bot.core.lang.stems import name_key
from bot.core.reasons import english
from bot.core.reasons.news import Placed
from bot.core.types import Entry, Placement, Relation
from bot.rules.entity_rules import load_entities
from tests.build import an_entry

ENTITIES = load_entities()
START = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


def entries_of(*lines: tuple[float, str], feeds: str = "abcdefgh") -> list[Entry]:
    """Build entries of different feeds from hours after the start and headlines."""
    return [
        an_entry(
            title,
            id=f"{number:032x}",
            feed=feeds[number % len(feeds)],
            seen=START + timedelta(hours=hours),
        )
        for number, (hours, title) in enumerate(lines)
    ]


def placed(entries: list[Entry]) -> list[Placement]:
    grouper = Grouper(ENTITIES)
    return [grouper.place(entry) for entry in entries]


def stories(*lines: tuple[float, str]) -> list[int]:
    """Return the stories of headlines, numbered in the order they opened."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(each.story, len(numbers)) for each in placed(entries_of(*lines))]


def test_a_first_entry_opens_a_story_named_after_it() -> None:
    (placement,) = placed(entries_of((0, "Cosmonauts repair a pump on the ISS")))
    assert (placement.story, placement.relation) == (story_id(f"{0:032x}"), Relation.NEW)


def test_another_outlets_report_joins_and_says_why() -> None:
    _, second = placed(
        entries_of(
            (0, "Soyuz MS-22 springs a coolant leak at the space station"),
            (3, "Coolant sprays from Soyuz MS-22, spacewalk called off"),
        )
    )
    assert second.relation is Relation.JOINS
    assert "Soyuz MS-22" in english(second.reasons[0])
    assert second.reasons[-1] == Placed.HOURS_APART(n=3)


def test_a_copied_text_is_the_same_and_names_the_entry_it_repeats() -> None:
    first, second = entries_of(
        (0, "Russia to leave the ISS after 2024"), (5, "Russia to leave the ISS after 2024")
    )
    assert placed([first, second])[1].duplicate_of == first.id


def test_russian_and_english_tell_one_story() -> None:
    assert stories(
        (0, "Soyuz MS-25 docks with the International Space Station"),
        (1, "Корабль «Союз МС-25» пристыковался к МКС"),
    ) == [0, 0]


def test_different_missions_are_different_stories() -> None:
    assert stories(
        (0, "Soyuz MS-22 docks with the International Space Station"),
        (1, "Soyuz MS-28 docks with the International Space Station"),
    ) == [0, 1]


def test_nasas_number_of_a_cargo_ship_is_the_russian_one() -> None:
    assert stories(
        (0, "Progress MS-33 arrives at the space station"),
        (2, "NASA: Progress 94 docks with three tonnes of cargo"),
    ) == [0, 0]


def test_a_flight_comes_home_in_the_story_of_its_launch() -> None:
    docked, other, home = placed(
        entries_of(
            (0, "Soyuz MS-31 docks at the space station"),
            (24 * 9, "Soyuz MS-30 undocks from the space station"),
            (24 * 200, "Soyuz MS-31 undocks from the space station"),
        )
    )
    assert (home.story, home.relation) == (docked.story, Relation.REOPENS)
    assert other.story != docked.story


def test_invitations_weeks_before_a_launch_are_not_the_story_of_its_flight() -> None:
    assert stories(
        (0, "Media invited to the launch of Cygnus NG-31"),
        (24 * 60, "NG-31 launches to the space station"),
    ) == [0, 1]


def test_another_language_meets_a_story_by_what_its_words_say() -> None:
    assert stories(
        (0, "Welders at Khrunichev rocket plant go on strike over unpaid wages"),
        (3, "Сварщики ракетного завода бастуют: им не платят зарплату"),
    ) == [0, 0]


def test_a_name_nobody_reviewed_ties_reports_in_two_languages() -> None:
    assert stories(
        (0, "Soyuz plant in Zarechensk stops after flood, workers sent home"),
        (5, "Roscosmos: flood in Zarechensk spoiled two rocket stages"),
        (24 * 5, "Пострадавшие в Зареченске ракетные ступени отправят на переработку"),
    ) == [0, 0, 0]


def test_a_name_that_all_news_has_is_no_name_of_one_story() -> None:
    about = features(an_entry("Flood spoils engines in Zarechensk, says Medvedev"), ENTITIES)
    assert about.proper == {name_key("zarechensk")}


def test_a_headline_that_capitalises_every_word_shows_no_names() -> None:
    assert not features(an_entry("Crew Opens Hatch and Enters Cargo Vehicle"), ENTITIES).proper


def test_the_same_people_go_out_again_in_another_story() -> None:
    crew = "Flight engineers Ann Halvorsen and Bo Okafor are outside"
    first = an_entry("Broken pump replaced in first of two space walks", summary=crew)
    again = an_entry("Astronauts begin spacewalk to lay power cables", summary=f"{crew} again")
    grouper = Grouper(ENTITIES)
    one = grouper.place(replace(first, id="1", seen=START))
    other = grouper.place(replace(again, id="2", seen=START + timedelta(days=4)))
    assert one.story != other.story


def test_a_launch_and_its_docking_are_one_way_of_a_ship_without_a_number() -> None:
    assert stories(
        (0, "Cygnus lifts off from Wallops"),
        (40, "Cygnus berthed by the robotic arm"),
    ) == [0, 0]


def test_a_flight_that_a_story_only_mentions_ties_less_than_its_own() -> None:
    assert stories(
        (0, "Soyuz MS-41 docks at the space station"),
        (24 * 90, "Station crew may take shelter from debris in Soyuz MS-41"),
        (24 * 90 + 1, "Space junk threatens station crew, shelter ordered"),
        (24 * 120, "Soyuz MS-41 undocks from the space station"),
    ) == [0, 1, 1, 0]


def test_two_landings_months_apart_are_two_stories() -> None:
    assert stories(
        (0, "Soyuz capsule with three aboard lands in Kazakhstan"),
        (24 * 150, "Soyuz capsule with three aboard has landed in Kazakhstan"),
    ) == [0, 1]


def test_a_leak_is_followed_for_months_and_reopened_after_quiet_weeks() -> None:
    _, second = placed(
        entries_of(
            (0, "Air leak in the Zvezda module grows"),
            (24 * 60, "Leak in Zvezda: Roscosmos finds another crack"),
        )
    )
    assert second.relation is Relation.REOPENS


@pytest.mark.parametrize(
    "title",
    [
        "This week in space: Soyuz MS-25 docks with the ISS",
        "Live updates: Soyuz MS-25 docks with the ISS",
        "Главное за неделю: «Союз МС-25» пристыковался к МКС",
    ],
)
def test_round_ups_and_live_blogs_join_nothing(title: str) -> None:
    assert stories((0, "Soyuz MS-25 docks with the ISS"), (1, title)) == [0, 1]


def test_a_reaction_joins_the_trouble_everyone_writes_about() -> None:
    assert stories(
        (0, "Air leak in the Zvezda module of the ISS grows"),
        (1, "Zvezda module leaks air, Roscosmos says"),
        (2, "На МКС растет утечка воздуха в модуле «Звезда»"),
        (3, "Agency chief: no official word from our partners yet"),
    ) == [0, 0, 0, 0]


def test_a_ship_in_trouble_keeps_its_story_until_it_is_home() -> None:
    assert stories(
        (0, "Coolant leak on Soyuz MS-22 cancels spacewalk"),
        (24, "Роскосмос: утечка на «Союзе МС-22» не угрожает экипажу"),
        (24 * 28, "Soyuz MS-23 to replace leaking Soyuz MS-22"),
        (24 * 33, "Soyuz MS-23 and the leak of MS-22: seats rearranged"),
        (24 * 74, "Soyuz MS-23 docks with the station"),
        (24 * 103, "Damaged Soyuz MS-22 lands without a crew"),
    ) == [0, 0, 0, 0, 0, 0]


def test_crew_stand_for_their_flight_while_it_is_in_trouble() -> None:
    assert stories(
        (0, "Coolant leak on Soyuz MS-22 cancels spacewalk"),
        (24, "Soyuz MS-22 leak: commission to decide"),
        (48, "Seat of astronaut Frank Rubio moved to another ship"),
    ) == [0, 0, 0]


def test_a_mission_mentioned_once_does_not_bind() -> None:
    leaving = "Russia to leave the International Space Station after {}"
    *_, aside, other = stories(
        *((hours, leaving.format(2024)) for hours in range(12)),
        (13, "Borisov, after MS-22 docked, on leaving the ISS: until 2028 at least"),
        (24 * 40, "Soyuz MS-22 crew photographs the aurora"),
    )
    assert (aside, other) == (0, 1)


def test_a_pad_is_repaired_in_the_story_of_its_damage() -> None:
    assert stories(
        (0, "Baikonur's Site 31 damaged in launch"),
        (5, "Повреждена площадка 31 на Байконуре"),
        (24 * 50, "Roscosmos repairs damaged Site 31"),
    ) == [0, 0, 0]


def test_headlines_without_a_date_or_words_in_common_stay_apart() -> None:
    assert stories((0, "Cosmonaut sets record"), (0, "Station gets new toilet")) == [0, 1]


def test_a_window_in_which_an_entry_moved_is_the_one_a_restart_would_rebuild() -> None:
    titles = [
        "Progress MS-21 loses coolant at the ISS",
        "Soyuz MS-22 leaks coolant at the ISS",
        "Crew Dragon docks with the ISS",
        "Progress MS-21 coolant leak is examined",
        "Nauka module tilts the ISS",
    ]
    entries = [an_entry(title, id=f"{place:032x}") for place, title in enumerate(titles)]
    moved, rebuilt = Window(20, 3), Window(20, 3)
    for place, each in enumerate(entries):
        moved.remember(features(each, ENTITIES), f"story {place % 3}")
    moved.remember(features(entries[1], ENTITIES), "story 2")
    for place in (0, 2, 3, 4):
        rebuilt.remember(features(entries[place], ENTITIES), f"story {place % 3}")
    rebuilt.remember(features(entries[1], ENTITIES), "story 2")
    assert _contents(moved) == _contents(rebuilt)


def _contents(window: Window) -> object:
    """Return all that decides where the next entry goes; of sequences only their order."""
    stories = {
        id: ([known.features for known in each.entries], each.words, each.concepts, each.named)
        for id, each in window.stories.items()
    }
    concepts = {concept: list(stories) for concept, stories in window.by_concept.items()}
    recent = list(window.recent_stories(START.timestamp(), 1e9))
    return stories, concepts, window.by_word, window.frequency, window.mentions, recent


def test_an_illness_and_the_early_return_it_forces_are_one_story() -> None:
    same = stories(
        (0, "NASA postpones spacewalk over medical concern"),
        (20, "Astronaut's illness forces early return from the space station"),
        (22, "НАСА досрочно вернёт экипаж из-за болезни астронавта"),
    )
    assert same == [0, 0, 0]


def test_a_meeting_is_one_story_in_both_languages() -> None:
    assert stories(
        (0, "Баканов встретился с Айзекманом на Байконуре"),
        (2, "Isaacman meets Bakanov at Baikonur"),
    ) == [0, 0]


@pytest.mark.parametrize(
    "titles",
    [
        (
            "Astronaut photographs a hurricane from the ISS",
            "Ammonia found in a station module",
            "Robot bees fly around the ISS",
            "New toilet installed on the International Space Station",
            "Spacewalk to install solar arrays begins outside the station",
            "Saudi astronaut speaks from the ISS",
            "Mice return to Earth from the ISS",
            "NASA extends a contract for ISS food",
        ),
        (
            "Космонавты на МКС вырастили салат",
            "Космонавт снял с МКС извержение вулкана",
            "На МКС сломался туалет",
            "Роскосмос выбрал эскиз новой станции",
            "МКС увернулась от обломка",
            "Россиянин полетит на МКС на американском корабле",
        ),
    ],
)
def test_in_an_empty_memory_words_of_all_space_news_make_no_story(titles: tuple[str, ...]) -> None:
    told = stories(*((hour, title) for hour, title in enumerate(titles)))
    assert told == list(range(len(titles)))


def test_general_news_that_runs_for_weeks_is_one_story() -> None:
    day = 24.0
    assert stories(
        (0, "Ferry workers of Port Alba strike over night shifts"),
        (1 * day, "Parliament of Norland debates a tax on sugar"),
        (8 * day, "Port Alba ferry strike enters second week"),
        (15 * day, "Talks over night shifts fail, Port Alba ferry strike goes on"),
    ) == [0, 1, 0, 0]
