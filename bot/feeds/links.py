"""Turns links as feeds write them into the addresses a browser would open.

Rule 1: only http and https addresses are links.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from bot.feeds.nesting import html_tree
from bot.feeds.plain import LONGEST_MARKUP, cleaned

_LONGEST_LINK = 2_000
_LINKS = 50


def absolute(address: str, base: str) -> str | None:
    """Resolve a link against `base` as a browser does; None if it is no http(s) address."""
    address = _one_line(address)
    if not address or len(address) > _LONGEST_LINK:
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
        return joined if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def link_of_item(address: str, base: str) -> str | None:
    """Return the address that an item's link or guid means; relative ones start at `base`.

    It may be a bare host ("nasa.gov/iss"), escaped twice, or inside an anchor or brackets.
    """
    if plain_link(address):
        return address
    written = _one_line(_ANCHOR.sub(r"\1", _unescaped(address)).strip(_AROUND))
    written = _SCHEMES.sub(r"\1//", written)
    if not written or written.startswith("#"):
        return None
    return absolute(f"https://{written}" if _is_host(written) else written, base)


def plain_link(address: str) -> bool:
    """Whether it is an address as it should be, which needs no mending."""
    return len(address) <= _LONGEST_LINK and bool(_PLAIN.fullmatch(address))


def is_address(guid: str) -> bool:
    """Whether a guid can be a link: many feeds leave out isPermaLink="false"."""
    return bool(_LOOKS_LIKE_ADDRESS.match(guid.strip())) or _is_host(guid.strip())


def links(markup: str, base: str) -> tuple[str, ...]:
    """Return up to 50 http(s) addresses that a body links to, absolute and each once."""
    if "&lt;a " in markup:
        markup = unescape(markup)  # a body that was escaped twice
    if "<a" not in markup and "<A" not in markup:
        return ()
    found: dict[str, None] = {}
    for address in _addresses(markup[:LONGEST_MARKUP], base):
        found[address] = None
        if len(found) == _LINKS:
            break
    return tuple(found)


_PLAIN = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[\w.~/%+=:@,-]*(?:\?[\w.~/%+=:@,-]+)?)?", re.ASCII
)
_AROUND = " \t\r\n\"'<>“”«»"
_ANCHOR = re.compile(r"^\s*<a\s[^>]*?href\s*=\s*[\"']?([^\"'\s>]+).*", re.IGNORECASE | re.DOTALL)
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_SCHEMES = re.compile(r"^(?:https?:/*)*(https?:)/*(?=[^/])", re.IGNORECASE)
_LOOKS_LIKE_ADDRESS = re.compile(r"https?:|/", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?P<top>[^\W\d_]{2,}|xn--[a-z0-9-]+)(?::\d{1,5})?(?=[/?#]|$)"
)
_FILES = frozenset(
    {
        *("asp", "aspx", "cfm", "cgi", "do", "gif", "htm", "html", "jpeg", "jpg", "js", "json"),
        *("jsp", "md", "mp3", "mp4", "pdf", "php", "phtml", "pl", "png", "rss", "shtml", "svg"),
        *("txt", "xhtml", "xml"),
    }
)
"""File name extensions: "news.html" is a relative link, "news.com" a host."""


def _unescaped(address: str) -> str:
    for _ in range(3):
        address = _AMPERSAND.sub("&", address)
    return address


def _is_host(address: str) -> bool:
    found = _HOST.match(address)
    return found is not None and found["top"].lower() not in _FILES


_BROKEN = re.compile(r"\s*[\r\n\t]+\s*")


def _one_line(address: str) -> str:
    """Remove line breaks and invisible characters; read blanks and backslashes as browsers do."""
    address = cleaned(_BROKEN.sub("", address.strip())).replace(" ", "%20")
    path, mark, rest = address.partition("?")
    return path.replace("\\", "/") + mark + rest


def _addresses(markup: str, base: str) -> Iterator[str]:
    for anchor in html_tree(markup).css("a[href]"):
        address = absolute(anchor.attributes.get("href") or "", base)
        if address is not None:
            yield address
