"""The reader of a message: the chat's settings, its language, and the names of parties, topics and
outlets as the reader knows them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.chat.callback_data import deep_link, story_payload
from bot.core.lang.i18n import SOURCE, Texts, known_zone
from bot.core.lang.markup import Line, Span, clean, line, shortened
from bot.core.types import Chat, ChatKind, Localised, Party, Topic

_LONG_AGO = timedelta(days=60)

_MOMENTS = range(1, 2**31)
"""Unix seconds a date entity can hold."""

_OUTLET_UNITS = 60
_TRANSLATION_UNITS = 240
"""UTF-16 units: of an outlet's name, and of a headline's translation."""

_OUTLETS = (
    ("TASS", "ТАСС"),
    ("RIA Novosti", "РИА Новости"),
    ("Interfax", "Интерфакс"),
    ("Roscosmos", "Роскосмос"),
    ("Izvestia", "Известия"),
    ("Kommersant", "Коммерсантъ"),
    ("Vedomosti", "Ведомости"),
    ("RBC", "РБК"),
    ("Lenta.ru", "Лента.ру"),
    ("Gazeta.ru", "Газета.Ru"),
    ("Rossiyskaya Gazeta", "Российская газета"),
    ("Vesti.ru", "Вести.Ru"),
    ("RT in Russian", "RT на русском"),
    ("BBC News Russian", "BBC News Русская служба"),
    ("DW in Russian", "DW на русском"),
    ("Novaya Gazeta Europe", "Новая газета Европа"),
    ("Meduza", "Медуза"),
)
"""English, Russian. A name that is the same in both needs no row."""


def _by_language() -> dict[str, Mapping[str, str]]:
    """Return for each language: any spelling -> the reader's."""
    columns = dict(zip(("en", "ru"), zip(*_OUTLETS, strict=True), strict=True))
    spelled = {name.casefold(): row for row, names in enumerate(_OUTLETS) for name in names}
    return {
        language: {name: column[row] for name, row in spelled.items()}
        for language, column in columns.items()
    }


_OUTLETS_IN = _by_language()
"""Language -> any spelling of an outlet -> the one its readers know."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the same message may show differently: chat, language, time, names."""

    texts: Texts
    chat: Chat
    now: datetime
    languages: tuple[str, ...] = (SOURCE,)
    """Codes of the languages the bot speaks."""
    parties: tuple[Party, ...] = ()
    bodies: tuple[Party, ...] = ()
    """Who is quoted beside the parties."""
    topics: tuple[Topic, ...] = ()
    bot: str = ""
    """The bot's username without @, for deep links; empty: no links."""
    translations: Mapping[str, str] = field(default_factory=dict)
    """What a machine made of other people's words in the reader's language, by those words."""
    pages: str = ""
    """PUBLIC_URL: where the story pages are; empty: nowhere."""
    date_entities: bool = True
    """Show times as Telegram's date entities (Bot API 9.5); off for servers without them."""

    @property
    def language(self) -> str:
        return self.texts.language

    @property
    def in_channel(self) -> bool:
        return self.chat.kind is ChatKind.CHANNEL

    def party(self, id: str) -> str:
        """Name a party, or a body that is quoted like one."""
        return self._named(id, (*self.bodies, *self.parties))

    def topic(self, id: str) -> str:
        return self._named(id, self.topics)

    def topic_briefly(self, id: str) -> str:
        """Name a topic as shortly as it is called: `ISS`."""
        called = (
            each for topic in self.topics if topic.id == id for each in (topic.short, topic.title)
        )
        return clean(
            min((each.text(self.language) for each in called if each), key=len, default="")
        )

    def outlet(self, name: str, limit: int = _OUTLET_UNITS) -> str:
        """Name an outlet as readers of the language know it, in English for other languages; as it
        is if it has no other name.

        A rubric after a colon stays out: `Лента.ру: Наука и техника` is Lenta.ru.
        """
        known = _OUTLETS_IN.get(self.texts.language, _OUTLETS_IN[SOURCE])
        whole, head = name.casefold(), name.partition(":")[0].casefold()
        return shortened(clean(known.get(whole) or known.get(head) or name), limit)

    def translated(self, text: str, language: str, limit: int = _TRANSLATION_UNITS) -> str:
        """Return the translation of a text; empty if it needs none or there is none."""
        words = self.translations.get(text, "") if language != self.language else ""
        return shortened(clean(words), limit)

    def topics_about(self) -> str:
        """Name all topics in a sentence: `the International Space Station and Roscosmos`."""
        return self._together(topic.about or topic.title for topic in self.topics)

    def topics_short(self) -> str:
        """Name all topics on a button: `ISS and Roscosmos`."""
        return self._together(topic.short or topic.title for topic in self.topics)

    def story_url(self, number: int | None) -> str | None:
        """Return the link from a message to a story, or None: from a channel to its page where
        there are pages, else to the bot.
        """
        if number is None:
            return None
        if self.in_channel and self.pages:
            prefix = "" if self.language == SOURCE else f"/{self.language}"
            return f"{self.pages}{prefix}/s/{number}"
        return deep_link(self.bot, story_payload(number)) if self.bot else None

    def moment(self, at: datetime) -> Line:
        """Show a date and time: in the reader's zone if Telegram can, else in the chat's."""
        return self._timed(at, self.texts.formats.zoned(at, self.chat.zone), "Dt")

    def day(self, at: datetime) -> str:
        """Show a date in the chat's zone."""
        return self.texts.formats.day(at.astimezone(known_zone(self.chat.zone)).date())

    def ago(self, at: datetime) -> Line:
        """Show how long ago it was, kept current by clients that know date entities; a day after
        two months.
        """
        if self.now - at > _LONG_AGO:
            return line(self.day(at))
        return self._timed(at, self.texts.age(self.now - at), "r")

    def until(self, at: datetime) -> Line:
        """Show how soon it will be, kept current by clients that know date entities."""
        return self._timed(at, self.texts.until(at - self.now), "r")

    def _timed(self, at: datetime, text: str, form: str) -> Line:
        known = self.date_entities and int(at.timestamp()) in _MOMENTS
        return line(Span(clean(text), at=at, form=form) if known else Span(clean(text)))

    def _together(self, names: Iterable[Localised]) -> str:
        return self.texts.formats.together([clean(each.text(self.language)) for each in names])

    def _named(self, id: str, named: tuple[Party, ...] | tuple[Topic, ...]) -> str:
        names = {each.id: _name(each) for each in named}
        return clean(names[id].text(self.language)) if id in names else clean(id)


def as_seen_alike(chat: Chat) -> Chat:
    """Return a chat of which only that is left which a post or a reply shows: all chats for which
    it is the same one see the same.
    """
    return Chat(
        id=0,
        kind=ChatKind.CHANNEL if chat.kind is ChatKind.CHANNEL else ChatKind.PRIVATE,
        language=chat.language,
        zone=chat.zone,
        style=chat.style,
        preview=chat.preview,
        picture=chat.picture,
        hashtags=chat.hashtags,
    )


def _name(named: Party | Topic) -> Localised:
    return named.name if isinstance(named, Party) else named.title
