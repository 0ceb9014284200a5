"""Which step of its story a headline tells, by the shipped data."""

import pytest

from bot.core.ledger.steps import steps_of
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
    ],
)
def test_a_headline_tells_a_step(title: str, step: str) -> None:
    told = steps_of(title=title, text="", cues=load_cues()).main
    assert (told.id if told else "") == step
