"""The settings of a chat as one screen of buttons, and a setting's new state with its Undo."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.chat.callback_data import Verb, press
from bot.core.chat.preferences import PREFERENCES, UNSET
from bot.core.delivery.messages import Button, Message
from bot.core.lang.i18n import Texts, key
from bot.core.lang.markup import Line, bold, clean, line, shortened
from bot.core.renderer.post import in_rows, message
from bot.core.renderer.reader_context import View
from bot.core.types import Chat

NAMES = {
    "language": key("Language"),
    "zone": key("Time zone"),
    "alerts": key("Alerts"),
    "quiet": key("Quiet hours"),
    "night": key("In quiet hours"),
    "digest": key("Digest"),
    "style": key("Style"),
    "preview": key("Link preview"),
    "mute": key("Muted"),
}

_WORDS = {
    ("alerts", "all"): key("all"),
    ("alerts", "important"): key("only official and important"),
    ("alerts", "digest"): key("digest only"),
    ("night", "silent"): key("without sound"),
    ("night", "hold"): key("held until morning"),
    ("style", "compact"): key("compact"),
    ("style", "standard"): key("standard"),
    ("style", "full"): key("full"),
    ("preview", "on"): key("on"),
    ("preview", "off"): key("off"),
    ("preview", "large"): key("large"),
    ("mute", "1h"): key("for 1 hour"),
    ("mute", "8h"): key("for 8 hours"),
    ("mute", "1d"): key("for a day"),
}


def settings_page(
    chat: Chat, view: View, *, target: str = "", undo: Button | None = None
) -> Message:
    """Show all settings of `chat`, one button each.

    `target` names the chat if it is not the one that asked.
    """
    title = view.texts.say("Settings")
    of = f": {clean(chat.title)}" if target and chat.title else ""
    lines = [line(bold(title), of), (), view.texts.sentence("Press what you want to change.")]
    buttons = [
        Button(f"{_name(name, view)}: {setting_value(chat, name, view)}", data=data)
        for name in PREFERENCES
        if (data := press(Verb.SETTINGS, target, name))
    ]
    rows = in_rows(buttons, 1)
    return message(lines, [*rows, [undo] if undo else []])


def choices_page(chat: Chat, name: str, view: View, *, target: str = "") -> Message:
    """Show one setting: its value now, and what else it could be."""
    lines = [line(bold(_name(name, view)), f": {setting_value(chat, name, view)}")]
    if hint := _hint(chat, name, view, target=target):
        lines += [(), hint]
    now = PREFERENCES[name].written(chat)
    buttons = [
        Button(f"{'✓ ' if value == now else ''}{_value_words(name, value, view)}", data=data)
        for value in _choices(name, view)
        if (data := press(Verb.SET, target, name, value))
    ]
    rows = in_rows(buttons, 2)
    back = Button(view.texts.say("◀ Back"), data=press(Verb.SETTINGS, target, ""))
    return message(lines, [*rows, [back]])


def _choices(name: str, view: View) -> tuple[str, ...]:
    return view.languages if name == "language" else PREFERENCES[name].choices


def parse_setting(asked: str, languages: Iterable[Texts]) -> tuple[str, str]:
    """Parse a setting and its value from their short names or the words on their buttons.

    Any language will do. A name that is no setting comes back as it is.
    """
    texts = tuple(languages)
    labels = {each.say(words).lower(): of for each in texts for of, words in NAMES.items()}
    labels |= {label.partition(" ")[0]: of for label, of in labels.items()}
    labels |= {name: name for name in PREFERENCES}
    said = [each for each in labels if f"{asked.lower()} ".startswith(f"{each} ")]
    label = max(said, key=len, default=asked.partition(" ")[0])
    name, value = labels.get(label, label).lower(), asked[len(label) :].strip()
    shown = (
        (choice, each.say(words).lower())
        for (of, choice), words in _WORDS.items()
        for each in texts
        if of == name
    )
    meant = (choice for choice, words in shown if words == value.lower())
    return name, next(meant, value)


def setting_words(chat: Chat, name: str, view: View) -> str:
    said = f"{_name(name, view)}: {setting_value(chat, name, view)}"
    return f"{said}{in_zone(chat, view)}" if _is_hour(chat, name) else said


def setting_line(chat: Chat, name: str, view: View, *, of: str = "") -> Line:
    """Show a setting in a message, with a moment in the reader's own zone."""
    named = f"{clean(of)} · {_name(name, view)}" if of else _name(name, view)
    if name == "mute" and (until := _muted(chat, view)):
        return line(
            bold(named), ": ", view.texts.sentence("until {time}", time=view.moment(until))
        )
    value = line(bold(f"{named}: {setting_value(chat, name, view)}"))
    if name == "zone":
        return line(value, " · ", view.texts.sentence("now {time}", time=_clock(chat.zone, view)))
    return line(value, in_zone(chat, view)) if _is_hour(chat, name) else value


def _clock(zone: str, view: View) -> str:
    """Say what time it is there: whoever meant another place sees it."""
    return f"{view.now.astimezone(ZoneInfo(zone)):%H:%M}"


def zone_question(said: str, zones: Iterable[str], view: View, *, target: str = "") -> Message:
    """Ask which of several zones of one name is meant."""
    words = key("Several time zones are called “{said}”. Which one is yours?")
    buttons = [
        Button(f"{view.texts.formats.zone(zone)}, {_clock(zone, view)}", data=data)
        for zone in zones
        if (data := press(Verb.SET, target, "zone", zone))
    ]
    return message([view.texts.sentence(words, said=clean(said))], in_rows(buttons, 2))


def in_zone(chat: Chat, view: View) -> str:
    """Say, behind an hour, where it is that hour: ` (Moscow)`."""
    return f" ({view.texts.formats.zone(chat.zone)})"


def home_zone_button(chat: Chat, view: View) -> Button | None:
    """Offer the zone where most readers of the language live to one who has set none."""
    home = view.texts.formats.home_zone
    data = press(Verb.SET, "", "zone", home) if home and chat.zone == UNSET else None
    return (
        Button(f"{_name('zone', view)}: {view.texts.formats.zone(home)}", data=data)
        if data
        else None
    )


def _is_hour(chat: Chat, name: str) -> bool:
    """Whether the setting is an hour now, in the chat's zone."""
    return name in ("quiet", "digest") and PREFERENCES[name].written(chat) != "off"


def refusal_line(chat: Chat, name: str, value: str, view: View) -> Line:
    """Say why a setting cannot be that, and what it can be."""
    said = shortened(clean(value), 40)
    if name not in PREFERENCES:
        known = ", ".join(_name(each, view) for each in NAMES)
        words = key("There is no setting “{said}”. There are: {known}.")
        return view.texts.sentence(words, said=shortened(clean(name), 40), known=known)
    words = _REFUSALS.get(name, key("“{said}” cannot be. Choose: {choices}."))
    choices = ", ".join(_value_words(name, each, view) for each in _choices(name, view))
    return view.texts.sentence(words, said=said, choices=choices)


_REFUSALS = {
    "zone": key(
        "I do not know the time zone “{said}”. Name a city or an offset: /tz Tokyo, /tz +3"
    ),
    "mute": key("“{said}” cannot be: at most 30 days, like /mute 3h or /mute 7d"),
    "quiet": key("“{said}” cannot be: two times, like /settings quiet 23:30-07:00, or off"),
    "digest": key(
        "“{said}” cannot be: a time, like /digest 07:30 or /digest weekly 18:00, or off"
    ),
}


def undo_button(
    before: Chat, name: str, view: View, *, verb: Verb = Verb.UNDO, target: str = ""
) -> Button | None:
    """Return an Undo button. UNDO answers with the setting in a line, SET with the whole page."""
    data = press(verb, target, name, PREFERENCES[name].written(before))
    return Button(view.texts.say("Undo"), data=data) if data else None


def setting_value(chat: Chat, name: str, view: View) -> str:
    if name == "mute":
        until = _muted(chat, view)
        if until is None:
            return view.texts.say("off")
        time = view.texts.formats.zoned(until, chat.zone)
        return view.texts.say("until {time}", time=time)
    return _value_words(name, PREFERENCES[name].written(chat), view)


_HINTS = {
    "zone": key("Any other: /tz Tokyo or /tz UTC+3"),
    "quiet": key("Any other: /settings quiet 23:30-07:00"),
    "digest": key("Any other time: /digest 07:30 or /digest weekly 18:00"),
    "mute": key("Any other: /mute 3h, at most 30 days"),
}


_EXAMPLES = {
    "zone": key("Tokyo"),
    "quiet": "23:30-07:00",
    "digest": key("weekly 18:00"),
    "mute": "3h",
}


_LEFT_OUT = key(
    "Photos of the day, passes of the station, anniversaries, round-ups, interviews, curiosities "
    "and notices for the press come in digests only. Flights and crews never do."
)


def _hint(chat: Chat, name: str, view: View, *, target: str) -> Line:
    """Say what alerts leave out, or how another value is typed for the chat of the page."""
    if name == "alerts":
        return view.texts.sentence(_LEFT_OUT)
    if name not in _HINTS:
        return ()
    if not target:
        return view.texts.sentence(_HINTS[name])
    setting = view.texts.say(NAMES[name]).lower()
    example = f"/settings {chat.name} {setting} {view.texts.say(_EXAMPLES[name])}"
    return view.texts.sentence("Any other: {example}", example=example)


def _muted(chat: Chat, view: View) -> datetime | None:
    """Return until when the chat is muted, if it still is."""
    until = chat.muted_until
    return until if until and until > view.now else None


def _name(name: str, view: View) -> str:
    return view.texts.say(NAMES[name])


def _value_words(name: str, value: str, view: View) -> str:
    if (name, value) in _WORDS:
        return view.texts.say(_WORDS[name, value])
    if value == "off":
        return view.texts.say("off")
    if name == "language":
        return view.texts.formats.own_name(value)
    if value.startswith("weekly "):
        return view.texts.say("Mondays at {time}", time=value.removeprefix("weekly "))
    if name == "quiet":
        return value.replace("-", "–")
    if name == "digest":
        return view.texts.say("daily at {time}", time=value)
    return view.texts.formats.zone(value) if name == "zone" else clean(value)
