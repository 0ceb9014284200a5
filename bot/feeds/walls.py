"""Names the wall between us and a site, by the [[walls]] of bot/rules/boilerplate.toml.

Rule 1: a wall is known by its title, its headers, or marks in a short page that has nothing else:
an honest page may hold a captcha, and a post may speak of one.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Reason, ReasonKind

_DATA = Path(__file__).parents[1] / "rules" / "boilerplate.toml"
LOOKED_AT = 24 * 1024
"""Bytes. Walls are smaller; in a longer page only the title counts."""
_TITLE = re.compile(r"<title[^<>]*>\s*([^<]{1,200}?)\s*</title", re.IGNORECASE)
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!--|!doctype\s+html|html|head|title)", re.IGNORECASE
)
_WHAT = {
    "asks": FeedFailure.WALL_ASKS,
    "refuses": FeedFailure.WALL_REFUSES,
    "blocks": FeedFailure.PROVIDER_BLOCKS,
}


@dataclass(frozen=True, slots=True)
class _Wall:
    name: str
    what: ReasonKind
    titles: re.Pattern[str] | None
    marks: re.Pattern[str] | None
    headers: re.Pattern[str] | None

    def shows_in(self, title: str, page: str) -> bool:
        return bool(
            (self.titles and self.titles.fullmatch(title))
            or (self.marks and self.marks.search(page))
        )


def wall_of(body: bytes, headers: Mapping[str, str] | None = None) -> Reason | None:
    """Return who keeps us out and what to do, if an answer is a wall."""
    lines = "\n".join(f"{name}: {value}" for name, value in (headers or {}).items())
    for wall in _walls() if lines else ():
        if wall.headers and wall.headers.search(lines):
            return wall.what(who=wall.name)
    if not _BEGINS.match(body[:200]):
        return None
    page = body[:LOOKED_AT].decode("utf-8", "replace").lower()
    found = _TITLE.search(page)
    title, page = found[1] if found else "", page if len(body) < LOOKED_AT else ""
    wall_found = next((wall for wall in _walls() if wall.shows_in(title, page)), None)
    return wall_found.what(who=wall_found.name) if wall_found else None


@cache
def _walls() -> tuple[_Wall, ...]:
    return tuple(
        _Wall(
            wall["name"],
            _WHAT[wall["what"]],
            _any(wall.get("titles", [])),
            _any(wall.get("marks", []), re.NOFLAG),  # of lower-case text: ten times as fast
            _any(wall.get("headers", [])),
        )
        for wall in tomllib.loads(_DATA.read_text("utf-8"))["walls"]
    )


def _any(
    patterns: list[str], flags: re.RegexFlag = re.IGNORECASE | re.MULTILINE
) -> re.Pattern[str] | None:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined, flags) if patterns else None
