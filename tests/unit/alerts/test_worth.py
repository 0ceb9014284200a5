"""Which development is worth a message of its own."""

from dataclasses import replace

import pytest

from bot.core.alerts.worth import worth_of
from bot.core.ledger.developments import developments
from bot.core.types import Answer, Genre, Kind, Modality, Report, Urgency, Worth
from tests.build import a_report, a_story

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
    ],
)
def test_a_remark_a_round_up_or_what_everybody_sees_coming_is_not(
    changes: dict[str, object],
) -> None:
    assert reason_of(replace(REMARK, **changes)) is None  # type: ignore[arg-type]


def test_what_opens_a_story_is_told_unless_it_is_a_preparation() -> None:
    opening = a_story(replace(REMARK, development=1))
    prepared = a_story(replace(REMARK, development=1, step="rollout", worth=Worth.DIGEST))
    assert worth_of(opening, developments(opening)[0])
    assert not worth_of(prepared, developments(prepared)[0])
