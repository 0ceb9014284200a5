"""What the bot says of itself: the first message, help, privacy, and the menu of commands."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.messages import Button, Message
from bot.core.parts import Line, bold, line
from bot.core.presses import Verb, channel_link, group_link, press
from bot.core.renderer.post import message
from bot.core.texts import Texts, key
from bot.core.types import Alerts, Chat
from bot.core.view import View


class Scope(StrEnum):
    """Who is shown a command: in the menu, only in help, or only the admins."""

    MENU = "menu"
    HELP = "help"
    CHAT_ADMIN = "chat admin"
    BOT_ADMIN = "bot admin"


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    about: str
    usage: str
    """How it is written, with an example: the one line a wrong argument gets."""
    scope: Scope = Scope.MENU


COMMANDS = (
    Command("latest", key("the newest stories"), key("/latest [topic] [n]  ·  /latest iss 3")),
    Command("story", key("who said what, and when"), key("/story 42  ·  /story 42 at 2022-07-27")),
    Command("track", key("follow words or a story"), key("/track Soyuz MS-28  ·  /track #42")),
    Command("untrack", key("stop following"), key("/untrack Soyuz MS-28  ·  /untrack #42")),
    Command("mine", key("what you follow"), "/mine"),
    Command(
        "digest", key("news at a fixed hour"), key("/digest now  ·  /digest 08:00  ·  /digest off")
    ),
    Command("search", key("find stories by words"), key("/search coolant leak")),
    Command("sources", key("whom I read"), "/sources  ·  /sources 42"),
    Command(
        "settings",
        key("language, alerts, quiet hours"),
        "/settings  ·  /settings quiet 23:00-07:00",
    ),
    Command("help", key("all commands"), "/help"),
    Command("start", key("choose your alerts"), "/start", Scope.HELP),
    Command(
        "mute", key("silence for a while"), key("/mute 8h  ·  /mute off  ·  /mute #42"), Scope.HELP
    ),
    Command("lang", key("English or Russian"), "/lang en  ·  /lang ru", Scope.HELP),
    Command("tz", key("your time zone"), key("/tz Europe/Moscow  ·  /tz UTC+3"), Scope.HELP),
    Command("why", key("why a story looks as it does"), "/why 42", Scope.HELP),
    Command("privacy", key("what is kept about you"), "/privacy", Scope.HELP),
    Command("forget_me", key("delete all of it, at once"), "/forget_me", Scope.HELP),
    Command("stop", key("no more messages"), "/stop", Scope.HELP),
    Command(
        "bind",
        key("alerts for this group, thread or a channel"),
        key("/bind [topics]  ·  /bind @channel iss"),
        Scope.CHAT_ADMIN,
    ),
    Command("unbind", key("end them"), "/unbind  ·  /unbind @channel", Scope.CHAT_ADMIN),
    Command("preview", key("how a post looks here"), "/preview  ·  /preview 42", Scope.CHAT_ADMIN),
    Command("hold", key("keep a story from readers"), "/hold 42", Scope.BOT_ADMIN),
    Command("publish", key("send a held story out"), "/publish 42", Scope.BOT_ADMIN),
    Command("merge", key("make one story part of another"), "/merge 42 17", Scope.BOT_ADMIN),
    Command(
        "split",
        key("move reports to a story of their own"),
        "/split 42  ·  /split 42 2 3",
        Scope.BOT_ADMIN,
    ),
    Command(
        "status",
        key("set a story's status by hand"),
        key("/status 42  ·  /status 42 denied  ·  /status 42 computed"),
        Scope.BOT_ADMIN,
    ),
    Command("log", key("what the editors did"), "/log  ·  /log 30", Scope.BOT_ADMIN),
    Command("pause", key("stop all sending"), "/pause", Scope.BOT_ADMIN),
    Command("resume", key("go on sending"), "/resume", Scope.BOT_ADMIN),
    Command(
        "mute_feed",
        key("tell nothing of a source"),
        "/mute_feed tass 7d  ·  /mute_feed tass",
        Scope.BOT_ADMIN,
    ),
    Command("unmute_feed", key("tell of it again"), "/unmute_feed tass", Scope.BOT_ADMIN),
    Command("feeds", key("feeds that need a look"), "/feeds", Scope.BOT_ADMIN),
    Command("feed", key("one feed in detail"), "/feed nasa-station-blog", Scope.BOT_ADMIN),
    Command("reload", key("read feeds.yaml again"), "/reload", Scope.BOT_ADMIN),
    Command("objections", key("what readers object to"), "/objections", Scope.BOT_ADMIN),
    Command(
        "explain",
        key("what every stage said of an address"),
        "/explain https://www.example.org/news/42  ·  /explain #42",
        Scope.BOT_ADMIN,
    ),
    Command("stats", key("the bot in figures"), "/stats", Scope.BOT_ADMIN),
    Command("queue", key("what waits to be sent"), "/queue", Scope.BOT_ADMIN),
)

_TITLES = {
    Scope.MENU: key("Commands"),
    Scope.HELP: key("Also"),
    Scope.CHAT_ADMIN: key("For admins of a group or channel"),
    Scope.BOT_ADMIN: key("For the editors"),
}


def menu(texts: Texts, *scopes: Scope) -> tuple[tuple[str, str], ...]:
    """Command and description for Telegram's menu of a language and scope."""
    return tuple((each.name, texts.say(each.about)) for each in COMMANDS if each.scope in scopes)


def usage(command: str, view: View) -> Message:
    """The one line a wrong argument gets."""
    example = next(each.usage for each in COMMANDS if each.name == command)
    return message([view.texts.sentence("Like this: {example}", example=view.texts.say(example))])


def start_page(view: View, *, back: bool = False) -> Message:
    """Three lines on what this is, then the choice of what to get; a welcome to who is back."""
    texts = view.texts
    lines: list[Line] = [texts.sentence("Welcome back; all is as it was."), ()] if back else []
    lines += [
        texts.sentence("I follow the news about the International Space Station and Roscosmos."),
        texts.sentence("One event is one story: who says it, how sure one can be, what changed."),
        texts.sentence("I group and label what others publish; I do not check facts."),
    ]
    return message(lines, _choices(view))


def choice_made(chat: Chat, topics: str, view: View) -> Message:
    """What the chat gets from now on, after a press under `start_page`."""
    words = {
        Alerts.ALL: key("You get all news about {topics}. Less: /settings, end: /stop."),
        Alerts.IMPORTANT: key("You get official and important news about {topics}. End: /stop."),
        Alerts.DIGEST: key("You get a digest about {topics} at {time} every day. End: /stop."),
    }
    time = chat.digest if chat.digest != "off" else "08:00"
    text = view.texts.sentence(words[chat.alerts], topics=topics, time=time)
    return message([text], [[_latest_button(view), _settings_button(view)]])


def help_page(view: View, *, chat_admin: bool, bot_admin: bool) -> Message:
    """Every command the asker may use, and where else the bot can go."""
    scopes = [Scope.MENU, Scope.HELP]
    scopes += [Scope.CHAT_ADMIN] if chat_admin else []
    scopes += [Scope.BOT_ADMIN] if bot_admin else []
    lines: list[Line] = []
    for scope in scopes:
        commands = [each for each in COMMANDS if each.scope is scope]
        if commands:
            lines += [()] if lines else []
            lines.append(line(bold(view.texts.say(_TITLES[scope]))))
            lines += [line(f"/{each.name} — {view.texts.say(each.about)}") for each in commands]
    return message(lines, _places(view))


def privacy_page(view: View) -> Message:
    """What is kept, why, and how to have it deleted."""
    texts = view.texts
    return message(
        [
            line(bold(texts.say("What is kept about this chat"))),
            (),
            texts.sentence(
                "Its number and name at Telegram, its settings, what it follows, and which "
                "messages I sent to it, so that none comes twice."
            ),
            texts.sentence("Objections to a story, with the chat's number, for the editors."),
            texts.sentence("Your messages are answered, not kept. Nothing is given to anyone."),
            (),
            texts.sentence("/forget_me deletes all of it at once; /stop only ends the messages."),
        ]
    )


def _choices(view: View) -> list[list[Button]]:
    say = view.texts.say
    other, name = ("en", "English") if view.language == "ru" else ("ru", "Русский")
    choices = [
        (say("All ISS and Roscosmos"), press(Verb.CHOOSE, "all")),
        (say("Only official and important"), press(Verb.CHOOSE, "important")),
        (say("Daily digest"), press(Verb.CHOOSE, "digest")),
        (name, press(Verb.CHOOSE, other)),
    ]
    return [[Button(words, data=data)] for words, data in choices]


def _places(view: View) -> list[list[Button]]:
    if not view.bot:
        return []
    say = view.texts.say
    return [
        [Button(say("Add to a group"), url=group_link(view.bot))],
        [Button(say("Add to a channel"), url=channel_link(view.bot))],
    ]


def _latest_button(view: View) -> Button:
    return Button(view.texts.say("Latest stories"), data=press(Verb.LATEST, 0, "/5"))


def _settings_button(view: View) -> Button:
    return Button(view.texts.say("Settings"), data=press(Verb.SETTINGS, "", ""))
