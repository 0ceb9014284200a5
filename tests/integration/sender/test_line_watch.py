"""Telegram away for a minute or three, in every way it can be: nothing lost, and a copy more only
where it took a message and did not say so.
"""

import logging
from datetime import timedelta

import pytest

from bot.core.types import DeliveryState
from tests.integration.outages import OUTAGES, Ledger, lived_through
from tests.integration.promised import Figure

MANY = [5001, 5002, 5003, 5004]
FEW = [5001]


def _hold(
    ledger: Ledger, said: pytest.LogCaptureFixture, record_property: Figure, *, within: float
) -> None:
    record_property("figure", str(ledger))
    record_property("limit", f"L=0 D<=amb O=0 429=0, red within {within:.0f} s")
    assert (ledger.lost, ledger.inversions, ledger.too_fast) == (0, 0, 0), str(ledger)
    assert not ledger.unexplained, str(ledger)
    assert set(ledger.states) == {DeliveryState.SENT}
    assert ledger.red_after <= within, str(ledger)
    lines = [each.getMessage() for each in said.records if each.name == "bot.sender.line_watch"]
    assert [line.partition("since")[0] for line in lines] == [
        "telegram does not answer ",
        "telegram answers again silent_",
    ]


@pytest.mark.fault("D14")
@pytest.mark.parametrize("how", ["502", "closed", "hang", "sends alone"])
def test_a_minute_without_telegram_loses_nothing(
    database: str, how: str, record_property: Figure, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    ledger = lived_through(database, how, MANY, 60)
    _hold(ledger, caplog, record_property, within=15)


@pytest.mark.fault("D14")
@pytest.mark.parametrize("how", ["500", "refused"])
def test_a_minute_without_telegram_loses_nothing_in_a_single_chat(
    database: str, how: str, record_property: Figure, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    ledger = lived_through(database, how, FEW, 60)
    _hold(ledger, caplog, record_property, within=20)


@pytest.mark.fault("D14")
def test_six_hours_without_telegram_lose_nothing(
    database: str, record_property: Figure, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    ledger = lived_through(database, "504", MANY, 30, carried=timedelta(hours=6))
    _hold(ledger, caplog, record_property, within=15)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.fault("D14")
@pytest.mark.parametrize(
    ("how", "chats"),
    [
        *((how, MANY) for how in sorted(OUTAGES)),
        *((how, FEW) for how in sorted(set(OUTAGES) - {"sends alone"})),
    ],
)
def test_six_hours_away_in_every_way_lose_nothing(
    database: str,
    how: str,
    chats: list[int],
    record_property: Figure,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    ledger = lived_through(database, how, chats, 30, carried=timedelta(hours=6))
    _hold(ledger, caplog, record_property, within=20 if chats == FEW else 15)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.fault("D14")
def test_six_hours_in_which_getme_alone_is_answered_lose_nothing_in_a_single_chat(
    database: str, record_property: Figure
) -> None:
    """Nothing tells there that it is the line, and not this chat."""
    ledger = lived_through(database, "sends alone", FEW, 30, carried=timedelta(hours=6))
    record_property("figure", str(ledger))
    record_property("limit", "L=0 D<=amb O=0 429=0")
    assert (ledger.lost, ledger.inversions, ledger.too_fast) == (0, 0, 0), str(ledger)
    assert not ledger.unexplained, str(ledger)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.fault("D14")
@pytest.mark.parametrize("chats", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize("seconds", [60, 180, 600])
@pytest.mark.parametrize("how", sorted(set(OUTAGES) - {"sends alone"}))
def test_telegram_away_in_every_way_loses_nothing(
    database: str,
    how: str,
    seconds: int,
    chats: list[int],
    record_property: Figure,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    ledger = lived_through(database, how, chats, seconds)
    _hold(ledger, caplog, record_property, within=20 if chats == FEW else 15)
