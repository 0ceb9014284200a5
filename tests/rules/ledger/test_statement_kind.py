"""What kind of statement a report makes."""

from datetime import timedelta

import pytest

from bot.core.ledger.statement_kind import (
    OFFICIAL_WORD_LASTS,
    WeighedKind,
    has_official_word,
    weigh_kind,
)
from bot.core.types import Kind, Role
from bot.rules.cue_rules import load_cues
from tests.build import NOON

HOUR = timedelta(hours=1)


def said(title: str, **more: object) -> WeighedKind:
    return weigh_kind(title=title, signs=load_cues().signs, **more)  # type: ignore[arg-type]  # as named


@pytest.mark.parametrize(
    ("title", "role", "kind"),
    [
        ("Russia to leave the space station after 2024", Role.PRESS, "claim"),
        ("Россия уйдёт с МКС после 2024 года", Role.PRESS, "claim"),
        ("Launch to slip again, sources say", Role.TRADE, "claim"),
        ("Космонавта сняли с полёта, сообщил источник", Role.PRESS, "claim"),
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
        ("Station turned further than first reported", Role.TRADE, "correction"),
    ],
)
def test_a_statement_has_a_kind(title: str, role: Role, kind: str) -> None:
    assert said(title, role=role).kind == kind


def test_a_partys_channel_is_official_unless_it_denies() -> None:
    assert said("Crew news", speaks_for="nasa").kind is Kind.OFFICIAL
    assert said("Not true", speaks_for="nasa").kind is Kind.DENIAL


def test_what_is_wished_or_guessed_is_not_done() -> None:
    assert said("NASA launches rescue ship").kind is Kind.OFFICIAL
    assert said("NASA launches rescue ship, insiders say").kind is Kind.CLAIM


def test_what_a_party_has_is_not_what_it_does() -> None:
    assert "Boeing to" in said("Boeing to land capsule").words
    assert "Boeing's to" not in said("Boeing's to land capsule").words


def test_an_official_word_told_again_is_an_update() -> None:
    assert said("Soyuz docks with station").kind is Kind.OFFICIAL
    assert said("Soyuz docks with station", already_official=True).kind is Kind.UPDATE


def test_an_official_word_is_old_news_for_some_days() -> None:
    told = [(NOON, Kind.CLAIM), (NOON + HOUR, Kind.OFFICIAL)]
    assert not has_official_word(told, NOON)
    assert has_official_word(told, NOON + HOUR)
    assert has_official_word(told, NOON + HOUR + OFFICIAL_WORD_LASTS)
    assert not has_official_word(told, NOON + 2 * HOUR + OFFICIAL_WORD_LASTS)


def test_a_headline_in_small_letters_is_read_as_any_other() -> None:
    assert said("roscosmos confirms the landing").kind is Kind.OFFICIAL


def test_the_words_that_decided_are_given() -> None:
    assert said("NASA denied it").words == ("denied",)
