"""The five recorded stories, in their outlets' own words, through the whole bot: only counts,
threads and days are held, for the texts are not ours to keep.
"""

import asyncio
import re
from collections import Counter
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from benchmarks.recorded import moments, read_reports, title_of
from bot.cli.line_tools import ROLES
from bot.core.types import Feed, Role, Story
from bot.local.replay import Replay, ReplayItem
from tests.scenes import Scene, played

OWN = {"NASA": "nasa", "Roscosmos": "roscosmos", "ESA": "esa"}


@pytest.fixture
def told(shared_data: Path) -> Scene:
    if not read_reports(shared_data):
        pytest.skip(f"no recorded stories in {shared_data}")
    return _told(shared_data)


@cache
def _told(data: Path) -> Scene:
    return asyncio.run(played(_replay(data)))


def _replay(data: Path) -> Replay:
    reports = read_reports(data)
    sources = {each["source"]: each for each in reports}
    names = {source: f"feed-{number}" for number, source in enumerate(sources)}
    items = [
        ReplayItem(number, names[each["source"]], at, title_of(each), each["gist"])
        for number, (each, at) in enumerate(zip(reports, moments(reports), strict=True))
    ]
    feeds = tuple(_feed(names[source], each) for source, each in sources.items())
    ordered = tuple(sorted(items, key=lambda item: item.at))
    return Replay(ordered[0].at - timedelta(days=1), feeds, ordered)


def _feed(id: str, report: dict[str, str]) -> Feed:
    role = ROLES[report["source_type"]]
    own = [party for name, party in OWN.items() if report["source"].startswith(name)]
    return Feed(
        id=id,
        url="",
        title=report["source"],
        language=report["lang"],
        role=role,
        every=timedelta(minutes=5),
        speaks_for=own[0] if own and role is Role.OFFICIAL else None,
    )


def _threads(scene: Scene, data: Path) -> dict[str, Counter[str]]:
    homes = scene.homes()
    threads: dict[str, Counter[str]] = {}
    for number, each in enumerate(read_reports(data)):
        if number in homes and not (each.get("relation") or "").startswith(("near", "related")):
            threads.setdefault(each["story"], Counter())[homes[number]] += 1
    return threads


def _main(scene: Scene, data: Path, name: str) -> Story:
    ((id, _),) = _threads(scene, data)[name].most_common(1)
    return next(story for story in scene.stories if story.id == id)


def test_nine_in_ten_reports_that_are_ours_are_in_their_story_s_thread(
    told: Scene, shared_data: Path
) -> None:
    threads = _threads(told, shared_data)
    kept = sum(count.most_common(1)[0][1] for count in threads.values())
    assert kept / sum(count.total() for count in threads.values()) >= 0.9


def test_no_two_stories_share_a_thread(told: Scene, shared_data: Path) -> None:
    mains = [count.most_common(1)[0][0] for count in _threads(told, shared_data).values()]
    assert len(set(mains)) == 5


def test_the_thruster_test_of_october_joins_no_story_of_july(
    told: Scene, shared_data: Path
) -> None:
    reports, homes = read_reports(shared_data), told.homes()
    (again,) = [
        number
        for number, each in enumerate(reports)
        if (each.get("relation") or "").startswith("near-miss (new event")
    ]
    assert homes.get(again) != _main(told, shared_data, "nauka-thruster-misfire").id


def test_a_story_s_post_comes_once_per_episode(told: Scene, shared_data: Path) -> None:
    episodes = sum(story.episode for story in told.stories)
    assert len(told.posts) <= episodes


def test_no_day_has_more_than_three_replies_to_one_post(told: Scene) -> None:
    """As many as an editor sends on the fullest day of all thirteen stories (`told/editor.jsonl`:
    the abort of Soyuz MS-10).
    """
    days = Counter(
        (day, each.reply_to)
        for day, each in zip(told.days(told.replies), told.replies, strict=True)
    )
    assert max(days.values(), default=0) <= 3


def test_the_claim_of_july_2022_is_posted_on_its_day_and_answered_within_three(
    told: Scene, shared_data: Path
) -> None:
    number = _main(told, shared_data, "russia-iss-exit").number
    ours = [each for each in told.messages if re.search(rf"#{number}\b", each.call.text)]
    posted = told.days(each for each in ours if each.reply_to is None)
    answered = told.days(each for each in ours if each.reply_to is not None)
    assert "2022-07-26" in posted
    assert [day for day in answered if "2022-07-26" <= day <= "2022-07-29"]
