"""When a digest is due: once on its day, whatever the clocks of its zone do."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.renderer.digest import digest_due
from tests.build import a_chat


@pytest.mark.parametrize(
    ("digest", "around", "first"),
    [
        ("08:00", datetime(2026, 3, 29, tzinfo=UTC), "06:00"),
        ("02:30", datetime(2026, 3, 29, tzinfo=UTC), "01:00"),
        ("02:30", datetime(2026, 10, 25, tzinfo=UTC), "00:30"),
        ("08:00", datetime(2026, 10, 25, tzinfo=UTC), "07:00"),
        ("weekly 08:00", datetime(2026, 3, 30, tzinfo=UTC), "06:00"),
    ],
    ids=["spring", "an hour left out", "an hour twice", "autumn", "weekly"],
)
def test_a_digest_is_due_once_on_a_day_of_changing_clocks(
    digest: str, around: datetime, first: str
) -> None:
    chat = a_chat(zone="Europe/Berlin", digest=digest)
    minutes = (around - timedelta(hours=1) + timedelta(minutes=each) for each in range(24 * 60))
    due = [(minute, at.date()) for minute in minutes if (at := digest_due(chat, minute))]
    assert due[0][0].strftime("%H:%M") == first
    assert {day for _, day in due} == {around.date()}
