"""A flight is told step by step, each step once, by whoever tells it first: made-up flights."""

from bot.cli.json_lines import Line
from bot.cli.telling import Telling
from bot.core.types import Catalog
from tests.build import PARTIES
from tests.shipped import ISS, ROSCOSMOS

NASA = {"source": "NASA", "source_type": "agency", "party": "nasa"}
ROSCOSMOS_FEED = {
    "source": "Роскосмос", "source_type": "agency", "party": "roscosmos", "language": "ru",
}  # fmt: skip
WIRE = {"source": "TASS", "source_type": "wire"}
TRADE = {"source": "Spaceflight Now", "source_type": "specialist press"}
Told = tuple[str, dict[str, str], str]
"""When, who, the headline."""


def channel(*told: Told) -> list[Line]:
    telling = Telling(Catalog(feeds=(), topics=(ISS, ROSCOSMOS), parties=PARTIES))
    lines: list[Line] = [
        {"id": title, "title": title, "published": at, "language": "en", **who}
        for at, who, title in told
    ]
    return [telling.answer(each) for each in lines]


def messages(*told: Told) -> list[tuple[object, object]]:
    """What became a message, and as what."""
    said = channel(*told)
    return [(each["id"], each["act"]) for each in map(_named, said, told) if each["act"] in SENT]


def _named(line: Line, told: Told) -> Line:
    return {"id": told[2]} | line


SENT = ("post", "reply")


def test_a_crew_flight_is_told_from_lift_off_to_landing() -> None:
    flight = (
        ("2027-03-01T08:05:00Z", WIRE, "Soyuz MS-31 lifts off from Baikonur with three crew"),
        ("2027-03-01T08:20:00Z", NASA, "Soyuz MS-31 Launches to Station with Crew"),
        ("2027-03-01T11:15:00Z", WIRE, "Soyuz MS-31 docks with the space station"),
        ("2027-03-01T11:20:00Z", NASA, "Soyuz MS-31 Docks to Station"),
        ("2027-09-20T05:10:00Z", NASA, "Soyuz MS-31 Undocks from Station"),
        ("2027-09-20T08:40:00Z", WIRE, "Soyuz MS-31 lands in Kazakhstan"),
        ("2027-09-20T08:55:00Z", TRADE, "Soyuz MS-31 crew touches down after six months"),
    )
    assert messages(*flight) == [
        (flight[0][2], "post"),
        (flight[2][2], "reply"),
        (flight[4][2], "post"),
        (flight[5][2], "reply"),
    ]


def test_a_party_that_tells_a_step_too_turns_the_badge_of_its_message() -> None:
    first, own = channel(
        ("2027-03-01T08:05:00Z", WIRE, "Soyuz MS-31 lifts off from Baikonur with three crew"),
        ("2027-03-01T08:20:00Z", NASA, "Soyuz MS-31 Launches to Station with Crew"),
    )
    assert (first["badge"], own["act"], own["badge"], own["whose"]) == (
        "reported", "edit", "official", "nasa",
    )  # fmt: skip


def test_a_cargo_flight_that_slips_is_told_with_its_new_date() -> None:
    flight = (
        ("2027-05-03T09:00:00Z", WIRE, "Launch of Progress MS-38 called off before liftoff"),
        ("2027-05-03T10:00:00Z", ROSCOSMOS_FEED, "Пуск «Прогресса МС-38» перенесён на 5 мая"),
        ("2027-05-05T09:05:00Z", TRADE, "Progress MS-38 lifts off for the space station"),
        ("2027-05-07T11:30:00Z", NASA, "Progress MS-38 Cargo Craft Docks to Station"),
    )
    told = [title for title, _ in messages(*flight)]
    assert told == [title for _, _, title in flight]


def test_a_spacewalk_that_ends_early_is_told_as_it_goes() -> None:
    walk = (
        ("2027-06-10T13:00:00Z", NASA, "Cosmonauts Begin Spacewalk Outside Space Station"),
        ("2027-06-10T15:10:00Z", WIRE, "Cosmonaut told to return over suit battery problem"),
        ("2027-06-10T16:00:00Z", NASA, "Spacewalk Concludes Early at Space Station"),
    )
    told = [title for title, _ in messages(*walk)]
    assert walk[0][2] in told
    assert walk[2][2] in told
