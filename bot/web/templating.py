"""Lays public pages and feeds out: values in, bytes out, by jinja2 with every value escaped."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core.pages.about_page import AboutPage
from bot.core.pages.ics_calendar import IcsCalendar
from bot.core.pages.missing_page import MissingPage, MovedPage
from bot.core.pages.outgoing_feed import OutgoingFeed, OutgoingItem
from bot.core.pages.public_list import PublicList
from bot.core.pages.public_story import PublicStory
from bot.core.pages.sitemap import Sitemap

Page = PublicList | PublicStory | AboutPage | MissingPage | MovedPage
Public = Page | OutgoingFeed | Sitemap | IcsCalendar | str

_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES: dict[type[Page], str] = {
    PublicList: "list.html",
    PublicStory: "story.html",
    AboutPage: "about.html",
    MissingPage: "missing.html",
    MovedPage: "moved.html",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent for an address."""

    body: bytes
    content_type: str = "text/html"
    status: int = 200
    location: str = ""
    """Where it is instead, for a redirect."""
    has_older: bool = False
    """Whether another page goes on where it ends."""


def rendered(public: Public, *, static: bool = False) -> Rendered:
    """Lay a page, a feed, the sitemap or a text out; a static page carries its policy along."""
    match public:
        case str():
            return Rendered(_encoded(public), "text/plain")
        case IcsCalendar(text=text):
            return Rendered(_encoded(text), "text/calendar")
        case Sitemap():
            return Rendered(_filled("sitemap.xml", public), "application/xml")
        case OutgoingFeed(is_atom=True):
            return Rendered(_filled("feed.atom", public), "application/atom+xml")
        case OutgoingFeed():
            return Rendered(_json_feed(public), "application/feed+json")
        case _:
            policy = content_policy() if static else ""
            body = _filled(_TEMPLATES[type(public)], public, style=_style(), policy=policy)
            missing = isinstance(public, MissingPage)
            return Rendered(body, status=404 if missing else 200, has_older=_has_older(public))


def _has_older(page: Page) -> bool:
    return isinstance(page, PublicList | PublicStory) and page.older is not None


@cache
def content_policy() -> str:
    """Return the content security policy: our one style sheet, our form, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'"


def _json_feed(feed: OutgoingFeed) -> bytes:
    """Write JSON Feed 1.1 (jsonfeed.org)."""
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author, "url": feed.home}],
        "items": [_json_item(each) for each in feed.items],
    }
    return _encoded(json.dumps(whole, ensure_ascii=False, indent=1))


def _json_item(item: OutgoingItem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": item.id,
        "url": item.id,
        "external_url": _address(item.external_url or ""),
        "title": item.title,
        "content_text": item.text or item.title,
        "date_published": _iso(item.published),
        "date_modified": _iso(item.updated),
        "language": item.language,
        "tags": item.tags,
    }
    return {key: value for key, value in told.items() if value}


def _filled(template: str, page: Public, **more: str) -> bytes:
    return _encoded(_environment().get_template(template).render(page=page, **more))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


@cache
def _style() -> str:
    return (_FOLDER / "style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["iso"] = _iso
    environment.filters["address"] = _address
    return environment


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def _address(url: str) -> str:
    """Write an address so that it is one by RFC 3987, whatever a source has put into it."""
    return url.translate(_NOT_IN_ADDRESSES)


_NOT_IN_ADDRESSES = {ord(each): f"%{ord(each):02X}" for each in '"<>\\^`{|}'}
