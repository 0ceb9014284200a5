"""A third topic needs only a change of feeds.yaml: it is matched, told, listed and bound."""

from pathlib import Path

import pytest

from bot.app.replay_run import FEEDS
from bot.catalog import load_catalog
from bot.core.delivery.messages import Answer
from bot.local.replay import parsed_replay
from storage.store import Store
from tests.build import a_report, a_story
from tests.conversation import GROUP_ADMIN, Conversation
from tests.scenes import played, text_of
from tests.sqlite_files import migrated

TOPIC = """
  tiangong:
    title: {en: Tiangong, ru: Тяньгун}
    about: {en: the Chinese space station}
    short: Tiangong
    waits_for: [cmsa]
    match:
      strong: [Tiangong, Chinese space station, Тяньгун*]
      terms: [{text: Shenzhou, needs: [crew, taikonaut*]}]
channels:
"""
PARTY = """
parties:
  cmsa: {name: {en: CMSA, ru: КМСА}, country: CN}
"""
FEED = """
feeds:
  cmsa:
    url: https://cmsa.example/rss
    title: China Manned Space
    language: en
    role: official
    speaks_for: cmsa
    every: 5m
"""
NEWS = """
begins = 2025-11-05T00:00:00Z

[feeds.paper]
title = "The Paper"
language = "en"
role = "press"

[feeds.cmsa]
title = "China Manned Space"
language = "en"
role = "official"
speaks_for = "cmsa"

[[items]]
feed = "paper"
at = 2025-11-05T08:00:00Z
title = "Shenzhou-20 crew may be stranded at Tiangong after a debris strike"
summary = "The crew's return from the Chinese space station is put off while damage is assessed."

[[items]]
feed = "paper"
at = 2025-11-05T09:00:00Z
title = "A new ferry opens between two islands"
summary = "It takes forty minutes."
"""


@pytest.fixture
def feeds_file(tmp_path: Path) -> Path:
    """The shipped feeds.yaml with the topic, its party and the party's feed added."""
    shipped = FEEDS.read_text(encoding="utf-8")
    file = tmp_path / "feeds.yaml"
    edited = shipped.replace("\nparties:\n", PARTY).replace("\nchannels:\n", TOPIC)
    edited = edited.replace("\nfeeds:\n", FEED)
    file.write_text(edited, encoding="utf-8")
    return file


async def test_it_is_matched_and_told_and_its_party_waited_for(feeds_file: Path) -> None:
    scene = await played(parsed_replay(NEWS), feeds_file=feeds_file)
    assert [story.topics for story in scene.stories] == [("tiangong",)]
    [post] = scene.posts
    assert "Shenzhou-20 crew may be stranded" in text_of(post.call)
    assert "no word from CMSA yet" in text_of(post.call)


async def test_it_is_offered_listed_and_bound(tmp_path: Path, feeds_file: Path) -> None:
    store = await Store.open(migrated(tmp_path / "isswire.db"))
    for number, (topic, title) in enumerate((("iss", "A leak"), ("tiangong", "A strike")), 1):
        report = a_report(title, entry=str(number) * 32)
        told = a_story(report, id=str(number) * 16, topics=(topic,), number=None)
        await store.record_story(told, ())
    group = Conversation(
        store, chat_id=-100, chat_kind="supergroup", user_id=GROUP_ADMIN, chat_title="Club"
    )
    group.catalog = load_catalog(feeds_file)
    assert said(await group.says("/start")).startswith(
        "I follow the news about the International Space Station, Roscosmos, and the Chinese"
    )
    assert group.buttons[0].text == "All ISS, Roscosmos, and Tiangong"
    listed = said(await group.says("/latest тяньгун"))
    assert "A strike" in listed
    assert "A leak" not in listed
    assert said(await group.says("/bind Tiangong")) == "Club gets: Tiangong."
    await store.close()


def said(answer: Answer | None) -> str:
    assert answer is not None
    assert answer.message is not None
    return answer.message.plain
