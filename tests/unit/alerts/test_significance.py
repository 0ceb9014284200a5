"""What a story's change is worth in Telegram."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.significance import Significance, significance_of
from bot.core.types import Fact, Modality, Report, Role, Story, Urgency
from tests.build import NOON, a_report, a_story

FIRST = a_report(origin="agency:tass", quoted=("roscosmos",), named=("roscosmos",))


def later(hours: float = 1, **changes: object) -> Report:
    return replace(
        FIRST,
        entry=f"{hours}",
        at=NOON + timedelta(hours=hours),
        **changes,  # type: ignore[arg-type]
    )


def worth(*new: Report, before: Story | None = None) -> Significance:
    before = before or a_story(FIRST)
    after = replace(before, reports=before.reports + new, updated=new[-1].at)
    return significance_of(before, after)


def test_a_new_story_is_a_post() -> None:
    told = significance_of(None, a_story(FIRST))
    assert (told.post, told.edit, told.reply, told.important) == (True, False, None, False)


def test_a_new_episode_is_a_post() -> None:
    before = a_story(FIRST)
    after = replace(before, reports=(FIRST, later(90, episode=2)), episode=2)
    assert significance_of(before, after).post


def test_a_count_that_rises_by_one_is_nothing() -> None:
    assert worth(later(outlet="Another Wire")).nothing


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
    told = worth(report)
    assert told.edit
    assert told.reply is None
    assert reason in told.reasons


def test_a_changed_headline_is_a_silent_edit() -> None:
    before = a_story(FIRST)
    after = replace(before, reports=(replace(FIRST, title="Russia to leave, later"),))
    told = significance_of(before, after)
    assert (told.edit, told.reply, told.reasons) == (True, None, ("headline changed",))


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (later(party="nasa", origin="party:nasa"), "status changed"),
        (
            later(party="nasa", origin="party:nasa", modality=Modality.UNCONFIRMED),
            "a party speaks",
        ),
        (later(quoted=("nasa",), modality=Modality.UNCONFIRMED), "denial"),
        (later(quoted=("roscosmos",), modality=Modality.DENIES), "status changed"),
    ],
)
def test_a_partys_word_or_a_denial_is_a_reply(report: Report, reason: str) -> None:
    told = worth(report)
    assert told.reply == 2
    assert told.edit
    assert told.reasons[0] == reason


def test_the_same_origin_correcting_its_date_is_a_reply() -> None:
    dated = replace(FIRST, facts=(Fact("end date", "after 2024", ""),))
    told = worth(later(facts=(Fact("end date", "until 2028", ""),)), before=a_story(dated))
    assert told.reply == 2
    assert "correction" in told.reasons


def test_a_party_that_says_the_same_again_is_no_second_reply() -> None:
    said = later(1, party="nasa", origin="party:nasa")
    before = a_story(FIRST, said)
    again = replace(said, entry="again", at=NOON + timedelta(hours=2))
    assert worth(again, before=before).nothing


def test_a_party_that_changes_its_mind_is_a_reply() -> None:
    said = later(1, party="nasa", origin="party:nasa", modality=Modality.UNCONFIRMED)
    told = worth(
        replace(said, entry="2", at=NOON + timedelta(hours=2), modality=Modality.STATES),
        before=a_story(FIRST, said),
    )
    assert told.reply == 3


def test_hearsay_of_a_denial_is_no_reply() -> None:
    page = later(quoted=("nasa",), modality=Modality.UNCONFIRMED, role=Role.PERSONAL)
    assert worth(page).reply is None


def test_of_several_replies_the_status_change_is_told() -> None:
    doubt = later(1, party="nasa", origin="party:nasa", modality=Modality.UNCONFIRMED)
    made = later(2, party="roscosmos", origin="party:roscosmos")
    assert worth(doubt, made).reply == 3


def test_a_reply_is_loud_only_where_it_is_important() -> None:
    quoted = later(quoted=("nasa",), modality=Modality.UNCONFIRMED)
    assert not worth(quoted).loud
    assert worth(replace(quoted, urgency=Urgency.EXTRAORDINARY)).loud
    assert worth(later(party="roscosmos", origin="party:roscosmos")).loud


def test_an_alarm_is_important_and_urgent() -> None:
    told = significance_of(None, a_story(replace(FIRST, urgency=Urgency.EXTRAORDINARY)))
    assert told.important
    assert told.urgent


def test_routine_is_marked_and_gets_no_reply() -> None:
    daily = replace(FIRST, urgency=Urgency.ROUTINE)
    assert significance_of(None, a_story(daily)).routine
    official = later(party="nasa", origin="party:nasa", urgency=Urgency.ROUTINE)
    assert worth(official, before=a_story(daily)).reply is None


def test_a_story_that_is_closed_is_a_silent_edit() -> None:
    before = a_story(FIRST)
    after = replace(before, closed=NOON + timedelta(days=9))
    assert (significance_of(before, after).edit, significance_of(before, after).reply) == (
        True,
        None,
    )


def test_no_change_is_nothing() -> None:
    assert significance_of(a_story(FIRST), a_story(FIRST)).nothing
