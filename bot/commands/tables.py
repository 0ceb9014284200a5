"""Which function answers which command and press, and who may ask for it."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from bot.commands import (
    acting,
    binding,
    editors,
    following,
    people,
    preferring,
    stories,
    switching,
    tracking,
)
from bot.commands.desk import Call
from bot.core.messages import Answer
from bot.core.presses import Press, Verb


class Who(StrEnum):
    EVERYONE = "everyone"
    CHAT_ADMIN = "chat admin"
    """In a group or channel its admins; in private everyone."""
    BOT_ADMIN = "bot admin"


Command = Callable[[Call], Awaitable[Answer | None]]
Pressed = Callable[[Call, Press], Awaitable[Answer | None]]

COMMANDS: dict[str, tuple[Who, Command]] = {
    "": (Who.EVERYONE, people.words),
    "start": (Who.EVERYONE, people.start),
    "help": (Who.EVERYONE, people.help_all),
    "privacy": (Who.EVERYONE, people.privacy),
    "stop": (Who.CHAT_ADMIN, people.stop),
    "forget_me": (Who.CHAT_ADMIN, people.forget_me),
    "latest": (Who.EVERYONE, stories.latest),
    "story": (Who.EVERYONE, stories.story),
    "search": (Who.EVERYONE, stories.search),
    "sources": (Who.EVERYONE, stories.sources),
    "why": (Who.EVERYONE, stories.why),
    "track": (Who.CHAT_ADMIN, tracking.track),
    "untrack": (Who.CHAT_ADMIN, tracking.untrack),
    "mine": (Who.EVERYONE, tracking.mine),
    "settings": (Who.CHAT_ADMIN, preferring.settings),
    "lang": (Who.CHAT_ADMIN, preferring.lang),
    "tz": (Who.CHAT_ADMIN, preferring.tz),
    "mute": (Who.CHAT_ADMIN, preferring.mute),
    "digest": (Who.CHAT_ADMIN, preferring.digest),
    "hold": (Who.BOT_ADMIN, acting.hold),
    "publish": (Who.BOT_ADMIN, acting.publish),
    "merge": (Who.BOT_ADMIN, acting.merge),
    "split": (Who.BOT_ADMIN, acting.split),
    "status": (Who.BOT_ADMIN, acting.status),
    "log": (Who.BOT_ADMIN, switching.log),
    "pause": (Who.BOT_ADMIN, switching.pause),
    "resume": (Who.BOT_ADMIN, switching.resume),
    "mute_feed": (Who.BOT_ADMIN, switching.mute_feed),
    "unmute_feed": (Who.BOT_ADMIN, switching.unmute_feed),
    "feeds": (Who.BOT_ADMIN, editors.feeds),
    "feed": (Who.BOT_ADMIN, editors.feed),
    "reload": (Who.BOT_ADMIN, editors.reload),
    "objections": (Who.BOT_ADMIN, editors.objections),
    "explain": (Who.BOT_ADMIN, editors.explain),
    "stats": (Who.BOT_ADMIN, editors.stats),
    "queue": (Who.BOT_ADMIN, editors.queue),
    "bind": (Who.CHAT_ADMIN, binding.bind),
    "unbind": (Who.CHAT_ADMIN, binding.unbind),
    "preview": (Who.CHAT_ADMIN, binding.preview),
}

PRESSES: dict[Verb, tuple[Who, Pressed]] = {
    Verb.OPEN: (Who.EVERYONE, stories.open_story),
    Verb.TIMELINE: (Who.EVERYONE, stories.turn_timeline),
    Verb.SOURCES: (Who.EVERYONE, stories.show_sources),
    Verb.WHY: (Who.EVERYONE, stories.show_why),
    Verb.OBJECT: (Who.EVERYONE, stories.object_to),
    Verb.LATEST: (Who.EVERYONE, stories.turn_latest),
    Verb.SEARCH: (Who.EVERYONE, stories.turn_search),
    Verb.FOLLOW: (Who.CHAT_ADMIN, following.pressed),
    Verb.UNFOLLOW: (Who.CHAT_ADMIN, following.pressed),
    Verb.MUTE_STORY: (Who.CHAT_ADMIN, following.pressed),
    Verb.UNMUTE_STORY: (Who.CHAT_ADMIN, following.pressed),
    Verb.TRACK: (Who.CHAT_ADMIN, tracking.track_again),
    Verb.UNTRACK: (Who.CHAT_ADMIN, tracking.untrack_pressed),
    Verb.MINE: (Who.CHAT_ADMIN, tracking.mine_pressed),
    Verb.CHOOSE: (Who.CHAT_ADMIN, people.choose),
    Verb.STOP: (Who.CHAT_ADMIN, people.stop_pressed),
    Verb.SETTINGS: (Who.CHAT_ADMIN, preferring.settings_pressed),
    Verb.UNDO: (Who.CHAT_ADMIN, preferring.undo_pressed),
    Verb.BIND: (Who.CHAT_ADMIN, binding.bind_pressed),
    Verb.UNBIND: (Who.CHAT_ADMIN, binding.unbind_pressed),
    Verb.SET: (Who.CHAT_ADMIN, preferring.set_pressed),
    Verb.DESK: (Who.BOT_ADMIN, acting.pressed),
}

_READING = {"digest": ("now", "сейчас"), "track": ("",), "untrack": ("",)}
"""Arguments with which a command that can change something only tells."""


def who_may(name: str, call: Call) -> Who:
    """Who may ask for this: reading is everyone's."""
    follows = name == "track" and call.update.reply_to is not None
    reads = call.arguments.lower() in _READING.get(name, ()) and not follows
    return Who.EVERYONE if reads else COMMANDS[name][0]
