"""Five stories of the past, retold in our own words, through the whole bot: what a subscriber of
the channel sees, day by day, is kept as a transcript.
"""

import asyncio
from collections import Counter
from functools import cache

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.core.types import Alerts
from tests.scenes import Message, Scene, labels, scene, text_of, transcript

NAMES = (
    "russia-iss-exit",
    "soyuz-ms22-leak",
    "nauka-thruster-misfire",
    "luna-25-crash",
    "starliner-cft",
)


@cache
def told(name: str, language: str = "en", alerts: Alerts = Alerts.ALL) -> Scene:
    """A scene is played once for all its tests, in an event loop of its own."""
    return asyncio.run(scene(name, language=language, alerts=alerts))


@pytest.mark.parametrize("name", NAMES)
def test_the_channel_reads_as_kept(name: str, snapshot: SnapshotAssertion) -> None:
    assert transcript(told(name)) == snapshot


def test_a_russian_channel_reads_in_russian(snapshot: SnapshotAssertion) -> None:
    assert transcript(told("russia-iss-exit", "ru")) == snapshot


@pytest.mark.parametrize("name", NAMES)
def test_a_story_is_one_thread_and_nothing_else_joins_it(name: str) -> None:
    homes, marked = told(name).homes(), labels(name)
    ours = {homes.get(number) for number, it in marked.items() if it.story and not it.late}
    others = {homes.get(number) for number, it in marked.items() if not it.story}
    assert len(ours) == 1
    assert not ours & others


@pytest.mark.parametrize("name", NAMES)
def test_each_episode_is_one_post_at_most(name: str) -> None:
    played = told(name)
    posts = Counter(text_of(each.call).rsplit("#", 1)[1].split()[0] for each in played.posts)
    episodes = {str(story.number): story.episode for story in played.stories}
    assert all(posts[number] <= episodes[number] for number in posts)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_gets_a_storm_of_replies(name: str) -> None:
    played = told(name)
    a_day = Counter((day, each.reply_to) for day, each in _replies(played))
    assert max(a_day.values(), default=0) <= 2
    assert len(played.messages) <= len(played.replay.items)


def _replies(played: Scene) -> list[tuple[str, Message]]:
    return list(zip(played.days(played.replies), played.replies, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_who_wants_only_what_matters_reads_nothing_twice(name: str) -> None:
    played = told(name, alerts=Alerts.IMPORTANT)
    headlines = Counter(_headline(each) for each in played.messages)
    assert set(headlines.values()) == {1}


def _headline(message: Message) -> str:
    return text_of(message.call).splitlines()[0]


def test_who_wants_only_what_matters_gets_the_official_word_of_a_new_episode() -> None:
    played = told("starliner-cft", alerts=Alerts.IMPORTANT)
    told_of = [_headline(each) for each in played.messages]
    assert any("Starliner lifts off" in each for each in told_of)
    assert any("NASA decides: Starliner returns without crew" in each for each in told_of)


def test_russias_exit_is_a_claim_until_it_is_disputed_and_then_official() -> None:
    played = told("russia-iss-exit")
    assert "2022-07-26" in played.days(played.told("⚪"))
    assert played.days(played.told("🟢 NASA has no official word"))[0] == "2022-07-26"
    assert played.days(played.told("official: NASA"))[-1] == "2023-04-27"


def test_the_july_claim_is_told_with_what_was_said_in_april() -> None:
    (july,) = [each for each in told("russia-iss-exit").posts if each.call.at.month == 7][1:]
    assert "Earlier: Russia's decision to leave the ISS has been taken" in text_of(july.call)


def test_a_crash_after_an_abnormal_situation_is_told_on_its_day() -> None:
    played = told("luna-25-crash")
    assert played.days(played.replies)[0] == "2023-08-20"
    assert not played.replies[0].call.silent


def test_a_corrected_figure_is_told_as_a_correction() -> None:
    played = told("nauka-thruster-misfire")
    assert "2021-08-02" in played.days(played.told("540"))


def test_another_ship_s_leak_is_another_story() -> None:
    (leak,) = told("soyuz-ms22-leak").told("Прогресс МС-21»")
    assert leak.reply_to is None
    assert "Earlier" not in text_of(leak.call)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_ours_is_never_sent(name: str) -> None:
    sent = "".join(text_of(call) for call in told(name).calls)
    foreign = ("Shareholder", "Borisov, the actor", "Tiangong", "737 Max", "magazine")
    assert not [word for word in foreign if word in sent]
