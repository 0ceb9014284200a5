"""Which step of its story a headline tells, by the shipped data."""

import pytest

from bot.core.ledger.steps import steps_of
from bot.core.types import Worth
from bot.rules import load_cues


@pytest.mark.parametrize(
    ("title", "step"),
    [
        ("Spacewalk Concludes After Five Hours", "spacewalk over"),
        ("Spacewalk cut short over a suit", "spacewalk over"),
        ("Spacewalkers exit the airlock of the station", "spacewalk"),
        ("Russia to exit the space station project", "leaves"),
        ("Cosmonaut told to go back into the airlock", "trouble"),
        ("NASA cancels launch of the cargo ship", "called off"),
        ("Launch of Progress called off at the last moment", "called off"),
        ("Launch of Progress MS-48 moved", "put off"),
        ("Station swerves around a fragment of debris", "avoided"),
        ("Hatches open, crew enters the station", "hatch"),
        ("Crane falls onto launch site in Kourou", ""),
        ("Spare docking adapter shipped to Tanegashima", ""),
        ("Ремонт стартового стола продлится до осени", ""),
        ("Rocket with HTV-9 rolled out to the launch pad", "rollout"),
        ("Ракета с «Юноной» установлена на стартовом комплексе", "rollout"),
        ("Госкомиссия допустила экипаж «Ориона» к полёту", "rollout"),
        ("Crew of five packs for return", "rollout"),
        ("Paris accuses Delhi of spoiling an orbit", "accused"),
        ("Токио осудил испытание ракеты", "accused"),
    ],
)
def test_a_headline_tells_a_step(title: str, step: str) -> None:
    told = steps_of(title=title, text="", cues=load_cues()).main
    assert (told.id if told else "") == step


def test_a_ship_that_leaves_the_station_undocks_and_a_country_leaves_it() -> None:
    left = steps_of(title="HTV-9 leaves station", text="", cues=load_cues(), of_flight=True)
    quits = steps_of(title="Canada leaves station", text="", cues=load_cues())
    assert (left.main and left.main.id, quits.main and quits.main.id) == ("undocking", "leaves")


def test_what_the_press_has_only_below_its_headline_is_worth_no_sound() -> None:
    title, below = "A day in Kourou", "Ariane lifts off at noon."
    press = steps_of(title=title, text=below, cues=load_cues())
    own = steps_of(title=title, text=below, cues=load_cues(), own=True)
    assert (press.worth, own.worth) == (Worth.MESSAGE, Worth.LOUD)
