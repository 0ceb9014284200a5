"""All commands: who may use them, what handles them, how they are described."""

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from enum import StrEnum

from bot.commands import (
    admin_pages,
    binding,
    chat_settings,
    coming_events,
    pause_and_mute,
    start_stop,
    story_acts,
    story_reading,
    tracking,
)
from bot.commands.services import Call, show
from bot.core.delivery.messages import Answer
from bot.core.lang.i18n import key
from bot.core.lang.typed_words import TypedWords
from bot.core.renderer.help_pages import CommandHelp, Scope, help_page


class Who(StrEnum):
    EVERYONE = "everyone"
    CHAT_ADMIN = "chat admin"
    """Admins of a group or channel; everyone in private."""
    BOT_ADMIN = "bot admin"


Handler = Callable[[Call], Awaitable[Answer | None]]


@dataclass(frozen=True, slots=True)
class Command(CommandHelp):
    """Everything about one command; help, menus and dispatch read it here."""

    who: Who
    handler: Handler
    reads_with: Callable[[TypedWords], Container[str]] = lambda words: ()
    """Arguments with which a command that can change something only reads."""


def _for_editors(name: str, about: str, usage: str, handler: Handler) -> Command:
    return Command(name, about, usage, Scope.BOT_ADMIN, Who.BOT_ADMIN, handler)


async def help_all(call: Call) -> Answer | None:
    admin = call.is_private or await call.is_chat_admin()
    page = help_page(COMMANDS, call.view, chat_admin=admin, bot_admin=call.is_bot_admin)
    return show(page)


COMMANDS = (
    Command(
        "latest",
        key("the newest stories"),
        key("/latest [topic] [n]  ·  /latest {topic} 3"),
        Scope.MENU,
        Who.EVERYONE,
        story_reading.latest,
    ),
    Command(
        "story",
        key("who said what, and when"),
        key("/story 42  ·  /story 42 at 2022-07-27"),
        Scope.MENU,
        Who.EVERYONE,
        story_reading.story,
    ),
    Command(
        "next",
        key("launches, dockings, spacewalks to come, with reminders"),
        key("/next  ·  /next {topic}  ·  /next Progress"),
        Scope.MENU,
        Who.EVERYONE,
        coming_events.upcoming,
    ),
    Command(
        "station",
        key("who is aboard, which ships are docked"),
        "/station",
        Scope.HELP,
        Who.EVERYONE,
        coming_events.station,
    ),
    Command(
        "track",
        key("follow words or a story"),
        key("/track Soyuz MS-28  ·  /track #42"),
        Scope.MENU,
        Who.CHAT_ADMIN,
        tracking.track,
        reads_with=lambda words: ("",),
    ),
    Command(
        "untrack",
        key("stop following"),
        key("/untrack Soyuz MS-28  ·  /untrack #42"),
        Scope.MENU,
        Who.CHAT_ADMIN,
        tracking.untrack,
        reads_with=lambda words: ("",),
    ),
    Command("mine", key("what you follow"), "/mine", Scope.MENU, Who.EVERYONE, tracking.mine),
    Command(
        "digest",
        key("news at a set time"),
        key("/digest now  ·  /digest 08:00  ·  /digest off"),
        Scope.MENU,
        Who.CHAT_ADMIN,
        chat_settings.digest,
        reads_with=lambda words: words.now,
    ),
    Command(
        "search",
        key("find stories by words"),
        key("/search coolant leak"),
        Scope.MENU,
        Who.EVERYONE,
        story_reading.search,
    ),
    Command(
        "sources",
        key("the sources I read"),
        "/sources  ·  /sources 42",
        Scope.MENU,
        Who.EVERYONE,
        story_reading.sources,
    ),
    Command(
        "settings",
        key("language, alerts, quiet hours"),
        key("/settings  ·  /settings quiet 23:00-07:00"),
        Scope.MENU,
        Who.CHAT_ADMIN,
        chat_settings.settings,
    ),
    Command("help", key("all commands"), "/help", Scope.MENU, Who.EVERYONE, help_all),
    Command(
        "start", key("choose your alerts"), "/start", Scope.HELP, Who.EVERYONE, start_stop.start
    ),
    Command(
        "mute",
        key("silence for a while"),
        key("/mute 8h  ·  /mute off  ·  /mute #42"),
        Scope.HELP,
        Who.CHAT_ADMIN,
        chat_settings.mute,
    ),
    Command(
        "lang",
        "{languages}",
        "/lang {one}  ·  /lang {other}",
        Scope.HELP,
        Who.CHAT_ADMIN,
        chat_settings.lang,
    ),
    Command(
        "tz",
        key("your time zone"),
        key("/tz Moscow  ·  /tz UTC+3"),
        Scope.HELP,
        Who.CHAT_ADMIN,
        chat_settings.tz,
    ),
    Command(
        "why",
        key("why a story looks as it does"),
        "/why 42",
        Scope.HELP,
        Who.EVERYONE,
        story_reading.why,
    ),
    Command(
        "privacy",
        key("what is kept about you"),
        "/privacy",
        Scope.HELP,
        Who.EVERYONE,
        start_stop.privacy,
    ),
    Command(
        "forget_me",
        key("delete all your data now"),
        "/forget_me",
        Scope.HELP,
        Who.CHAT_ADMIN,
        start_stop.forget_me,
    ),
    Command("stop", key("no more messages"), "/stop", Scope.HELP, Who.CHAT_ADMIN, start_stop.stop),
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
        key("stop these alerts"),
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
    _for_editors("hold", key("keep a story from readers"), "/hold 42", story_acts.hold),
    _for_editors("publish", key("publish a held story"), "/publish 42", story_acts.publish),
    _for_editors(
        "merge",
        key("make one story part of another"),
        "/merge 42 17 · /merge 42.3 42.2",
        story_acts.merge,
    ),
    _for_editors("retract", key("take back what was told"), "/retract 42.3", story_acts.retract),
    _for_editors(
        "split", key("part reports off"), "/split 42.3 · /split 42 2 3", story_acts.split
    ),
    _for_editors(
        "status",
        key("set a story's status by hand"),
        key("/status 42  ·  /status 42 denied  ·  /status 42.3 computed"),
        story_acts.status,
    ),
    _for_editors("log", key("what the editors did"), "/log  ·  /log 30", pause_and_mute.log),
    _for_editors("pause", key("stop all sending"), "/pause", pause_and_mute.pause),
    _for_editors("resume", key("resume sending"), "/resume", pause_and_mute.resume),
    _for_editors(
        "mute_feed",
        key("mute a source"),
        "/mute_feed tass 7d  ·  /mute_feed tass",
        pause_and_mute.mute_feed,
    ),
    _for_editors(
        "unmute_feed", key("unmute a source"), "/unmute_feed tass", pause_and_mute.unmute_feed
    ),
    _for_editors("feeds", key("feeds with problems"), "/feeds", admin_pages.feeds),
    _for_editors("feed", key("one feed in detail"), "/feed nasa-station-blog", admin_pages.feed),
    _for_editors("reload", key("read feeds.yaml again"), "/reload", admin_pages.reload),
    _for_editors(
        "objections", key("what readers object to"), "/objections", admin_pages.objections
    ),
    _for_editors(
        "explain",
        key("how an article was processed"),
        "/explain https://www.example.org/news/42  ·  /explain #42",
        admin_pages.explain,
    ),
    _for_editors("stats", key("statistics"), "/stats", admin_pages.stats),
    _for_editors("queue", key("the send queue"), "/queue", admin_pages.queue),
)
"""In the order of `/help` and the menus. Each is answered in every kind of chat."""

NAMED = {each.name: each for each in COMMANDS}


def who_may(command: Command, call: Call) -> Who:
    """Return who may use the command here: everyone, if it only reads."""
    follows = command.name == "track" and call.update.reply_to is not None
    reads = call.arguments.lower() in command.reads_with(call.services.words) and not follows
    return Who.EVERYONE if reads else command.who
