"""What a story's change is worth in Telegram, development by development."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.significance import Significance, significances, significances_when_freed
from bot.core.types import Answer, Fact, Kind, Modality, Report, Role, Story, Urgency, Worth
from tests.build import NOON, a_report, a_story

FIRST = a_report(
    origin="agency:tass", quoted=("roscosmos",), named=("roscosmos",), kind=Kind.CLAIM
)


def later(hours: float = 1, **changes: object) -> Report:
    return replace(
        FIRST,
        entry=f"{hours}",
        at=NOON + timedelta(hours=hours),
        **changes,  # type: ignore[arg-type]
    )


def worth(*new: Report, before: Story | None = None) -> tuple[Significance, ...]:
    before = before or a_story(FIRST)
    after = replace(before, reports=before.reports + new, updated=new[-1].at)
    return significances(before, after)


def test_a_new_story_is_its_first_message() -> None:
    (told,) = significances(None, a_story(FIRST))
    assert (told.development, told.message, told.first, told.edit) == (1, True, True, False)


def test_a_new_episode_is_the_first_message_of_it() -> None:
    before = a_story(FIRST)
    reopened = later(90, episode=2, development=2)
    (told,) = significances(before, replace(before, reports=(FIRST, reopened), episode=2))
    assert (told.development, told.first) == (2, True)


def test_a_docking_is_told_though_the_launch_was() -> None:
    launch = replace(FIRST, step="launch", worth=Worth.LOUD)
    docking = later(3, development=2, step="docking", worth=Worth.LOUD)
    (told,) = worth(docking, before=a_story(launch))
    assert (told.development, told.message, told.first, told.loud) == (2, True, False, True)


def test_a_count_that_rises_by_one_is_nothing() -> None:
    assert worth(later(outlet="Another Wire")) == ()


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (later(origin="agency:afp", firsthand=True), "new independent origin"),
        (later(role=Role.PRESS), "new kind of source"),
        (later(facts=(Fact("amount", "540 degrees", ""),)), "new fact"),
        (later(quoted=("roscosmos", "nasa")), "a party is quoted"),
    ],
)
def test_what_a_reader_sees_changed_is_a_silent_edit(report: Report, reason: str) -> None:
    (told,) = worth(report)
    assert (told.edit, told.message) == (True, False)
    assert reason in told.reasons


def test_a_list_of_outlets_waits_and_a_status_does_not() -> None:
    (listed,) = worth(later(role=Role.PRESS))
    (official,) = worth(later(party="roscosmos", origin="party:roscosmos"))
    assert (listed.at_once, official.at_once) == (False, True)


def test_a_status_decides_when_it_turns_official_or_denied_not_when_more_report() -> None:
    (more,) = worth(later(origin="agency:afp", firsthand=True))
    (official,) = worth(later(party="roscosmos", origin="party:roscosmos"))
    again = a_story(FIRST, later(party="roscosmos", origin="party:roscosmos"))
    (quoted,) = worth(later(2, facts=(Fact("amount", "540 degrees", ""),)), before=again)
    assert (more.decides, official.decides, quoted.decides) == (False, True, False)


def test_a_changed_headline_is_a_silent_edit() -> None:
    before = a_story(FIRST)
    after = replace(before, reports=(replace(FIRST, title="Russia to leave, later"),))
    (told,) = significances(before, after)
    assert (told.edit, told.message, told.reasons) == (True, False, ("headline changed",))
    assert told.at_once


def test_a_denial_is_a_message_and_at_once_an_edit_of_what_it_denies() -> None:
    denial = later(
        quoted=("roscosmos",),
        modality=Modality.DENIES,
        development=2,
        answers=1,
        how=Answer.DENIES,
    )
    claim, told = worth(denial)
    assert (claim.development, claim.edit, claim.at_once) == (1, True, True)
    assert (told.development, told.message) == (2, True)


def test_what_was_no_message_becomes_one_when_it_turns_out_to_be() -> None:
    remark = later(kind=Kind.UPDATE, development=2)
    before = a_story(FIRST, remark)
    assert worth(remark) == ()
    (told,) = worth(later(2, development=2, party="nasa", origin="party:nasa"), before=before)
    assert (told.development, told.message) == (2, True)


def test_an_alarm_is_loud_important_and_urgent() -> None:
    (told,) = significances(None, a_story(replace(FIRST, urgency=Urgency.EXTRAORDINARY)))
    assert (told.loud, told.important, told.urgent) == (True, True, True)


def test_routine_is_for_those_who_follow_the_story_alone() -> None:
    aside = replace(FIRST, urgency=Urgency.ROUTINE)
    assert significances(None, a_story(aside)) == (
        Significance(1, message=True, first=True, routine=True),
    )
    again = replace(aside, entry="2", outlet="Another Wire")
    assert significances(a_story(aside), a_story(aside, again)) == ()


DOCKING = later(1, development=2, step="docking", worth=Worth.LOUD)


def test_of_two_developments_told_at_once_one_is_the_post() -> None:
    told = significances(None, a_story(FIRST, DOCKING))
    assert [(each.development, each.first) for each in told] == [(1, True), (2, False)]


def test_of_a_story_that_is_set_free_the_newest_development_is_the_post() -> None:
    told = significances_when_freed(a_story(FIRST, DOCKING))
    assert [(each.development, each.first) for each in told] == [(2, True)]


OFFICIAL = later(development=2, party="roscosmos", origin="party:roscosmos")
CLAIM = later(development=2, kind=Kind.CLAIM, title="Another claim")


@pytest.mark.parametrize(
    ("report", "important", "reason"),
    [(OFFICIAL, True, "a party speaks"), (CLAIM, False, "a claim"), (DOCKING, True, "docking")],
)
def test_a_message_is_important_when_it_is_loud_or_its_status_decides(
    report: Report, important: bool, reason: str
) -> None:
    (told,) = worth(report)
    assert (told.message, told.important, told.reasons) == (True, important, (reason,))


@pytest.mark.parametrize(
    ("report", "before", "important"),
    [
        (later(party="roscosmos", origin="party:roscosmos"), FIRST, True),
        (later(role=Role.PRESS), FIRST, False),
        (later(role=Role.PRESS), replace(FIRST, step="landing", worth=Worth.LOUD), True),
    ],
    ids=["turns official", "one more kind of source", "of a loud step"],
)
def test_an_edit_is_important_when_its_message_was_loud_or_its_status_decides(
    report: Report, before: Report, important: bool
) -> None:
    (told,) = worth(report, before=a_story(before))
    assert (told.edit, told.important) == (True, important)


def test_a_report_that_moves_to_another_story_is_no_changed_headline() -> None:
    second = later(role=FIRST.role)
    moved = replace(second, moved_to="6" * 16)
    assert significances(a_story(FIRST, second), a_story(FIRST, moved)) == ()


def test_a_story_that_closes_is_no_change_of_its_messages() -> None:
    before = a_story(FIRST)
    assert significances(before, replace(before, closed=NOON + timedelta(days=9))) == ()


def test_no_change_is_nothing() -> None:
    assert significances(a_story(FIRST), a_story(FIRST)) == ()
