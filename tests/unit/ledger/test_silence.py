"""Who is called silent, and about what."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.ledger.silence import Silence, silence_of
from bot.core.types import Genre, Kind, Localised, Modality, Party, Report, Urgency
from tests.build import a_report

PARTIES = (
    Party("cmsa", Localised({"en": "CMSA"}), awaited=("tiangong",)),
    Party("isro", Localised({"en": "ISRO"})),
    Party("ministry", Localised({"en": "the ministry"}), own_channel=False),
)


def report(**changes: Any) -> Report:
    told = a_report("India to leave Tiangong", named=("isro",), modality=Modality.DECIDED)
    return replace(told, **changes)


def silence(*told: Report, earlier: tuple[Report, ...] = (), **changes: Any) -> Silence:
    given: dict[str, Any] = {"topics": ("tiangong",), "parties": PARTIES} | changes
    return silence_of(told, episode=(*earlier, *told), **given)


def test_whom_a_claim_names_is_silent_and_whom_the_topic_waits_for() -> None:
    assert silence(report()) == Silence(silent=("cmsa", "isro"), awaited=("cmsa",))
    assert silence(report(), topics=("isro",)) == Silence(silent=("isro",))


def test_who_is_only_named_in_passing_is_not_waited_for() -> None:
    assert silence(report(named=("isro", "cmsa")), topics=()).silent == ("isro",)


def test_a_body_without_a_channel_is_never_mentioned() -> None:
    assert silence(report(named=("ministry",)), topics=()) == Silence()


def test_of_a_party_whose_feed_is_down_silence_means_nothing() -> None:
    down = silence(report(), failing=frozenset({"isro"}))
    assert (down.silent, down.cannot_check) == (("cmsa",), ("isro",))


@pytest.mark.parametrize(
    "heard",
    [
        report(quoted=("isro",)),
        report(party="isro", modality=Modality.UNCONFIRMED),
        report(modality=Modality.STATES, kind=Kind.OFFICIAL),
    ],
)
def test_who_is_quoted_spoke_or_is_told_of_as_deciding_is_not_silent(heard: Report) -> None:
    assert "isro" not in silence(report(), heard).silent


def test_who_spoke_or_was_quoted_earlier_in_the_episode_is_not_silent() -> None:
    said = report(named=(), party="isro", modality=Modality.STATES)
    assert silence(report(), earlier=(said,)).silent == ("cmsa",)
    quoted = report(named=(), quoted=("isro",))
    assert silence(report(), earlier=(quoted,)).silent == ("cmsa",)


@pytest.mark.parametrize(
    "changes",
    [
        {"modality": Modality.STATES},
        {"modality": Modality.PLANS},
        {"urgency": Urgency.ROUTINE},
        {"kind": Kind.ANALYSIS},
        {"genre": Genre.INTERVIEW},
        {"genre": Genre.ROUND_UP},
    ],
)
def test_nobody_is_silent_about_what_happens_routine_or_analysis(changes: dict[str, Any]) -> None:
    assert silence(report(**changes)) == Silence()


def test_an_alarm_waits_for_a_word() -> None:
    alarm = report(modality=Modality.STATES, urgency=Urgency.EXTRAORDINARY)
    assert silence(alarm).silent == ("cmsa", "isro")


def test_what_a_body_has_made_official_waits_for_nobody() -> None:
    assert silence(report(), report(party="isro")) == Silence()
