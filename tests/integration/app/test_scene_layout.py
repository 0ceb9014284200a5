"""Every message of the scenes, in both languages and all styles, on a phone 390 px wide."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from bot.core.delivery.messages import Message, Send
from bot.core.delivery.outbox import Sent
from bot.core.ledger.developments import developments
from bot.core.ledger.story_status import standing
from bot.core.renderer.post import post
from bot.core.renderer.reader_context import View
from bot.core.renderer.standings import standings
from bot.core.renderer.story_timeline import timeline
from bot.core.renderer.thread_lines import AS_POST, AS_REPLY, InThread
from bot.core.types import Chat, ChatKind, Story
from bot.local.server import CHANNEL_ID
from bot.locale.loading import load_texts
from tests.build import PARTIES, TOPICS
from tests.integration.app.test_scenes import NAMES, told
from tests.laid_out import rows_of
from tests.strict_html import visible_text
from tests.telegram import a_line

MOST = {"compact": 5, "standard": 12}
"""Rows before a tap; `full` opens everything."""

LANGUAGES = ("en", "ru")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_of_a_channel_is_longer_than_a_glance(name: str, language: str) -> None:
    calls = told(name, language).calls
    assert calls
    rows = {call.text: rows_of(call.text) for call in calls}
    assert {text: count for text, count in rows.items() if count > MOST["standard"]} == {}


@pytest.mark.parametrize("style", ["compact", "standard", "full"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_style_passes_the_strict_reader_and_keeps_its_rows(
    style: str, language: str
) -> None:
    chat = Chat(-1001, ChatKind.CHANNEL, language=language, style=style)
    texts = load_texts()[language]
    for name in NAMES:
        for story in told(name, language).stories:
            view = View(texts, chat, story.updated, parties=PARTIES, topics=TOPICS, bot="b")
            for moment in sorted({report.at for report in story.own_reports}):
                reports = tuple(each for each in story.own_reports if each.at <= moment)
                then = replace(story, reports=reports, updated=moment, closed=None)
                shown = post(then, standing(then, parties=PARTIES, now=moment), view)
                visible_text(shown.html)
                assert rows_of(shown.html) <= MOST.get(style, 99), shown.plain


@pytest.mark.parametrize("style", ["compact", "standard", "full"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_with_pictures_and_hashtags_nothing_is_refused_and_nothing_longer(
    style: str, language: str
) -> None:
    chat = Chat(CHANNEL_ID, ChatKind.CHANNEL, language=language, style=style)
    wanting = replace(chat, picture=True, hashtags=True)
    texts = load_texts()[language]
    messages = [
        message
        for name in NAMES
        for story in told(name, language).stories
        for message in _as_it_grew(story, View(texts, wanting, story.updated, bot="b"))
    ]
    assert [each.plain for each in messages if rows_of(each.html) > MOST.get(style, 99)] == []
    assert any(each.preview_above for each in messages)
    assert asyncio.run(_refused(messages)) == []


def _as_it_grew(story: Story, view: View) -> Iterator[Message]:
    """Every report's post and reply, the post with what came after it, all with a picture."""
    view = replace(view, parties=PARTIES, topics=TOPICS)
    pictured = [replace(each, picture="https://p.example/1.jpg") for each in story.own_reports]
    whole = replace(story, reports=tuple(pictured), closed=None)
    for each in developments(whole):
        now = standing(whole, development=each.number, parties=PARTIES, now=view.now)
        newest = developments(whole)[-1].number
        for place in (AS_POST, AS_REPLY, InThread(latest=newest), InThread(later=newest)):
            yield post(whole, now, view, thread=place)


async def _refused(messages: Iterable[Message]) -> list[object]:
    """Send the messages to the strict stand-in; return what is not taken."""
    async with a_line() as line:
        results = [await line.telegram.send(Send(CHANNEL_ID, each)) for each in messages]
    return [each for each in results if not isinstance(each, Sent)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_timeline_is_longer_than_a_glance(name: str, language: str) -> None:
    chat, texts = Chat(7, ChatKind.PRIVATE, language=language), load_texts()[language]
    for story in told(name, language).stories:
        view = View(texts, chat, story.updated, parties=PARTIES, topics=TOPICS, bot="b")
        for page in range(4):
            shown = timeline(story, standings(view), view, page=page)
            visible_text(shown.html)
            assert rows_of(shown.html) <= MOST["standard"], shown.plain
