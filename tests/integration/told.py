"""Two stories as they lie in the store of a bot that has told them, and the transcripts of talking
about them.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.identity import entry_keys
from bot.core.reading.poll_result import FeedState
from bot.core.reasons.news import Matched, Placed
from bot.core.types import Answer, Fact, Modality, Placement, Relation, Role, Verdict
from storage.store import Store
from tests.build import NOON, a_report, a_story, an_entry
from tests.sqlite_files import migrated

LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])
HOUR = timedelta(hours=1)
CLAIM = a_report(
    "Russia to leave the ISS after 2024",
    entry="a" * 32,
    url="https://tass.example/leave",
    summary="The head of Roscosmos told the president that the decision has been made.",
    facts=(Fact("end date", "after 2024", "after 2024"),),
    origin="agency:tass",
    firsthand=True,
    modality=Modality.DECIDED,
    modality_words="has been made",
)
IN_RUSSIAN = a_report(
    "Россия уйдёт с МКС после 2024 года",
    entry="b" * 32,
    feed="ria",
    outlet="РИА Новости",
    language="ru",
    at=NOON + HOUR,
    url="https://ria.example/leave",
    summary="Глава Роскосмоса доложил президенту о принятом решении.",
    origin="agency:tass",
    origin_words="сообщает ТАСС",
    modality=Modality.DECIDED,
)
NASA = a_report(
    "NASA has received no notice from its partner",
    entry="c" * 32,
    feed="nasa",
    outlet="NASA blog",
    role=Role.OFFICIAL,
    party="nasa",
    at=NOON + 5 * HOUR,
    url="https://nasa.example/no-notice",
    origin="party:nasa",
    modality=Modality.UNCONFIRMED,
    modality_words="has received no notice",
    development=2,
    answers=1,
    how=Answer.DOUBTS,
)
LEAK = a_report(
    "Progress MS-21 loses coolant at the station",
    entry="d" * 32,
    outlet="Space Press",
    feed="press",
    role=Role.TRADE,
    at=NOON + 2 * HOUR,
    url="https://press.example/leak",
    origin="outlet:press",
)


STRONG = Matched.STRONG(words="ISS", place=Matched.TITLE())
POLLED = FeedState(feed="tass", url="https://tass.example/rss", next_poll=NOON)
KNOWN = Plan(
    entries=(
        PlannedEntry(
            an_entry(
                id=CLAIM.entry,
                url=CLAIM.url,
                keys=entry_keys(feed="tass", guid=None, url=CLAIM.url, title="", at=NOON)[:1],
            ),
            Verdict(("iss",), (Matched.ABOUT(topic="iss", why=STRONG),)),
            Placement("5" * 16, Relation.NEW, reasons=(Placed.FIRST(),)),
        ),
    )
)


class Transcript(SingleFileSnapshotExtension):
    """Plain text files, read in review like a chat."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


async def a_filled_store(tmp_path: Path) -> Store:
    """Two stories, and why the first report is one of ours."""
    return await Store.open(migrated(tmp_path / "isswire.db", _fill))


async def _fill(store: Store) -> None:
    await store.record_story(a_story(CLAIM, IN_RUSSIAN, NASA, number=None), ())
    leak = a_story(LEAK, id="6" * 16, topics=("iss", "roscosmos"), number=None)
    await store.record_story(leak, ())
    assert await store.record_poll(POLLED, KNOWN, now=NOON)
