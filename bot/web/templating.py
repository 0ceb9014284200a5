"""Lays public pages out: core's values in, bytes out, by jinja2 with every value escaped."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core.pages.about_page import AboutPage
from bot.core.pages.missing_page import MissingPage
from bot.core.pages.public_list import PublicList
from bot.core.pages.public_story import PublicStory

Page = PublicList | PublicStory | AboutPage | MissingPage

_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES: dict[type[Page], str] = {
    PublicList: "list.html",
    PublicStory: "story.html",
    AboutPage: "about.html",
    MissingPage: "missing.html",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent for an address."""

    body: bytes
    content_type: str = "text/html"
    status: int = 200
    location: str = ""
    """Where it is instead, for a redirect."""


def rendered(page: Page, *, static: bool = False) -> Rendered:
    """Lay a page out; a static one carries its content policy along."""
    return Rendered(
        _environment()
        .get_template(_TEMPLATES[type(page)])
        .render(page=page, style=_style(), policy=content_policy() if static else "")
        .encode("utf-8", "replace"),
        status=404 if isinstance(page, MissingPage) else 200,
    )


@cache
def content_policy() -> str:
    """Return the content security policy: our one style sheet, our form, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'"


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
    return environment


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
