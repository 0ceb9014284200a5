"""`isswire tell`: what an imagined channel is told of each report."""

from bot.cli.json_lines import Line
from bot.cli.telling import Telling
from bot.core.types import Catalog
from tests.build import PARTIES
from tests.shipped import ISS, ROSCOSMOS


def a_line(title: str, minute: int, **more: object) -> Line:
    at = f"2026-03-01T10:{minute:02}:00Z"
    return {"id": title, "title": title, "published": at, "source": "SpaceNews", **more}


def a_channel() -> Telling:
    return Telling(Catalog(feeds=(), topics=(ISS, ROSCOSMOS), parties=PARTIES))


def test_a_first_report_is_a_post_with_its_badge_and_headline() -> None:
    said = a_channel().answer(a_line("Russia plans to leave the ISS after 2024", 0))
    assert (said["act"], said["badge"], said["message"]) == ("post", "reported", 1)
    assert said["headline"] == "Russia plans to leave the ISS after 2024"
    assert "one source: SpaceNews" in str(said["text"])


def test_a_party_that_speaks_up_is_a_reply_with_its_own_badge() -> None:
    channel = a_channel()
    channel.answer(a_line("Russia plans to leave the ISS after 2024", 0))
    said = channel.answer(
        a_line(
            "Roscosmos denies plans to leave the ISS",
            30,
            source="Roscosmos",
            party="roscosmos",
        )
    )
    assert (said["act"], said["badge"], said["message"]) == ("reply", "official", 2)
    also = said["also"]
    assert isinstance(also, list)
    (denied,) = also
    assert (denied["message"], denied["badge"]) == (1, "denied")


def test_what_matches_no_topic_is_told_nowhere_unless_any_topic_is_ours() -> None:
    line = a_line("Radio station denies that its mast fell", 0)
    said = a_channel().answer(line)
    assert (said["story"], said["act"], said["message"]) == (None, "none", None)
    catalog = Catalog(feeds=(), topics=(ISS, ROSCOSMOS), parties=PARTIES)
    assert Telling(catalog, any_topic=True).answer(line)["act"] == "post"
