"""Whether a report tells a development again: what speaks for it and what against."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.ledger.alikeness import Weights
from bot.core.ledger.fitting import NEVER, fit
from bot.core.types import Fact, Modality, Report
from tests.build import NOON, a_report

HOUR = timedelta(hours=1)
LEAK = a_report(
    "Ammonia seeps from the truss radiator, NASA says",
    outlet="AP",
    language="en",
    step="trouble",
    steps=("trouble",),
    about=("ammonia", "truss"),
    quoted=("nasa",),
)
AGAIN = replace(LEAK, title="Truss radiator loses ammonia", outlet="AFP", entry="again")


def fits(report: Report, *told: Report, hours: float = 2) -> float:
    told = told or (LEAK,)
    later = replace(report, at=NOON + hours * HOUR)
    return fit(told, later, Weights((*told, later)))


def test_another_telling_within_hours_fits() -> None:
    assert fits(AGAIN) > 0


def test_the_later_the_less_it_fits() -> None:
    assert fits(AGAIN, hours=1) > fits(AGAIN, hours=10) > fits(AGAIN, hours=60)
    assert fits(AGAIN, hours=24 * 5 + 1) == NEVER


def test_a_report_from_the_past_is_told_at_once() -> None:
    assert fits(AGAIN, hours=-3) == fits(AGAIN, hours=0)


@pytest.mark.parametrize(
    "change",
    [
        {"about": ("ammonia", "garden")},
        {"step": "ordered", "steps": ("ordered",)},
        {"quoted": ("esa",)},
        {"title": "Garden party postponed"},
        {"modality": Modality.UNCONFIRMED},
    ],
)
def test_what_is_unlike_fits_less(change: dict[str, object]) -> None:
    assert fits(replace(AGAIN, **change)) < fits(AGAIN)  # type: ignore[arg-type]


def test_across_languages_likeness_of_words_counts_more() -> None:
    named = replace(AGAIN, title="Радиатор Truss теряет аммиак")
    assert fits(replace(named, language="ru")) > fits(named)


def test_the_same_date_or_figure_fits_more() -> None:
    day = (Fact("launch date", "2031-04-02", "April 2"),)
    other = (Fact("launch date", "2031-04-09", "April 9"),)
    dated = replace(LEAK, facts=day)
    assert fits(replace(AGAIN, facts=other), dated) < fits(AGAIN, dated)
    assert fits(replace(AGAIN, facts=day), dated) > fits(AGAIN, dated)
    litres = replace(LEAK, summary="It loses 12 litres a day.")
    assert fits(replace(AGAIN, summary="12 litres, they say."), litres) > fits(
        replace(AGAIN, summary="14 litres, they say."), litres
    )


def test_a_year_is_no_figure() -> None:
    built = replace(LEAK, summary="Built in 1999.")
    assert fits(replace(AGAIN, summary="Since 1999."), built) < fits(
        replace(AGAIN, summary="Since 12."), replace(built, summary="Built in 12.")
    )


def test_a_party_seldom_tells_what_was_told_and_never_what_it_told() -> None:
    own = replace(AGAIN, party="nasa", quoted=())
    assert fits(own) < fits(AGAIN)
    assert fits(own, replace(LEAK, party="nasa", quoted=())) < fits(own)
    assert fits(own, replace(LEAK, party="esa", quoted=())) > fits(
        own, replace(LEAK, party="nasa", quoted=())
    )


def test_what_a_party_told_first_is_taken_up() -> None:
    assert fits(AGAIN, replace(LEAK, party="nasa", quoted=())) > fits(AGAIN)


def test_an_accusation_is_no_telling_of_what_the_accused_says() -> None:
    own = replace(LEAK, party="nasa", quoted=())
    accuses = replace(AGAIN, step="accused", steps=("accused", "trouble"))
    assert fits(accuses, own) == NEVER
    assert fits(own, accuses) == NEVER
    assert fits(accuses) > NEVER
    assert fits(own, replace(own, steps=("accused",))) == NEVER
    assert fits(replace(own, steps=("accused",)), accuses) > NEVER


def test_a_party_that_knows_of_nothing_tells_nothing_again() -> None:
    doubt = replace(AGAIN, party="nasa", quoted=(), modality=Modality.UNCONFIRMED)
    assert fits(doubt) == NEVER


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("docking", "landing"),
        ("launch", "put off"),
        ("put off", "launch"),
        ("called off", "put off"),
        ("trouble", "cause"),
        ("trouble", "over"),
        ("undocking", "trouble"),
        ("trouble", "spacewalk over"),
    ],
)
def test_steps_that_are_never_one(told: str, step: str) -> None:
    first = replace(LEAK, step=told, steps=(told,))
    assert fits(replace(AGAIN, step=step, steps=(step,)), first) == NEVER


def test_a_step_that_the_other_names_too_may_be_one() -> None:
    first = replace(LEAK, step="docking", steps=("docking", "landing"))
    assert fits(replace(AGAIN, step="landing", steps=("landing",)), first) > NEVER


def test_a_step_that_trouble_cut_short_may_be_told_with_it() -> None:
    cut = replace(AGAIN, step="spacewalk over", steps=("spacewalk over", "trouble"))
    assert fits(cut) > NEVER


def test_a_step_of_which_a_story_has_several_proves_nothing() -> None:
    without = replace(AGAIN, step="", steps=())
    assert fits(AGAIN) == fits(without)
    freed = replace(LEAK, step="undocking", steps=("undocking",))
    assert fits(replace(AGAIN, step="undocking", steps=("undocking",)), freed) > fits(
        without, freed
    )
