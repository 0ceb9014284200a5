"""The bot's texts in one language: everything a person reads goes through here.

Rule 1: the English sentence is the key; `say`, `count`, `sentence`, `counted` and `key` mark it,
and the catalogs in bot/locale translate it.
Rule 2: sentences hold `{names}`, never markup; values are put in as text or as spans.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as calendar_day
from datetime import datetime, timedelta
from string import Formatter
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.lang.markup import Line, Span, filled

SOURCE = "en"
"""The language of the sentences in the code."""


class Translations(Protocol):
    """The part of the standard library's gettext classes that is used."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


class Formats(Protocol):
    """How one language writes dates, numbers and units; bot/locale follows CLDR."""

    @property
    def home_zone(self) -> str:
        """The zone most of its readers live in, if one stands out; offered to newcomers."""

    def moment(self, at: datetime, zone: str) -> str:
        """Write `26 Jul 2022, 15:00` in that zone."""

    def zoned(self, at: datetime, zone: str) -> str:
        """Write `26 Jul 2022, 15:00 MSK`."""

    def day(self, day: calendar_day) -> str:
        """Write `26 Jul 2022`."""

    def language(self, code: str) -> str:
        """Name a language: `Russian`, `русский`."""

    def own_name(self, code: str) -> str:
        """Name a language as it calls itself: `Русский`."""

    def zone(self, zone: str) -> str:
        """Name a zone by its city: `Moscow`, `Москва`; UTC+3 as that."""

    def together(self, words: Sequence[str]) -> str:
        """List `A, B, and C`."""

    def either(self, words: Sequence[str]) -> str:
        """List `A, B, or C`."""

    def decimal(self, number: float) -> str:
        """Write a number with one decimal place: `1.2`."""

    def measure(self, number: str, unit: str) -> str | None:
        """Write `540 degrees`, `5 mm`; None for an unknown unit."""

    def money(self, number: str, scale: str, currency: str) -> str:
        """Write `4,2 млрд $`; `scale` is million or billion."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts in one language."""

    language: str
    translations: Translations
    formats: Formats

    def say(self, message: str, **values: str) -> str:
        """Translate a sentence and put the values in."""
        return _with(self.translations.gettext(message), values)

    def count(self, one: str, many: str, n: int, **values: str) -> str:
        """Translate a sentence in the form that n has in this language; `{n}` in it is n."""
        template = self.translations.ngettext(one, many, n)
        return _with(template, {"n": str(n), **values})

    def sentence(self, message: str, **values: str | Span | Line) -> Line:
        """Translate as `say` does, with values that may be bold, links or moments."""
        return filled(self.translations.gettext(message), **values)

    def counted(self, one: str, many: str, n: int, **values: str | Span | Line) -> Line:
        """Translate as `count` does, with values that may be bold, links or moments."""
        return filled(self.translations.ngettext(one, many, n), n=str(n), **values)

    def seconds(self, span: timedelta) -> str:
        """Write `1.2 s`."""
        return self.say("{n} s", n=self.formats.decimal(span.total_seconds()))

    def age(self, passed: timedelta) -> str:
        """Say how long ago, for lists: `just now`, `5 min ago`, `3 h ago`, `2 days ago`."""
        minutes = max(int(passed.total_seconds() // 60), 0)
        if minutes < 1:
            return self.say("just now")
        if minutes < 60:
            return self.count("{n} min ago", "{n} min ago", minutes)
        if minutes < 48 * 60:
            return self.count("{n} h ago", "{n} h ago", minutes // 60)
        return self.count("{n} day ago", "{n} days ago", minutes // (24 * 60))

    def until(self, left: timedelta) -> str:
        """Say how soon, for lists: `in 5 min`, `in 3 h`, `in 2 days`."""
        minutes = max(round(left.total_seconds() / 60), 0)
        if minutes < 60:
            return self.count("in {n} min", "in {n} min", minutes)
        if minutes < 48 * 60:
            return self.count("in {n} h", "in {n} h", minutes // 60)
        return self.count("in {n} day", "in {n} days", minutes // (24 * 60))


def key(message: str) -> str:
    """Mark a sentence for translation that is put to people elsewhere."""
    return message


def supported_language(language: str, languages: Container[str]) -> str:
    """Return the one of `languages` for a code such as `ru-RU`; English if there is none."""
    code = language.lower().partition("-")[0]
    return code if code in languages else SOURCE


def in_language(texts: Mapping[str, Texts], language: str) -> Texts:
    """Return the texts in a chat's language, or in English if the bot no longer speaks it."""
    return texts[supported_language(language, texts)]


def known_zone(zone: str) -> ZoneInfo:
    """Return the zone, or UTC if this machine does not know it."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _with(template: str, values: dict[str, str]) -> str:
    """Put values in by name: `str.format` would also follow `{name.attribute}`."""
    pieces = (
        literal + (values[name] if name is not None else "")
        for literal, name, _, _ in Formatter().parse(template)
    )
    return "".join(pieces)
