"""Answers of each kind of source, with any number of items."""

import json
from dataclasses import dataclass

from bot.core.reading.poll_result import Changed, PollResult
from bot.core.types import Feed, SourceKind
from bot.feeds.child_protocol import Document, Unreadable
from tests.build import a_feed
from tests.integration.feeds.feed_server import a_document, an_item

AT = "2022-07-26T11:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source, and what its server sends."""

    kind: SourceKind
    content_type: str
    find: tuple[tuple[str, str], ...] = ()

    def feed(self, url: str) -> Feed:
        return a_feed(url=url, kind=self.kind, find=self.find)

    def body(self, *titles: str) -> bytes:
        match self.kind:
            case SourceKind.FEED:
                return a_document(*map(an_item, titles))
            case SourceKind.TELEGRAM:
                return a_channel(*titles)
            case SourceKind.JSON:
                items = [{"id": n, "title": t, "url": _link(t)} for n, t in enumerate(titles)]
                return json.dumps({"results": items}).encode()
            case SourceKind.CALENDAR:
                events = [an_event(number, title) for number, title in enumerate(titles)]
                return json.dumps({"count": len(events), "results": events}).encode()
            case _:
                return a_page(*titles)


KINDS = {
    kind.kind.value: kind
    for kind in (
        Kind(SourceKind.FEED, "application/rss+xml"),
        Kind(SourceKind.TELEGRAM, "text/html; charset=utf-8"),
        Kind(SourceKind.JSON, "application/json"),
        Kind(SourceKind.PAGE, "text/html", (("items", "article"),)),
        Kind(SourceKind.CALENDAR, "application/json"),
    )
}
NEWS = {name: kind for name, kind in KINDS.items() if kind.kind is not SourceKind.CALENDAR}
"""Those that bring entries; a calendar has events, all of them each time."""


def names(found: PollResult | Document | Unreadable) -> list[str]:
    """Return the headlines, or the events' names, of what was read; of a failure none."""
    if not isinstance(found, Changed | Document):
        return []
    events = found.calendar.events if found.calendar else ()
    return [entry.title for entry in found.entries] + [event.name for event in events or ()]


def an_event(number: int, name: str) -> dict[str, object]:
    return {"id": number, "name": name, "date": AT, "type": {"name": "Docking"}}


def _link(title: str) -> str:
    return f"https://news.example/{title.lower().replace(' ', '-')}"


def a_post(number: int, text: str, *, name: str = "orbit", more: str = "", at: str = AT) -> str:
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message js-widget_message" data-post="{name}/{number}">{more}'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_meta">'
        f'<a class="tgme_widget_message_date" href="https://t.me/{name}/{number}">'
        f'<time datetime="{at}" class="time">11:00</time></a></span></div></div></div>'
    )


def a_channel_page(*posts: str, title: str = "Orbit", before: str = "") -> bytes:
    more = f'<a href="{before}" class="tme_messages_more" data-before="1"></a>' if before else ""
    return (
        f"<!DOCTYPE html><html><head><title>{title} – Telegram</title></head><body>"
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{title}</span></div>'
        f'<section class="tgme_channel_history js-message_history">{more}{"".join(posts)}'
        "</section></body></html>"
    ).encode()


def a_channel(*titles: str) -> bytes:
    return a_channel_page(*(a_post(number, title) for number, title in enumerate(titles, 1)))


def a_page(*titles: str) -> bytes:
    items = "".join(
        f'<article><h2><a href="/news/{title.lower().replace(" ", "-")}">{title}</a></h2>'
        f'<time datetime="{AT}">26 July</time></article>'
        for title in titles
    )
    head = "<!DOCTYPE html><html><head><title>News</title></head>"
    return f"{head}<body>{items}</body></html>".encode()
