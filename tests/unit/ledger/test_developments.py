"""Which development of its story a report tells, and which one it answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.ledger.developments import (
    assigned,
    development,
    developments,
    leading_number,
    number_in,
)
from bot.core.types import Answer, Fact, Genre, Modality, Report, Urgency
from tests.build import NOON, a_report, a_story

LAUNCH = a_report(
    "Ship 7 launches",
    step="launch",
    steps=("launch",),
    about=("launch", "ship-7"),
    missions=("ship-7",),
)


def placed(report: Report, *told: Report, hours: float = 3) -> Report:
    at = NOON + timedelta(hours=hours)
    return assigned(a_story(*(told or (LAUNCH,))), replace(report, entry="new", at=at))


def test_another_step_of_a_flight_is_another_development() -> None:
    docking = a_report("Ship 7 docks", step="docking", steps=("docking",), missions=("ship-7",))
    assert placed(docking).development == 2


def test_another_language_tells_a_development_by_what_its_words_say() -> None:
    hooks = a_report("Hooks jam", step="put off", steps=("put off",), about=("=hook", "=jam"))
    again = replace(hooks, title="Крюки заело", outlet="RBC")
    assert placed(again, hooks).development == 1
    assert placed(replace(again, about=()), replace(hooks, about=())).development == 2


def test_what_is_put_off_has_not_happened() -> None:
    named = ("launch", "put off")
    delay = a_report("Launch of Ship 7 delayed", step="put off", steps=named, missions=("ship-7",))
    assert placed(LAUNCH, delay).development == 2
    assert placed(delay, LAUNCH).development == 2


def test_what_came_of_a_trouble_is_another_development() -> None:
    leak = a_report("Coolant leaks from Ship 7", step="trouble", steps=("trouble",))
    cause = replace(leak, title="Stone caused coolant leak from Ship 7", step="cause")
    assert placed(replace(cause, steps=("trouble", "cause")), leak).development == 2


def test_the_same_step_in_other_words_is_the_same_development() -> None:
    named = ("docking", "ship-7")
    docked = replace(LAUNCH, title="Ship 7 docks", step="docking", steps=("docking",), about=named)
    again = replace(docked, title="Cargo arrives at the station", about=("docking",))
    assert placed(again, docked).development == 1


def test_the_same_step_of_another_flight_is_another() -> None:
    other = replace(LAUNCH, title="Cargo Nine lifts off with supplies", missions=("cargo-9",))
    other = replace(other, about=("launch", "cargo-9"))
    assert placed(other).development == 2


def test_the_same_text_is_the_same_development() -> None:
    copy = a_report("Quite another headline", duplicate_of=LAUNCH.entry)
    assert placed(copy, hours=200).development == 1


def test_another_date_is_another_development() -> None:
    moved = a_report("Launch moved to May 21", step="put off", facts=(date("2024-05-21"),))
    again = replace(moved, title="Launch moved again", facts=(date("2024-05-25"),))
    assert placed(again, moved).development == 2
    assert placed(replace(again, facts=moved.facts), moved).development == 1


def date(value: str, kind: str = "launch date") -> Fact:
    return Fact(kind, value, "")


def test_of_an_end_only_the_year_counts() -> None:
    leave = a_report("Russia to leave", facts=(date("after 2024", "end date"),), about=("=leave",))
    again = replace(
        leave, title="Moscow quits", outlet="AFP", facts=(date("in 2024", "end date"),)
    )
    other = replace(again, facts=(date("after 2028", "end date"),))
    assert placed(again, leave).development == 1
    assert placed(other, leave).development == 2


def test_a_date_of_another_kind_is_no_other_date() -> None:
    first = a_report("Ship 7 launches on May 21", facts=(date("2024-05-21"),))
    landing = replace(first, facts=(date("2024-11-21", "landing date"),))
    assert placed(landing, first).development == 1


def test_what_is_told_after_days_of_silence_is_another_development() -> None:
    again = replace(LAUNCH, title="Ship 7 launches")
    assert placed(again, hours=24 * 5).development == 1
    assert placed(again, hours=24 * 5 + 1).development == 2


def test_what_answers_nothing_says_so() -> None:
    other = placed(a_report("Something else altogether happens"))
    assert (other.development, other.answers, other.how) == (2, 0, None)


def test_a_denial_is_a_development_that_answers_the_claim() -> None:
    claim = a_report("Russia to leave the station", named=("roscosmos",))
    no = a_report("Nonsense, says he", quoted=("roscosmos",), modality=Modality.DENIES)
    said = placed(no, claim)
    assert (said.development, said.answers, said.how) == (2, 1, Answer.DENIES)


def test_a_doubt_answers_what_it_is_most_alike() -> None:
    claim = a_report("Russia to leave the station", entry="1")
    trouble = a_report("Toilet fails aboard", entry="2", development=2)
    doubt = a_report("No notice that Russia will leave", modality=Modality.UNCONFIRMED)
    said = placed(replace(doubt, step="notified"), claim, trouble)
    assert said.answers in (0, 1)
    assert said.how is not Answer.DENIES


def test_an_answer_told_again_joins_the_answer_though_it_repeats_the_claims_year_and_step() -> (
    None
):
    claim = a_report(
        "Kibo laboratory to be switched off in 2027, daily says",
        step="leaves",
        steps=("leaves",),
        about=("kibo", "=switch off"),
        facts=(Fact("end date", "2027", "in 2027"),),
        modality=Modality.DECIDED,
    )
    doubt = a_report(
        "JAXA knows of no decision to switch off the Kibo laboratory",
        entry="doubt",
        outlet="JAXA",
        step="notified",
        steps=("notified", "leaves"),
        about=("kibo", "=switch off", "=know"),
        facts=(Fact("end date", "2030", "until 2030"),),
        modality=Modality.UNCONFIRMED,
    )
    again = replace(
        claim,
        title="No decision to switch off Kibo laboratory in 2027, JAXA official says",
        outlet="AFP",
        steps=("leaves", "notified"),
        modality=Modality.UNCONFIRMED,
    )
    first = placed(replace(doubt, party="jaxa"), claim)
    assert first.development == 2
    assert placed(again, claim, first, hours=5).development == 2


def test_a_number_is_never_given_twice() -> None:
    moved = a_report("A remark", entry="2", development=4, moved_to="6" * 16)
    other = a_report("Something else altogether happens")
    assert placed(other, LAUNCH, moved).development == 5


def test_in_an_older_story_each_episode_is_one_development() -> None:
    again = a_report("Back again", entry="2", episode=2)
    story = a_story(LAUNCH, again, episode=2)
    assert [(each.episode, each.number) for each in developments(story)] == [(1, 1), (2, 1)]
    newest = development(story, 1)
    assert newest is not None
    assert newest.reports == (again,)


def test_the_newest_of_more_than_routine_stands_for_the_story() -> None:
    daily = a_report("Crew eats pizza", entry="2", development=2, urgency=Urgency.ROUTINE)
    assert leading_number((LAUNCH, daily)) == 1
    assert leading_number((daily,)) == 2


def test_a_doubt_does_not_stand_for_a_story() -> None:
    doubt = replace(LAUNCH, development=2, answers=1, how=Answer.DOUBTS)
    denial = replace(doubt, development=3, how=Answer.DENIES)
    assert leading_number((LAUNCH, doubt)) == 1
    assert leading_number((LAUNCH, doubt, denial)) == 3
    assert leading_number((doubt,)) == 2


def test_a_development_keeps_its_reports_in_another_story() -> None:
    home = a_story(replace(LAUNCH, development=7))
    assert number_in(home, developments(a_story(LAUNCH))[0]) == 7
    assert number_in(home, None) == 0


def test_a_partys_doubt_of_a_claim_is_its_own_development_however_alike() -> None:
    claim = a_report("Orbit hotel buys the old module, agency says", modality=Modality.DECIDED)
    doubt = a_report(
        "JAXA: no official word that an orbit hotel buys the old module",
        modality=Modality.UNCONFIRMED,
        party="jaxa",
    )
    found = placed(doubt, claim, hours=0.01)
    assert (found.development, found.answers, found.how) == (2, 1, Answer.DOUBTS)
    press = replace(doubt, party=None)
    assert placed(press, claim, found, hours=0.1).development == 2


DATED = a_report(
    "Ship 7 to launch on May 21",
    step="put off",
    missions=("ship-7",),
    facts=(date("2028-05-21"),),
    at=datetime(2028, 5, 10, tzinfo=UTC),
)
DELAY = replace(
    DATED,
    title="Launch of Ship 7 delayed to May 25",
    facts=(date("2028-05-25"),),
    at=DATED.at + timedelta(days=1),
)


def answer(report: Report, *told: Report) -> tuple[int, Answer | None]:
    """Return what a report answers that comes after these, each a development of its own."""
    before = [replace(each, entry=f"{n}", development=n) for n, each in enumerate(told, start=1)]
    found = assigned(a_story(*before), replace(report, entry="new"))
    assert found.development == len(told) + 1
    return found.answers, found.how


def test_another_day_moves_the_date_told_before() -> None:
    assert answer(DELAY, DATED) == (1, Answer.MOVES)
    later = replace(DELAY, title="Ship 7 slips to May 29", facts=(date("2028-05-29"),))
    assert answer(later, DATED, DELAY) == (2, Answer.MOVES)


def test_a_new_day_moves_the_start_that_was_called_off() -> None:
    scrub = replace(
        DATED, title="Ship 7 scrubbed", step="called off", facts=(), about=("launch", "ship-7")
    )
    assert answer(DELAY, scrub) == (1, Answer.MOVES)


def test_what_is_put_off_to_no_day_moves_the_day_told_before() -> None:
    hold = replace(DELAY, title="Crew must wait, no start in sight", facts=(), about=("launch",))
    assert answer(hold, DATED) == (1, Answer.MOVES)


@pytest.mark.parametrize(
    "report",
    [
        replace(DELAY, missions=("cargo-9",)),
        replace(DELAY, facts=(date("2028-11-25", "landing date"),)),
        replace(DELAY, step="launch"),
        replace(DELAY, modality=Modality.MAY),
        replace(DELAY, genre=Genre.ROUND_UP),
        replace(DELAY, facts=(), about=("launch", "landing")),
        replace(DELAY, facts=(), about=("docking",)),
    ],
)
def test_no_date_is_moved_by(report: Report) -> None:
    assert answer(replace(report, title="Something else altogether happens"), DATED) == (0, None)


def test_a_date_told_again_moves_none() -> None:
    again = replace(DELAY, title="Why the start slips, an expert tells", facts=DATED.facts)
    assert answer(again, DATED, DELAY) == (0, None)


def test_a_launch_that_has_been_is_not_put_off() -> None:
    gone = replace(DATED, title="Ship 7 lifts off", step="launch", facts=())
    assert answer(DELAY, DATED, gone) == (0, None)
    assert answer(DELAY, DATED, replace(gone, modality=Modality.PLANS)) == (1, Answer.MOVES)
    named = replace(DATED, step="launch", modality=Modality.PLANS)
    past = replace(DELAY, at=datetime(2028, 5, 22, tzinfo=UTC))
    assert answer(past, named) == (0, None)
    assert answer(DELAY, named) == (1, Answer.MOVES)


def test_what_names_the_day_beside_something_else_is_not_moved() -> None:
    assert answer(DELAY, replace(DATED, title="Ship 7 leaks", step="trouble")) == (0, None)


LEAK = a_report("Air leaks from the Harbour module", step="trouble", steps=("trouble",))
SEALED = replace(LEAK, title="Leak in the Harbour module sealed", step="over", steps=("over",))
PUMP = replace(LEAK, title="Coolant pump breaks down")


def test_the_end_of_a_trouble_ends_the_trouble_it_is_most_like() -> None:
    assert answer(SEALED, PUMP, LEAK) == (2, Answer.RESOLVES)
    mended = replace(LEAK, title="Туалет починили за сутки", step="over", steps=("over",))
    broken = replace(LEAK, title="На станции сломался туалет")
    assert answer(mended, LEAK, broken) == (2, Answer.RESOLVES)


@pytest.mark.parametrize(
    "report",
    [
        replace(SEALED, title="Leak in the Harbour module not yet sealed"),
        replace(SEALED, title="Crew fails to seal leak in the Harbour module"),
        replace(SEALED, title="Утечка в модуле Harbour пока не устранена"),
        replace(SEALED, title="Cause of Harbour module leak found", step="cause"),
        replace(SEALED, modality=Modality.PLANS),
        replace(SEALED, title="Robot arm back in service"),
        replace(SEALED, missions=("cargo-9",)),
    ],
)
def test_no_trouble_is_ended_by(report: Report) -> None:
    trouble = replace(LEAK, missions=("ship-7",))
    assert answer(report, replace(trouble, at=NOON - timedelta(days=6)))[0] == 0


CLAIM = a_report("Orbit agency will sell seat to actor, daily says", named=("orbit",))
CONFIRMED = replace(
    CLAIM,
    title="Orbit agency confirms seat for actor",
    party="orbit",
    about=("confirms",),
    at=NOON + timedelta(days=6),
)


def test_a_party_confirms_what_others_told_of_it() -> None:
    assert answer(CONFIRMED, CLAIM) == (1, Answer.CONFIRMS)


@pytest.mark.parametrize(
    ("report", "claim"),
    [
        (replace(CONFIRMED, party=None), CLAIM),
        (replace(CONFIRMED, party="jaxa"), CLAIM),
        (replace(CONFIRMED, about=()), CLAIM),
        (replace(CONFIRMED, modality=Modality.MAY), CLAIM),
        (replace(CONFIRMED, title="Crew is safe and well"), CLAIM),
        (CONFIRMED, replace(CLAIM, party="orbit")),
        (replace(CONFIRMED, step="landing"), replace(CLAIM, step="signed")),
        (replace(CONFIRMED, facts=(date("2028-05-25"),)), replace(CLAIM, facts=DATED.facts)),
    ],
)
def test_nothing_is_confirmed_by(report: Report, claim: Report) -> None:
    assert answer(report, claim) == (0, None)
