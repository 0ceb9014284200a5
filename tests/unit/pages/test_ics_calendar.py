"""The calendar as a file: folded, escaped, without placeholders, each event under one name."""

from dataclasses import replace
from datetime import timedelta

from bot.core.pages.ics_calendar import ics_calendar
from bot.core.types import EventKind, EventStatus, MissionEvent, Precision
from tests.build import NOON

EVENT = MissionEvent(
    id="event 1513",
    feed="events",
    kind=EventKind.DOCKING,
    name="Progress MS-35 Docking",
    start=NOON,
    precision=Precision.MINUTE,
    status=EventStatus.GO,
    place="International Space Station, Poisk; nadir",
    about="Корабль пристыкуется к станции. " * 10,
    webcast="https://video.example/live",
    updated=NOON - timedelta(hours=1),
)


def lines(*events: MissionEvent) -> list[str]:
    text = ics_calendar(events, name="ISS", host="news.example", now=NOON).text
    assert text.endswith("END:VCALENDAR\r\n")
    return text.split("\r\n")[:-1]


def test_an_event_has_its_times_place_and_webcast() -> None:
    found = lines(EVENT)
    for line in (
        "UID:event-1513@news.example",
        "DTSTAMP:20220726T110000Z",
        "DTSTART:20220726T120000Z",
        "DTEND:20220726T123000Z",
        "SUMMARY:Progress MS-35 Docking",
        "STATUS:CONFIRMED",
        "LOCATION:International Space Station\\, Poisk\\; nadir",
        "URL:https://video.example/live",
    ):
        assert line in found


def test_lines_are_folded_between_letters_and_come_together_again() -> None:
    found = lines(EVENT)
    assert max(len(line.encode()) for line in found) <= 75
    whole = "\r\n".join(found).replace("\r\n ", "")
    assert f"DESCRIPTION:{EVENT.about.strip()}" in whole


def test_a_placeholder_is_left_out_and_a_day_is_a_day() -> None:
    later = replace(EVENT, id="a", precision=Precision.LATER)
    day = replace(EVENT, id="b", precision=Precision.DAY)
    found = lines(later, day)
    assert found.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20220726" in found
    assert "DTEND;VALUE=DATE:20220727" in found


def test_what_is_put_off_keeps_its_name_and_counts_up() -> None:
    before = lines(EVENT)
    after = lines(replace(EVENT, attempt=2, moves=(NOON,), start=NOON + timedelta(days=1)))
    assert "SEQUENCE:0" in before
    assert "SEQUENCE:2" in after
    assert [line for line in before if "UID" in line] == [line for line in after if "UID" in line]


def test_nothing_breaks_out_of_a_line() -> None:
    odd = replace(EVENT, name="A\r\nBEGIN:VALARM", webcast="https://x.example/\r\nX:1")
    found = lines(odd)
    assert "BEGIN:VALARM" not in found
    assert not any(line.startswith("X:1") for line in found)
