"""What kind of statement a report makes."""

import pytest

from bot.core.statements import status_class, weighed
from bot.core.types import Role
from bot.rules.cues import load_cues

CUES = load_cues()


@pytest.mark.parametrize(
    ("title", "role", "kind"),
    [
        ("Russia to leave the space station after 2024", Role.PRESS, "claim"),
        ("Россия уйдёт с МКС после 2024 года", Role.PRESS, "claim"),
        ("Sources say the launch may slip", Role.TRADE, "claim"),
        ("NASA announces date of return", Role.TRADE, "official"),
        ("State commission approved the launch", Role.STATE_MEDIA, "official"),
        ("Роскосмос сообщил о посадке корабля", Role.WIRE, "official"),
        ("Crew news", Role.OFFICIAL, "official"),
        ("NASA: crew is not stranded", Role.PRESS, "denial"),
        ("В Роскосмосе опровергли утечку", Role.WIRE, "denial"),
        ("Partners have not been notified, says NASA", Role.WIRE, "denial"),
        ("Engineers continue to investigate", Role.PRESS, "update"),
        ("Round-up of what outlets wrote", Role.TRADE, "update"),
        ("Why the leak matters: an expert explains", Role.PRESS, "analysis"),
        ("Почему это важно: мнение эксперта", Role.PRESS, "analysis"),
        ("NASA corrects: it turned more than first reported", Role.TRADE, "correction"),
    ],
)
def test_a_statement_has_a_kind(title: str, role: Role, kind: str) -> None:
    assert status_class(title=title, role=role, cues=CUES) == kind


def test_a_partys_channel_is_official_unless_it_denies() -> None:
    assert status_class(title="Crew news", speaks_for="nasa", cues=CUES) == "official"
    assert status_class(title="Not true", speaks_for="nasa", cues=CUES) == "denial"


def test_the_words_that_decided_are_given() -> None:
    assert "denial: opровергли" not in weighed(title="", cues=CUES).words
    assert weighed(title="NASA denied it", cues=CUES).words[0] == "denial: denied"
