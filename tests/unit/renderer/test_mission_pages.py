"""What calendars say of mission events, and what of it may stand in a message."""

from dataclasses import replace

import pytest

from bot.core.renderer.mission_pages import next_page, reminder
from tests.build import a_view
from tests.unit.calendar.events import an_event

DOCKING = an_event(feed="ll", topics=())


@pytest.mark.parametrize(
    ("webcast", "shown"),
    [
        ("https://video.example/live", True),
        ("https://", False),
        ("https://a b/", False),
        ("https://user:word@video.example/", False),
        ("https://video.example/\u202elive", False),
    ],
)
def test_an_address_that_telegram_would_refuse_costs_its_button_alone(
    webcast: str, shown: bool
) -> None:
    event = replace(DOCKING, webcast=webcast)
    listed = next_page(
        [(event, ())],
        a_view(),
        about="",
        offset=0,
        more=False,
        reminded=frozenset(),
        answered=None,
        numbers={},
    )
    for message in (reminder(event, a_view(), (), place=0), listed):
        urls = [button.url for row in message.buttons for button in row if button.url]
        assert urls == ([webcast] if shown else [])
