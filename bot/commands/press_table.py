"""All buttons: who may press them, and what handles a press."""

from collections.abc import Awaitable, Callable

from bot.commands import (
    binding,
    chat_settings,
    coming_events,
    following,
    start_stop,
    story_acts,
    story_reading,
    tracking,
)
from bot.commands.command_table import Who
from bot.commands.services import Call
from bot.core.chat.callback_data import Press, Verb
from bot.core.delivery.messages import Answer

Pressed = Callable[[Call, Press], Awaitable[Answer | None]]

PRESSES: dict[Verb, tuple[Who, Pressed]] = {
    Verb.OPEN: (Who.EVERYONE, story_reading.story_pressed),
    Verb.TIMELINE: (Who.EVERYONE, story_reading.timeline_pressed),
    Verb.SOURCES: (Who.EVERYONE, story_reading.sources_pressed),
    Verb.WHY: (Who.EVERYONE, story_reading.why_pressed),
    Verb.OBJECT: (Who.EVERYONE, story_reading.objection_pressed),
    Verb.LATEST: (Who.EVERYONE, story_reading.latest_pressed),
    Verb.SEARCH: (Who.EVERYONE, story_reading.search_pressed),
    Verb.FOLLOW: (Who.CHAT_ADMIN, following.pressed),
    Verb.UNFOLLOW: (Who.CHAT_ADMIN, following.pressed),
    Verb.MUTE_STORY: (Who.CHAT_ADMIN, following.pressed),
    Verb.UNMUTE_STORY: (Who.CHAT_ADMIN, following.pressed),
    Verb.TRACK: (Who.CHAT_ADMIN, tracking.track_pressed),
    Verb.UNTRACK: (Who.CHAT_ADMIN, tracking.untrack_pressed),
    Verb.MINE: (Who.CHAT_ADMIN, tracking.mine_pressed),
    Verb.CHOOSE: (Who.CHAT_ADMIN, start_stop.choice_pressed),
    Verb.STOP: (Who.CHAT_ADMIN, start_stop.stop_pressed),
    Verb.SETTINGS: (Who.CHAT_ADMIN, chat_settings.settings_pressed),
    Verb.UNDO: (Who.CHAT_ADMIN, chat_settings.undo_pressed),
    Verb.BIND: (Who.CHAT_ADMIN, binding.bind_pressed),
    Verb.UNBIND: (Who.CHAT_ADMIN, binding.unbind_pressed),
    Verb.FIRST_POST: (Who.CHAT_ADMIN, binding.first_post_pressed),
    Verb.SET: (Who.CHAT_ADMIN, chat_settings.set_pressed),
    Verb.NEXT: (Who.EVERYONE, coming_events.upcoming_pressed),
    Verb.REMIND: (Who.CHAT_ADMIN, coming_events.remind_pressed),
    Verb.UNREMIND: (Who.CHAT_ADMIN, coming_events.unremind_pressed),
    Verb.DESK: (Who.BOT_ADMIN, story_acts.pressed),
}
