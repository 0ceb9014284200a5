"""What a chat with all alerts is told, and what comes to it in digests only."""

import json
from pathlib import Path

import pytest

from bot.core.alerts.significance import significances
from bot.core.ledger.ledger import add_report, report_of
from bot.core.types import Entry, Feed, Placement, Relation, Report, Role, Story
from bot.rules.cue_rules import load_cues
from tests.build import PARTIES, a_feed, an_entry

CUES = load_cues()
OWN = a_feed("nasa-releases", role=Role.OFFICIAL, speaks_for="nasa")
PRESS = a_feed("gazette", role=Role.PRESS)


def is_told(title: str, summary: str = "", feed: Feed = OWN) -> bool:
    """Whether it opens a story with a message to a chat that wants everything."""

    def made(entry: Entry, placement: Placement, after: Story | None) -> Report:
        return report_of(entry, feed, placement, cues=CUES, parties=PARTIES, after=after)

    placement = Placement("5" * 16, Relation.NEW)
    story = add_report(None, an_entry(title, summary=summary), placement, ("iss",), made)
    return any(each.message and not each.routine for each in significances(None, story))


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Astronaut Maria Lopez Returns to Earth", "Lopez is all smiles in this photo."),
        ("Cosmonaut Anna Petrova Comes Home", "She is pictured shortly after the landing."),
        ("Taikonaut Li Wei Back on Earth", "Li (center) poses with the recovery team."),
        ("Three Crewmates Arrive at the Station", "From left, they smile at the camera."),
        (
            "Fresh Faces Welcomed Aboard Tiangong",
            "From left, the trio pose for a photo with cake.",
        ),
        ("Новый экипаж на станции", "На фото слева направо: командир и два инженера."),
        ("Экипаж «Орла» вернулся на Землю", "На снимке космонавты у капсулы."),
        ("ESA Sets Coverage for Commander Rossi, Crewmates Return", "They undock on Tuesday."),
        ("JAXA to Cover HTV-X4 Cargo Spacecraft Departure", "Watch it live from 11:45."),
        ("NASA to Provide Coverage as Cygnus Departs Station", ""),
        ("Роскосмос покажет: трансляция стыковки «Прогресса»", ""),
    ],
)
def test_flights_and_crews_are_told_whatever_words_lie_beside_them(
    title: str, summary: str
) -> None:
    assert is_told(title, summary)


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Image of the Day: A Storm over Fiji", ""),
        ("Good Evening, Earth!", "A commander took this photo of a sunset from orbit."),
        ("How to See the Station over Leeds Tonight", ""),
        ("20 Years Ago: A Truss Is Lifted", ""),
        ("This Week in Space: Two Dockings and a Leak", ""),
        ("JAXA Invites Media to HTV-X4 Launch", ""),
        ("ESA Sets Briefings for Rossi's Mission to the Station", ""),
        ("Commander Rossi Available for Interviews before Launch", ""),
        ("Космос за неделю: стыковка и выход", ""),
    ],
)
def test_photos_passes_anniversaries_round_ups_and_notices_for_the_press_are_not(
    title: str, summary: str
) -> None:
    assert not is_told(title, summary)


def test_where_to_watch_is_news_from_the_party_alone() -> None:
    assert is_told("NASA to Cover Cargo Ship's Docking")
    assert not is_told("NASA to Cover Cargo Ship's Docking", feed=PRESS)
    assert not is_told("How to watch the docking of a cargo ship", feed=PRESS)


REAL = ("antenna:8333", "antenna:7705", "antenna:9026", "antenna:61333")
"""A crew that landed, one that arrived, both under a photo, and two timetables."""


def test_the_four_releases_that_nobody_was_told_of_are_told(shared_data: Path) -> None:
    lines = (shared_data / "labelled" / "iss_stories.jsonl").read_text("utf-8").splitlines()
    releases = {each["id"]: each for each in map(json.loads, lines)}
    told = {id: is_told(releases[id]["title"], releases[id]["summary"]) for id in REAL}
    assert told == dict.fromkeys(REAL, True)
