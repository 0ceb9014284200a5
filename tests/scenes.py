"""Acceptance scenes: news of the past through the whole bot, and what a subscriber saw of it."""

import asyncio
import difflib
import html
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.app.replay_run import (
    FEEDS,
    ReplayClock,
    Tally,
    bot_replaying,
    catalog_of,
    replay_through,
)
from bot.core.types import Alerts, Story
from bot.local.journal import Call
from bot.local.replay import Replay, parsed_replay, serving_feeds
from bot.local.server import CHANNEL_ID, TOKEN, bot_id, furnished, serving
from bot.local.world import World
from bot.locale import FOLDER

SCENES = Path(__file__).parent / "data" / "scenes"


@dataclass(frozen=True)
class Message:
    """A message of the channel as first sent, and what it answers."""

    call: Call
    reply_to: int | None


@dataclass(frozen=True)
class Scene:
    """What came of a replay: the stories as stored, and the calls that reached the channel."""

    replay: Replay
    stories: tuple[Story, ...]
    calls: tuple[Call, ...]
    messages: tuple[Message, ...]

    def days(self, messages: Iterable[Message]) -> list[str]:
        """The days of messages, like 2022-07-26."""
        return [f"{message.call.at:%Y-%m-%d}" for message in messages]

    @property
    def posts(self) -> list[Message]:
        return [message for message in self.messages if message.reply_to is None]

    @property
    def replies(self) -> list[Message]:
        return [message for message in self.messages if message.reply_to is not None]

    def told(self, word: str) -> list[Message]:
        """The messages whose text has a word."""
        return [message for message in self.messages if word in text_of(message.call)]

    def homes(self) -> dict[int, str]:
        """Number of an item -> its story's id."""
        told = {
            (report.feed, report.title): story.id
            for story in self.stories
            for report in story.reports
        }
        numbers = {(item.feed, item.title): item.number for item in self.replay.items}
        return {numbers[key]: id for key, id in told.items()}


def scene_text(name: str) -> str:
    """A scene's file with the feeds all scenes share."""
    parts = (SCENES / f"{name}.toml", SCENES / "feeds.toml")
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)


@dataclass(frozen=True)
class Label:
    """What a scene's author says of an item: the thread it belongs to, if to any; `late`: it comes
    so long after the rest that it may open a thread of its own.
    """

    story: str
    late: bool


def labels(name: str) -> dict[int, Label]:
    """By the number of the item."""
    items = tomllib.loads(scene_text(name))["items"]
    return {
        number: Label(item.get("story", ""), item.get("late", False))
        for number, item in enumerate(items, 1)
    }


async def scene(name: str, *, language: str = "en", alerts: Alerts = Alerts.ALL) -> Scene:
    return await played(parsed_replay(scene_text(name)), language=language, alerts=alerts)


async def played(
    replay: Replay,
    *,
    language: str = "en",
    alerts: Alerts = Alerts.ALL,
    languages: Path = FOLDER,
    feeds_file: Path = FEEDS,
) -> Scene:
    """Replay through the real ingest, store, sender and a local Telegram."""
    clock, tally = ReplayClock(replay.begins), Tally()
    world = furnished(World(bot_id(TOKEN), clock=clock.now))
    async with (
        serving(world=world) as telegram,
        serving_feeds(replay, clock.now) as base,
        bot_replaying(
            telegram,
            catalog_of(replay, base, language, alerts, feeds_file),
            clock,
            tally,
            languages,
        ) as parts,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(parts.sender.push(parts.stop))
        await replay_through(parts, replay, clock)
        stories = await parts.store.latest_stories(limit=10_000)
        parts.stop.set()
    calls = tuple(call for call in telegram.journal.calls if call.accepted and call.text)
    kept = world.places[CHANNEL_ID].messages
    messages = tuple(
        Message(call, kept[call.message_id].reply_to)
        for call in calls
        if call.method == "sendMessage" and call.message_id in kept
    )
    return Scene(replay, stories, calls, messages)


def transcript(scene: Scene) -> str:
    """Day by day, what the channel showed: messages in full, of edits the lines that changed."""
    shown: dict[int | None, list[str]] = {}
    answers = {message.call.message_id: message.reply_to for message in scene.messages}
    lines: list[str] = []
    day = ""
    for call in scene.calls:
        if (today := f"{call.at:%Y-%m-%d}") != day:
            lines += ["", f"=== {today}"]
            day = today
        text = text_of(call).splitlines()
        lines += ["", _what(call, answers.get(call.message_id))]
        lines += [f"  {line}".rstrip() for line in _changed(shown.get(call.message_id), text)]
        shown[call.message_id] = text
    return "\n".join(lines).strip() + "\n"


def _what(call: Call, reply_to: int | None) -> str:
    sound = ", silent" if call.silent else ""
    if call.method != "sendMessage":
        return f"{call.at:%H:%M} message {call.message_id} edited"
    answer = f" in reply to {reply_to}" if reply_to else ""
    return f"{call.at:%H:%M} message {call.message_id}{answer}{sound}"


def _changed(before: list[str] | None, after: list[str]) -> list[str]:
    if before is None:
        return after
    compared = difflib.ndiff(before, after)
    return [line for line in compared if line.startswith(("+ ", "- ")) and line[2:].strip()]


def text_of(call: Call) -> str:
    """The text as read: without markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", call.text))
