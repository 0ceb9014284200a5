"""What a chat may set about itself: how each setting is written, read and changed.

Rule 1: a setting has one short written form (`alerts: important`, `quiet: 23:00-07:00`); commands,
buttons and Undo all use it.
Rule 2: a value that cannot be read changes nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.core.chat.typed_zones import find_zone
from bot.core.lang.durations import parse_typed_duration
from bot.core.lang.typed_words import TypedWords
from bot.core.types import Alerts, Chat

STYLES = ("compact", "standard", "full")
PREVIEWS = ("on", "off", "large")
OFF = "off"
MORNING = "08:00"
"""When a digest comes where nobody has said when."""

LONGEST_MUTE = timedelta(days=30)
"""For longer silence there is /stop."""

UNSET = "UTC"
"""The zone of a chat that has set none."""

ZONES = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Moscow",
    "Asia/Yekaterinburg",
    "Asia/Tokyo",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
)
"""Offered as buttons: where the station's partners are."""

_CLOCK = re.compile(r"([01]?\d|2[0-3])(?::([0-5]\d))?")
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–—]\s*(\d{1,2})(?::(\d\d))?")
_UNTIL = re.compile(r"until ([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Preference:
    """One setting.

    `written` returns the chat's value as text, `read` returns the chat with another value or None,
    `choices` are offered as buttons.
    """

    name: str
    written: Callable[[Chat], str]
    read: Callable[[Chat, str, TypedWords, datetime], Chat | None]
    choices: tuple[str, ...]


def with_preference(
    chat: Chat, name: str, value: str, *, words: TypedWords, now: datetime
) -> Chat | None:
    """Change one setting of the chat; None if there is no such setting or value."""
    preference, said = PREFERENCES.get(name), " ".join(value.split())
    meant = OFF if said.lower() in words.off else said
    return preference.read(chat, meant, words, now) if preference else None


def format_minutes(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def with_digest(digest: str, alerts: Alerts) -> str:
    """Return the digest of a chat with these alerts: one that wants nothing else gets one."""
    return MORNING if alerts is Alerts.DIGEST and digest == OFF else digest


def _read_language(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    wanted = words.languages.get(value.lower())
    return replace(chat, language=wanted) if wanted else None


def _read_zone(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    zone = find_zone(value, words)
    return replace(chat, zone=zone) if zone else None


def _read_alerts(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    known = value.lower() in tuple(Alerts)
    return replace(chat, alerts=Alerts(value.lower())) if known else None


def _written_quiet(chat: Chat) -> str:
    return "-".join(map(format_minutes, chat.quiet)) if chat.quiet else OFF


def _read_quiet(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    if value.lower() == OFF:
        return replace(chat, quiet=None)
    hours = _HOURS.fullmatch(value)
    if not hours:
        return None
    start, end = (int(hours[i]) * 60 + int(hours[i + 1] or 0) for i in (1, 3))
    possible = start < 24 * 60 and end < 24 * 60 and start != end
    return replace(chat, quiet=(start, end)) if possible else None


def _read_night(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    known = value in ("silent", "hold")
    return replace(chat, hold_quiet=value == "hold") if known else None


def _read_digest(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    if value.lower() == OFF:
        return replace(chat, digest=OFF)
    often, _, clock = value.lower().rpartition(" ")
    if clock in words.daily | words.weekly:
        often, clock = clock, MORNING
    time = _CLOCK.fullmatch(clock)
    if not time or (often and often not in words.daily | words.weekly):
        return None
    weekly = "weekly " if often in words.weekly else ""
    return replace(chat, digest=f"{weekly}{int(time[1]):02}:{time[2] or '00'}")


def _read_style(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    return replace(chat, style=value.lower()) if value.lower() in STYLES else None


def _read_preview(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    return replace(chat, preview=value.lower()) if value.lower() in PREVIEWS else None


def _written_mute(chat: Chat) -> str:
    return f"until {int(chat.muted_until.timestamp())}" if chat.muted_until else OFF


def _read_mute(chat: Chat, value: str, words: TypedWords, now: datetime) -> Chat | None:
    if value.lower() == OFF:
        return replace(chat, muted_until=None)
    if until_words := _UNTIL.fullmatch(value):
        until = datetime.fromtimestamp(int(until_words[1]), UTC)
        if until <= now:
            return replace(chat, muted_until=None)
    else:
        until = now + (parse_typed_duration(value, words) or timedelta())
    in_reach = now < until <= now + LONGEST_MUTE
    return replace(chat, muted_until=until) if in_reach else None


PREFERENCES = {
    each.name: each
    for each in (
        Preference("language", lambda chat: chat.language, _read_language, ()),
        Preference("zone", lambda chat: chat.zone, _read_zone, ZONES),
        Preference("alerts", lambda chat: chat.alerts.value, _read_alerts, tuple(Alerts)),
        Preference("quiet", _written_quiet, _read_quiet, (OFF, "22:00-08:00", "23:00-07:00")),
        Preference(
            "night",
            lambda chat: "hold" if chat.hold_quiet else "silent",
            _read_night,
            ("silent", "hold"),
        ),
        Preference(
            "digest",
            lambda chat: chat.digest,
            _read_digest,
            (OFF, MORNING, "20:00", "weekly 08:00"),
        ),
        Preference("style", lambda chat: chat.style, _read_style, STYLES),
        Preference("preview", lambda chat: chat.preview, _read_preview, PREVIEWS),
        Preference("mute", _written_mute, _read_mute, (OFF, "1h", "8h", "1d")),
    )
}
