"""What a reply says above its headline: whose word it is, and what it has changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.renderer.post import reply
from bot.core.types import Fact, Modality, Report
from tests.build import NOON, a_report, a_story, a_view

NASA = a_report("Spacewalk called off", entry="1", party="nasa", origin="party:nasa")
_DOUBT = replace(NASA, modality=Modality.UNCONFIRMED)
_QUOTED = a_report("No, says he", entry="2", quoted=("roscosmos",), modality=Modality.DENIES)
_NEWS = a_report("Cause named by the head", entry="2", quoted=("roscosmos",))
_DISPUTED = "Reported · one source → Disputed · sources contradict each other"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (NASA, ["🟢 Official: NASA", "Reported · one source → Official: NASA"]),
        (_DOUBT, ["⚪ NASA: asked, not confirmed", ""]),
        (_NEWS, ["⚪ Roscosmos (quoted by TASS)", ""]),
        (_QUOTED, ["🟠 Roscosmos (quoted by TASS): denies", _DISPUTED]),
    ],
)
def test_a_reply_says_whose_word_it_is_and_what_it_changed(word: Report, said: list[str]) -> None:
    claim = a_report(quoted=("roscosmos",), named=("roscosmos",))
    story = a_story(claim, replace(word, at=NOON + timedelta(hours=22)))
    assert reply(story, a_view(), report=2).plain.split("\n")[:2] == said


def test_a_reply_of_the_press_does_not_stand_under_a_party_s_badge() -> None:
    degrees = (Fact("amount", "45 degrees", ""),), (Fact("amount", "540 degrees", ""),)
    told = replace(NASA, facts=degrees[0], at=NOON)
    paper = a_report(
        "Turned 540 degrees, not 45", outlet="A paper", at=NOON + timedelta(days=2),
        origin="outlet:paper", facts=degrees[1], entry="4" * 32,
    )  # fmt: skip
    assert reply(a_story(told, paper), a_view(), report=2).plain.startswith("⚪ A correction\n")
