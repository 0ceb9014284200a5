"""Which development is worth a message of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.worth import Worthy, worth_of
from bot.core.ledger.developments import developments
from bot.core.types import Answer, Fact, Genre, Kind, Modality, Report, Role, Story, Urgency, Worth
from tests.build import NOON, a_report, a_story

REMARK = a_report("A remark", entry="2", development=2, kind=Kind.UPDATE)


def reason_of(report: Report) -> str | None:
    story = a_story(a_report(kind=Kind.CLAIM), report)
    worth = worth_of(story, developments(story)[-1])
    return worth.reason if worth else None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"step": "docking", "worth": Worth.LOUD}, "docking"),
        ({"urgency": Urgency.EXTRAORDINARY}, "alarm"),
        ({"modality": Modality.DENIES, "answers": 1, "how": Answer.DENIES}, "an answer"),
        ({"party": "nasa"}, "a party speaks"),
        ({"kind": Kind.CLAIM}, "a claim"),
        ({"kind": Kind.DENIAL, "step": "trouble", "worth": Worth.WEIGHTY}, "a claim"),
    ],
)
def test_what_happens_or_is_said_is_worth_a_message(
    changes: dict[str, object], reason: str
) -> None:
    assert reason_of(replace(REMARK, **changes)) == reason  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"step": "rollout", "worth": Worth.DIGEST},
        {"kind": Kind.CLAIM, "urgency": Urgency.ROUTINE},
        {"kind": Kind.CLAIM, "genre": Genre.ROUND_UP},
        {"step": "docking", "worth": Worth.LOUD, "kind": Kind.ANALYSIS},
        {"step": "docking", "worth": Worth.LOUD, "modality": Modality.PLANS},
        {"kind": Kind.CLAIM, "modality": Modality.PLANS},
        {"party": "nasa", "step": "rollout", "worth": Worth.DIGEST},
        {"answers": 1, "how": Answer.MOVES},
    ],
)
def test_a_remark_a_round_up_or_what_everybody_sees_coming_is_not(
    changes: dict[str, object],
) -> None:
    assert reason_of(replace(REMARK, **changes)) is None  # type: ignore[arg-type]


def test_what_opens_a_story_is_told_unless_it_is_a_preparation() -> None:
    opening = a_story(replace(REMARK, development=1, role=Role.WIRE))
    prepared = replace(REMARK, development=1, step="rollout", worth=Worth.DIGEST)
    assert worth_of(opening, developments(opening)[0]) == Worthy("new story")
    for each in (prepared, replace(prepared, party="jaxa")):
        story = a_story(each)
        assert not worth_of(story, developments(story)[0])


def test_what_the_press_tells_of_a_step_told_lately_is_no_news() -> None:
    launch = a_report(entry="1", step="launch", worth=Worth.LOUD, missions=("ship-7",))
    again = replace(launch, entry="2", development=2, at=NOON + timedelta(hours=3))
    for told, worth in (
        (again, False),
        (replace(again, missions=("ship-8",)), True),
        (replace(again, at=NOON + timedelta(days=3)), True),
        (replace(again, party="nasa"), True),
        (replace(again, facts=(Fact("landing date", "2023-03-28", ""),)), True),
        (replace(again, facts=(Fact("crew", "3", ""),)), False),
    ):
        story = a_story(launch, told)
        assert bool(worth_of(story, developments(story)[-1])) is worth


def test_a_weighty_step_is_loud_from_a_party_alone() -> None:
    found = replace(REMARK, step="cause", worth=Worth.WEIGHTY, kind=Kind.OFFICIAL)
    for told, loud in ((found, False), (replace(found, party="nasa"), True)):
        story = a_story(a_report(kind=Kind.CLAIM), told)
        worth = worth_of(story, developments(story)[-1])
        assert worth is not None
        assert worth.loud is loud


def test_an_alarm_that_was_raised_lately_is_no_news_again() -> None:
    alarm = a_report(entry="1", urgency=Urgency.EXTRAORDINARY)
    again = replace(alarm, entry="2", development=2, at=NOON + timedelta(hours=3))
    story = a_story(alarm, again)
    assert worth_of(story, developments(story)[-1]) is None


ALARM = a_report(urgency=Urgency.EXTRAORDINARY)


@pytest.mark.parametrize(
    ("story", "loud"),
    [
        (a_story(ALARM), True),
        (a_story(a_report(kind=Kind.CLAIM)), False),
        (a_story(a_report(kind=Kind.CLAIM), replace(ALARM, entry="2", development=2)), False),
        (a_story(a_report(kind=Kind.CLAIM), replace(ALARM, entry="2", episode=2)), False),
    ],
    ids=["begins a story", "a claim", "told later", "begins another episode"],
)
def test_an_alarm_of_the_press_is_loud_where_it_begins_a_story(story: Story, loud: bool) -> None:
    worth = worth_of(story, developments(story)[-1])
    assert worth is not None
    assert worth.loud is loud


@pytest.mark.parametrize(
    ("told", "loud"),
    [
        (a_report(step="landing", worth=Worth.LOUD), True),
        (a_report(step="landing", worth=Worth.LOUD, modality=Modality.MAY), False),
        (a_report(step="landing", worth=Worth.LOUD, modality=Modality.MAY, party="nasa"), False),
        (a_report(step="stays", worth=Worth.LOUD, modality=Modality.PLANS, party="nasa"), True),
        (a_report(step="avoided", worth=Worth.MESSAGE, urgency=ALARM.urgency), False),
        (a_report(step="avoided", worth=Worth.MESSAGE, urgency=ALARM.urgency, party="esa"), False),
        (a_report(modality=Modality.DENIES, kind=Kind.DENIAL, party="jaxa"), True),
        (a_report(modality=Modality.DENIES, kind=Kind.DENIAL), False),
    ],
    ids=[
        "landed",
        "may land",
        "it may",
        "is to stay",
        "dodged",
        "dodged, it says",
        "denies",
        "is denied",
    ],
)
def test_what_may_make_a_sound(told: Report, loud: bool) -> None:
    story = a_story(told)
    worth = worth_of(story, developments(story)[0])
    assert (worth is not None and worth.loud) is loud
