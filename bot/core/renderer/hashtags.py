"""The hashtags of a post, where a channel wants them: its topics and the ships it is about."""

from collections.abc import Iterator, Sequence

from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, line
from bot.core.lang.phone_rows import row_count
from bot.core.renderer.reader_context import View
from bot.core.types import Report, Story

SHIPS = {
    "soyuz": key("Soyuz"),
    "progress": key("Progress"),
    "crew_dragon": key("Dragon"),
    "cargo_dragon": key("Dragon"),
    "starliner": key("Starliner"),
    "cygnus": key("Cygnus"),
    "htv": key("HTV"),
    "oryol": key("Oryol"),
    "angara": key("Angara"),
    "proton_m": key("Proton"),
    "dream_chaser": key("Dream Chaser"),
}
"""Ids of `bot/rules/entities.toml`."""


def hashtags(story: Story, told: Sequence[Report], view: View) -> list[Line]:
    """Return one row of hashtags, as many as fit; none where the chat does not want them."""
    names = dict.fromkeys(filter(None, map(_tag, _names(story, told, view))))
    tags = list(names) if view.chat.hashtags else []
    while tags and row_count([line(" ".join(tags))]) > 1:
        tags.pop()
    return [line(" ".join(tags))] if tags else []


def _names(story: Story, told: Sequence[Report], view: View) -> Iterator[str]:
    yield from (view.topic_briefly(each) for each in story.topics)
    about = {each for report in told for each in report.about}
    yield from (view.texts.say(name) for ship, name in SHIPS.items() if ship in about)


def _tag(name: str) -> str:
    """Write a name as Telegram reads a hashtag: letters and digits in one word, one letter at
    least.
    """
    words = "".join(each if each.isalnum() else " " for each in name).split()
    tag = "".join(word[:1].upper() + word[1:] for word in words)
    return f"#{tag}" if any(each.isalpha() for each in tag) else ""
