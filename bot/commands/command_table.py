"""Every command and every press: who may ask for it, what answers it, and how it is described."""

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from enum import StrEnum

from bot.commands import admin_pages as editors
from bot.commands import binding, following, tracking
from bot.commands import chat_settings as preferring
from bot.commands import pause_and_mute as switching
from bot.commands import start_stop as people
from bot.commands import story_acts as acting
from bot.commands import story_reading as stories
from bot.commands.services import Call, told
from bot.core.chat.callback_data import Press, Verb
from bot.core.delivery.messages import Answer
from bot.core.lang.i18n import key
from bot.core.lang.typed_words import TypedWords
from bot.core.renderer.help_pages import Described, Scope, help_page


class Who(StrEnum):
    EVERYONE = "everyone"
    CHAT_ADMIN = "chat admin"
    """In a group or channel its admins; in private everyone."""
    BOT_ADMIN = "bot admin"


Handler = Callable[[Call], Awaitable[Answer | None]]
Pressed = Callable[[Call, Press], Awaitable[Answer | None]]


@dataclass(frozen=True, slots=True)
class Command(Described):
    """All there is to know of a command; every place that lists or answers commands reads it."""

    who: Who
    handler: Handler
    tells: Callable[[TypedWords], Container[str]] = lambda words: ()
    """Arguments with which a command that can change something only tells."""


def _for_editors(name: str, about: str, usage: str, handler: Handler) -> Command:
    return Command(name, about, usage, Scope.BOT_ADMIN, Who.BOT_ADMIN, handler)


async def help_all(call: Call) -> Answer | None:
    admin = call.is_private or await call.is_chat_admin()
    page = help_page(COMMANDS, call.view, chat_admin=admin, bot_admin=call.is_bot_admin)
    return told(page)


COMMANDS = (
    Command(
        "latest",
        key("the newest stories"),
        key("/latest [topic] [n]  ·  /latest {topic} 3"),
        Scope.MENU,
        Who.EVERYONE,
        stories.latest,
    ),
    Command(
        "story",
        key("who said what, and when"),
        key("/story 42  ·  /story 42 at 2022-07-27"),
        Scope.MENU,
        Who.EVERYONE,
        stories.story,
    ),
    Command(
        "track",
        key("follow words or a story"),
        key("/track Soyuz MS-28  ·  /track #42"),
        Scope.MENU,
        Who.CHAT_ADMIN,
        tracking.track,
        tells=lambda words: ("",),
    ),
    Command(
        "untrack",
        key("stop following"),
        key("/untrack Soyuz MS-28  ·  /untrack #42"),
        Scope.MENU,
        Who.CHAT_ADMIN,
        tracking.untrack,
        tells=lambda words: ("",),
    ),
    Command("mine", key("what you follow"), "/mine", Scope.MENU, Who.EVERYONE, tracking.mine),
    Command(
        "digest",
        key("news at a fixed hour"),
        key("/digest now  ·  /digest 08:00  ·  /digest off"),
        Scope.MENU,
        Who.CHAT_ADMIN,
        preferring.digest,
        tells=lambda words: words.now,
    ),
    Command(
        "search",
        key("find stories by words"),
        key("/search coolant leak"),
        Scope.MENU,
        Who.EVERYONE,
        stories.search,
    ),
    Command(
        "sources",
        key("whom I read"),
        "/sources  ·  /sources 42",
        Scope.MENU,
        Who.EVERYONE,
        stories.sources,
    ),
    Command(
        "settings",
        key("language, alerts, quiet hours"),
        "/settings  ·  /settings quiet 23:00-07:00",
        Scope.MENU,
        Who.CHAT_ADMIN,
        preferring.settings,
    ),
    Command("help", key("all commands"), "/help", Scope.MENU, Who.EVERYONE, help_all),
    Command("start", key("choose your alerts"), "/start", Scope.HELP, Who.EVERYONE, people.start),
    Command(
        "mute",
        key("silence for a while"),
        key("/mute 8h  ·  /mute off  ·  /mute #42"),
        Scope.HELP,
        Who.CHAT_ADMIN,
        preferring.mute,
    ),
    Command(
        "lang",
        "{languages}",
        "/lang {one}  ·  /lang {other}",
        Scope.HELP,
        Who.CHAT_ADMIN,
        preferring.lang,
    ),
    Command(
        "tz",
        key("your time zone"),
        key("/tz Europe/Moscow  ·  /tz UTC+3"),
        Scope.HELP,
        Who.CHAT_ADMIN,
        preferring.tz,
    ),
    Command(
        "why",
        key("why a story looks as it does"),
        "/why 42",
        Scope.HELP,
        Who.EVERYONE,
        stories.why,
    ),
    Command(
        "privacy",
        key("what is kept about you"),
        "/privacy",
        Scope.HELP,
        Who.EVERYONE,
        people.privacy,
    ),
    Command(
        "forget_me",
        key("delete all of it, at once"),
        "/forget_me",
        Scope.HELP,
        Who.CHAT_ADMIN,
        people.forget_me,
    ),
    Command("stop", key("no more messages"), "/stop", Scope.HELP, Who.CHAT_ADMIN, people.stop),
    Command(
        "bind",
        key("alerts for this group, thread or a channel"),
        key("/bind [topics]  ·  /bind @channel {topic}"),
        Scope.CHAT_ADMIN,
        Who.CHAT_ADMIN,
        binding.bind,
    ),
    Command(
        "unbind",
        key("end them"),
        "/unbind  ·  /unbind @channel",
        Scope.CHAT_ADMIN,
        Who.CHAT_ADMIN,
        binding.unbind,
    ),
    Command(
        "preview",
        key("how a post looks here"),
        "/preview  ·  /preview 42",
        Scope.CHAT_ADMIN,
        Who.CHAT_ADMIN,
        binding.preview,
    ),
    _for_editors("hold", key("keep a story from readers"), "/hold 42", acting.hold),
    _for_editors("publish", key("send a held story out"), "/publish 42", acting.publish),
    _for_editors("merge", key("make one story part of another"), "/merge 42 17", acting.merge),
    _for_editors(
        "split",
        key("move reports to a story of their own"),
        "/split 42  ·  /split 42 2 3",
        acting.split,
    ),
    _for_editors(
        "status",
        key("set a story's status by hand"),
        key("/status 42  ·  /status 42 denied  ·  /status 42 computed"),
        acting.status,
    ),
    _for_editors("log", key("what the editors did"), "/log  ·  /log 30", switching.log),
    _for_editors("pause", key("stop all sending"), "/pause", switching.pause),
    _for_editors("resume", key("go on sending"), "/resume", switching.resume),
    _for_editors(
        "mute_feed",
        key("tell nothing of a source"),
        "/mute_feed tass 7d  ·  /mute_feed tass",
        switching.mute_feed,
    ),
    _for_editors(
        "unmute_feed", key("tell of it again"), "/unmute_feed tass", switching.unmute_feed
    ),
    _for_editors("feeds", key("feeds that need a look"), "/feeds", editors.feeds),
    _for_editors("feed", key("one feed in detail"), "/feed nasa-station-blog", editors.feed),
    _for_editors("reload", key("read feeds.yaml again"), "/reload", editors.reload),
    _for_editors("objections", key("what readers object to"), "/objections", editors.objections),
    _for_editors(
        "explain",
        key("what every stage said of an address"),
        "/explain https://www.example.org/news/42  ·  /explain #42",
        editors.explain,
    ),
    _for_editors("stats", key("the bot in figures"), "/stats", editors.stats),
    _for_editors("queue", key("what waits to be sent"), "/queue", editors.queue),
)
"""In the order of `/help` and of the menus. Every command is answered in every kind of chat."""

NAMED = {each.name: each for each in COMMANDS}

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


def who_may(command: Command, call: Call) -> Who:
    """Return who may ask for this: reading is everyone's."""
    follows = command.name == "track" and call.update.reply_to is not None
    reads = call.arguments.lower() in command.tells(call.services.words) and not follows
    return Who.EVERYONE if reads else command.who
