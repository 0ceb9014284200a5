"""Values for tests: name only what the test is about, the rest is unremarkable."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations

from bot.core.lang.i18n import Texts
from bot.core.renderer.reader_context import View
from bot.core.types import (
    Chat,
    ChatKind,
    Delivery,
    DeliveryKind,
    Entry,
    Feed,
    Localised,
    Party,
    Report,
    Role,
    Story,
    Topic,
)
from bot.locale.formats import CldrFormats

NOON = datetime(2022, 7, 26, 12, 0, tzinfo=UTC)


def a_feed(id: str = "tass", **changes: object) -> Feed:
    feed = Feed(
        id=id,
        url=f"https://{id}.example/rss",
        title=id.title(),
        language="en",
        role=Role.WIRE,
        every=timedelta(minutes=10),
    )
    return replace(feed, **changes)  # type: ignore[arg-type]  # field names are the caller's


def an_entry(title: str = "Russia to leave the ISS after 2024", **changes: object) -> Entry:
    entry = Entry(id="0" * 32, feed="tass", title=title, seen=NOON, language="en")
    return replace(entry, **changes)  # type: ignore[arg-type]  # field names are the caller's


def a_report(title: str = "Russia to leave the ISS after 2024", **changes: object) -> Report:
    report = Report(
        entry="0" * 32,
        feed="tass",
        outlet="TASS",
        role=Role.STATE_MEDIA,
        title=title,
        at=NOON,
        language="en",
        origin="outlet:tass",
    )
    return replace(report, **changes)  # type: ignore[arg-type]  # field names are the caller's


def a_story(*reports: Report, **changes: object) -> Story:
    told = reports or (a_report(),)
    story = Story(
        id="5" * 16,
        topics=("iss",),
        opened=told[0].at,
        updated=told[-1].at,
        reports=told,
        number=42,
    )
    return replace(story, **changes)  # type: ignore[arg-type]  # field names are the caller's


def a_chat(id: int = 7, **changes: object) -> Chat:
    return replace(Chat(id=id, kind=ChatKind.PRIVATE), **changes)  # type: ignore[arg-type]


def a_delivery(**changes: object) -> Delivery:
    delivery = Delivery(
        story="5" * 16,
        chat_id=7,
        thread_id=0,
        kind=DeliveryKind.POST,
        revision=1,
        development=1,
        created=NOON,
        not_before=NOON,
        expires=NOON + timedelta(hours=24),
    )
    return replace(delivery, **changes)  # type: ignore[arg-type]  # field names are the caller's


AWAITED = {"nasa": ("iss",), "roscosmos": ("iss", "roscosmos")}
"""Party -> the topics of the shipped feeds.yaml that wait for its word."""

PARTIES = (
    Party("nasa", Localised({"en": "NASA", "ru": "НАСА"}), awaited=AWAITED["nasa"]),
    Party(
        "roscosmos",
        Localised({"en": "Roscosmos", "ru": "Роскосмос"}),
        awaited=AWAITED["roscosmos"],
    ),
)
TOPICS = (
    Topic(
        "iss",
        Localised({"en": "ISS", "ru": "МКС"}),
        about=Localised(
            {"en": "the International Space Station", "ru": "Международной космической станции"}
        ),
    ),
    Topic(
        "roscosmos",
        Localised({"en": "Roscosmos", "ru": "Роскосмос"}),
        about=Localised({"en": "Roscosmos", "ru": "Роскосмосе"}),
        short=Localised({"en": "Roscosmos", "ru": "Роскосмосе"}),
    ),
)
ENGLISH = Texts("en", NullTranslations(), CldrFormats("en"))


def a_view(chat: Chat | None = None, **changes: object) -> View:
    view = View(
        texts=ENGLISH,
        chat=chat or a_chat(),
        now=NOON + timedelta(hours=8),
        languages=("en", "ru"),
        parties=PARTIES,
        topics=TOPICS,
        bot="isswire_bot",
    )
    return replace(view, **changes)  # type: ignore[arg-type]  # field names are the caller's
