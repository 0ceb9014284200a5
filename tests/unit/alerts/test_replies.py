"""Which new report is worth a reply, and which only repeats what a reader was told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.significance import Significance, significance_of
from bot.core.types import Fact, Modality, Report, Role, Urgency
from tests.build import NOON, a_report, a_story

CLAIM = a_report(origin="agency:tass", quoted=("roscosmos",), named=("roscosmos",))
NASA_DOUBTS = a_report(
    "NASA has no official word",
    entry="nasa",
    party="nasa",
    origin="party:nasa",
    role=Role.OFFICIAL,
    modality=Modality.UNCONFIRMED,
    at=NOON + timedelta(hours=3),
)
LANDED = a_report("Capsule lands", quoted=("roscosmos",), named=("roscosmos",))
MODULE = a_report(
    "Module docks with the station",
    party="roscosmos",
    origin="party:roscosmos",
    urgency=Urgency.EXTRAORDINARY,
)


def later(hours: float, base: Report = CLAIM, **changes: object) -> Report:
    return replace(
        base,
        entry=f"{hours}",
        at=NOON + timedelta(hours=hours),
        **changes,  # type: ignore[arg-type]
    )


def worth(new: Report, *told: Report) -> Significance:
    before = a_story(*told)
    return significance_of(before, replace(before, reports=(*told, new), updated=new.at))


def test_a_doubt_that_the_party_voiced_itself_is_no_second_reply() -> None:
    quoting = later(5, quoted=("roscosmos", "nasa"), modality=Modality.UNCONFIRMED, feed="reuters")
    assert worth(quoting, CLAIM, NASA_DOUBTS).reply is None
    assert worth(quoting, CLAIM).reply == 2


def test_another_s_doubt_on_the_same_day_waits_for_the_edit() -> None:
    doubting = later(5, quoted=("kremlin",), modality=Modality.UNCONFIRMED)
    assert worth(doubting, CLAIM, NASA_DOUBTS).reply is None
    assert worth(replace(doubting, at=NOON + timedelta(days=2)), CLAIM, NASA_DOUBTS).reply == 3


def test_a_party_that_confirms_nothing_gives_no_end_date() -> None:
    until = (Fact("end date", "until 2030", "through 2030"),)
    after = (Fact("end date", "after 2024", "after 2024"),)
    told = worth(replace(NASA_DOUBTS, facts=until), replace(CLAIM, facts=after))
    assert told.reasons[0] == "a party speaks"
    assert "new fact" not in told.reasons


def test_a_party_s_further_alarm_is_a_reply() -> None:
    crash = later(6, MODULE, title="Contact lost, the spacecraft has crashed")
    assert worth(crash, MODULE).reply == 2
    assert worth(crash, MODULE).loud


def test_a_party_that_tells_the_same_again_is_no_reply() -> None:
    again = later(8, MODULE, title="Module has docked with the station")
    assert worth(again, MODULE).reply is None


def test_calm_news_of_a_party_waits_some_hours_after_its_last() -> None:
    calm = replace(MODULE, urgency=Urgency.NORMAL)
    assert worth(later(1, calm, title="Hatches are open, crew enters"), calm).reply is None
    assert worth(later(7, calm, title="Hatches are open, crew enters"), calm).reply == 2


def test_a_party_that_plans_what_it_stated_has_not_changed_its_mind() -> None:
    planned = later(1, MODULE, modality=Modality.PLANS, title="Module to dock with the station")
    assert worth(planned, MODULE).reply is None


def test_a_party_that_echoes_what_it_was_just_quoted_with_is_a_silent_edit() -> None:
    echo = later(0.3, LANDED, party="roscosmos", origin="party:roscosmos", role=Role.OFFICIAL)
    told = worth(echo, LANDED)
    assert (told.reply, told.edit) == (None, True)
    alarm = replace(echo, urgency=Urgency.EXTRAORDINARY)
    assert worth(alarm, LANDED).reply == 2


def test_a_party_s_own_text_that_others_carried_before_is_a_silent_edit() -> None:
    copied = later(5, NASA_DOUBTS, modality=Modality.STATES, duplicate_of=CLAIM.entry)
    told = worth(copied, CLAIM)
    assert (told.reply, told.edit) == (None, True)
    assert worth(replace(copied, duplicate_of=None), CLAIM).reply == 2


@pytest.mark.parametrize(
    ("title", "value", "corrects"),
    [
        ("Station turned 540 degrees, not 45", "540 degrees", True),
        ("Station turned 540 degrees", "540 degrees", False),
        ("Station turned 45 degrees", "45 degrees", False),
        ("At 45 the station drifted 3 km", "3 km", False),
    ],
)
def test_another_figure_beside_the_one_told_is_a_correction(
    title: str, value: str, corrects: bool
) -> None:
    first = replace(CLAIM, facts=(Fact("amount", "45 degrees", "45 degrees"),))
    told = worth(later(80, title=title, facts=(Fact("amount", value, value),)), first)
    assert ("correction" in told.reasons) == corrects


def test_a_party_quoted_with_a_claim_may_deny_it_but_does_not_doubt_it() -> None:
    unnotified = later(3, title="Partners not told yet, says head", modality=Modality.UNCONFIRMED)
    assert worth(unnotified, CLAIM).reply is None
    assert worth(replace(unnotified, modality=Modality.DENIES), CLAIM).reply == 2


CALM = a_report("Module docks with the station", quoted=("roscosmos",))
ALARM = later(0.1, CALM, title="Thrusters fire by accident", urgency=Urgency.EXTRAORDINARY)


def test_the_first_alarm_of_a_calm_story_is_a_loud_reply() -> None:
    told = worth(replace(ALARM, role=Role.PRESS), CALM)
    assert (told.reply, told.loud, told.reasons[0]) == (2, True, "alarm")


@pytest.mark.parametrize(
    ("alarm", "told"),
    [
        (replace(ALARM, role=Role.PERSONAL), (CALM,)),
        (later(2, ALARM), (CALM, ALARM)),
        (replace(ALARM, episode=2), (replace(ALARM, entry="a"), replace(CALM, episode=2))),
    ],
)
def test_hearsay_and_repeated_alarms_are_no_alarm(alarm: Report, told: tuple[Report, ...]) -> None:
    assert "alarm" not in worth(alarm, *told).reasons


CAUSE = later(30, CALM, title="Cause named: software fired the engines for 127 seconds")


def test_press_news_a_day_later_is_a_silent_reply() -> None:
    told = worth(CAUSE, CALM)
    assert (told.reply, told.loud, told.reasons[0]) == (2, False, "news")
    assert not worth(replace(CAUSE, urgency=Urgency.EXTRAORDINARY), ALARM).loud


@pytest.mark.parametrize(
    "retold",
    [
        later(5, CAUSE),
        later(30, CALM, title="Module has docked with the station, says head"),
        replace(CAUSE, quoted=()),
        replace(CAUSE, role=Role.AGGREGATOR),
        replace(CAUSE, language="ru"),
        replace(CAUSE, duplicate_of="0" * 32),
    ],
)
def test_early_known_or_unattributed_news_is_only_an_edit(retold: Report) -> None:
    assert worth(retold, CALM).reply is None


def test_press_news_gets_one_reply_a_day() -> None:
    second = later(40, CALM, title="Commission to look into engineers' mistakes")
    assert worth(second, CALM, CAUSE).reply is None
    assert worth(later(60, second), CALM, CAUSE).reply == 3
