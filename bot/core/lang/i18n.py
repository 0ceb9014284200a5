"""The bot's words in one language: every sentence a reader meets goes through here.

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
"""The language the sentences of the code are in."""


class Translations(Protocol):
    """What the standard library's gettext classes offer."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


class Formats(Protocol):
    """How one language writes dates, numbers and units; those in bot/locale follow CLDR."""

    def moment(self, at: datetime, zone: str) -> str:
        """`26 Jul 2022, 15:00` in that zone."""

    def zoned(self, at: datetime, zone: str) -> str:
        """`26 Jul 2022, 15:00 MSK`."""

    def day(self, day: calendar_day) -> str:
        """`26 Jul 2022`."""

    def language(self, code: str) -> str:
        """`Russian`, `русский`: the name of a language."""

    def own_name(self, code: str) -> str:
        """`Русский`: what a language calls itself."""

    def together(self, words: Sequence[str]) -> str:
        """`A, B, and C`."""

    def either(self, words: Sequence[str]) -> str:
        """`A, B, or C`."""

    def decimal(self, number: float) -> str:
        """`1.2`: one place."""

    def measure(self, number: str, unit: str) -> str | None:
        """`540 degrees`, `5 mm`; None for an unknown unit."""

    def money(self, number: str, scale: str, currency: str) -> str:
        """`4,2 млрд $`; `scale` is million or billion."""


@dataclass(frozen=True, slots=True)
class Texts:
    language: str
    translations: Translations
    formats: Formats

    def say(self, message: str, **values: str) -> str:
        return _with(self.translations.gettext(message), values)

    def count(self, one: str, many: str, n: int, **values: str) -> str:
        """The form for n in this language; `{n}` in it is n."""
        template = self.translations.ngettext(one, many, n)
        return _with(template, {"n": str(n), **values})

    def sentence(self, message: str, **values: str | Span | Line) -> Line:
        """Like `say`, with values that may be bold, links or moments."""
        return filled(self.translations.gettext(message), **values)

    def counted(self, one: str, many: str, n: int, **values: str | Span | Line) -> Line:
        """Like `count`, with values that may be bold, links or moments."""
        return filled(self.translations.ngettext(one, many, n), n=str(n), **values)

    def seconds(self, span: timedelta) -> str:
        """`1.2 s`."""
        return self.say("{n} s", n=self.formats.decimal(span.total_seconds()))

    def age(self, passed: timedelta) -> str:
        """`5 min`, `3 h`, `2 d`: how long ago, for lists."""
        minutes = max(int(passed.total_seconds() // 60), 0)
        if minutes < 60:
            return self.count("{n} min ago", "{n} min ago", minutes)
        if minutes < 48 * 60:
            return self.count("{n} h ago", "{n} h ago", minutes // 60)
        return self.count("{n} day ago", "{n} days ago", minutes // (24 * 60))


def key(message: str) -> str:
    """Marks a sentence for translation that is said elsewhere."""
    return message


def supported_language(language: str, languages: Container[str]) -> str:
    """The one of `languages` for a code such as `ru-RU`; English where it is none of them."""
    code = language.lower().partition("-")[0]
    return code if code in languages else SOURCE


def in_language(texts: Mapping[str, Texts], language: str) -> Texts:
    """The texts of a chat's language; English where the bot no longer speaks it."""
    return texts[supported_language(language, texts)]


def known_zone(zone: str) -> ZoneInfo:
    """UTC stands in for a zone this machine does not know."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _with(template: str, values: dict[str, str]) -> str:
    filled_in = (
        literal + (values[name] if name is not None else "")
        for literal, name, _, _ in Formatter().parse(template)
    )
    return "".join(filled_in)
