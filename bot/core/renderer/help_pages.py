"""What the bot says about itself: the first message, help, privacy, and the menu of commands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.chat.callback_data import Verb, channel_link, group_link, press
from bot.core.chat.preferences import with_digest
from bot.core.delivery.messages import Button, Message
from bot.core.lang.i18n import Texts, key
from bot.core.lang.markup import Line, bold, line
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.settings_pages import home_zone_button, in_zone
from bot.core.types import Alerts, Chat


class Scope(StrEnum):
    """Who is shown a command: everybody in the menu, everybody in help, or only the admins."""

    MENU = "menu"
    HELP = "help"
    CHAT_ADMIN = "chat admin"
    BOT_ADMIN = "bot admin"


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A command as help describes it."""

    name: str
    about: str
    """What it is for, in a few words: in `/help` and in Telegram's menu. `{languages}` are those
    the bot speaks.
    """
    usage: str
    """How it is written, with an example: the one line a wrong argument gets. `{topic}` is one of
    feeds.yaml, `{one}` and `{other}` are languages.
    """
    scope: Scope


_TITLES = {
    Scope.MENU: key("Commands"),
    Scope.HELP: key("Also"),
    Scope.CHAT_ADMIN: key("For admins of a group or channel"),
    Scope.BOT_ADMIN: key("For the editors"),
}


def menu(
    commands: Iterable[CommandHelp], texts: Texts, languages: Iterable[str], *scopes: Scope
) -> tuple[tuple[str, str], ...]:
    """Return name and description of each command of these scopes, for Telegram's menu."""
    listed = (each for each in commands if each.scope in scopes)
    return tuple((each.name, _about(each, texts, languages)) for each in listed)


def _about(command: CommandHelp, texts: Texts, languages: Iterable[str]) -> str:
    names = [texts.formats.own_name(each) for each in languages]
    return texts.say(command.about, languages=texts.formats.either(names))


def usage_line(usage: str, view: View) -> Message:
    """Write the one line a wrong argument gets."""
    one, other = view.languages[0], view.languages[-1]
    example = view.texts.say(usage, topic=_example_topic(view), one=one, other=other)
    return message([view.texts.sentence("Like this: {example}", example=example)])


def _example_topic(view: View) -> str:
    """Return the shortest name of the first topic, for an example; the title before the id."""
    names = ((view.topic(topic.id), topic.id) for topic in view.topics)
    return min(next(names, ("…",)), key=len)


def start_page(view: View, *, back: bool = False) -> Message:
    """Say in three lines what this is, then offer what to get; greet a returning user (`back`)."""
    texts = view.texts
    lines: list[Line] = (
        [texts.sentence("Welcome back. Everything is as you left it."), ()] if back else []
    )
    if view.topics:
        topics = view.topics_about()
        lines.append(texts.sentence("I follow the news about {topics}.", topics=topics))
    lines += [
        texts.sentence("One event is one story: who says it, how sure one can be, what changed."),
        texts.sentence("I group and label what others publish; I do not check facts."),
    ]
    return message(lines, _choice_buttons(view))


def choice_page(chat: Chat, topics: str, view: View) -> Message:
    """Say what the chat gets from now on, after a press under `start_page`."""
    words = {
        Alerts.ALL: key("You get all news about {topics}. Less: /settings, end: /stop."),
        Alerts.IMPORTANT: key("You get official and important news about {topics}. End: /stop."),
        Alerts.DIGEST: key("You get a digest about {topics} every day at {time}. End: /stop."),
    }
    time = f"{with_digest(chat.digest, Alerts.DIGEST)}{in_zone(chat, view)}"
    text = view.texts.sentence(words[chat.alerts], topics=topics, time=time)
    home = home_zone_button(chat, view)
    return message(
        [text], [[_latest_button(view), _settings_button(view)], [home] if home else []]
    )


def help_page(
    commands: Sequence[CommandHelp], view: View, *, chat_admin: bool, bot_admin: bool
) -> Message:
    """List every command the asker may use, and where else the bot can go."""
    scopes = [Scope.MENU, Scope.HELP]
    scopes += [Scope.CHAT_ADMIN] if chat_admin else []
    scopes += [Scope.BOT_ADMIN] if bot_admin else []
    lines: list[Line] = []
    for scope in scopes:
        listed = [each for each in commands if each.scope is scope]
        if listed:
            lines += [()] if lines else []
            lines.append(line(bold(view.texts.say(_TITLES[scope]))))
            told = ((each.name, _about(each, view.texts, view.languages)) for each in listed)
            lines += [line(f"/{name} — {about}") for name, about in told]
    return message(lines, _add_buttons(view))


def privacy_page(view: View) -> Message:
    """Say what is kept, why, and how to have it deleted."""
    texts = view.texts
    return message(
        [
            line(bold(texts.say("What is kept about this chat"))),
            (),
            texts.sentence(
                "Its number and name at Telegram, its settings, what it follows, which stories "
                "it looked at last, and which messages I sent to it, so that none comes twice."
            ),
            texts.sentence("Objections to a story, with the chat's number, for the editors."),
            texts.sentence("Your messages are answered, not kept. Nothing is given to anyone."),
            (),
            texts.sentence("/forget_me deletes all of it at once; /stop only ends the messages."),
        ]
    )


def _choice_buttons(view: View) -> list[list[Button]]:
    say = view.texts.say
    others = [each for each in view.languages if each != view.language]
    choices = [
        (say("All {topics}", topics=view.topics_short()), press(Verb.CHOOSE, "all")),
        (say("Only official and important"), press(Verb.CHOOSE, "important")),
        (say("Daily digest"), press(Verb.CHOOSE, "digest")),
        *((view.texts.formats.own_name(each), press(Verb.CHOOSE, each)) for each in others),
    ]
    return [[Button(words, data=data)] for words, data in choices]


def _add_buttons(view: View) -> list[list[Button]]:
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
