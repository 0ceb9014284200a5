"""Redirects written in a page or a `Refresh` header, by servers that cannot answer 301."""

import re
from collections.abc import Mapping

from yarl import URL

_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|meta)\b", re.IGNORECASE)
_LOOKED_AT = 16 * 1024
"""Bytes searched; the redirect is in the page's head."""
_ASIDE = re.compile(rb"<!--.*?-->|<(noscript|script)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_META = re.compile(rb"<meta\b[^<>]*\bhttp-equiv\s*=\s*[\"']?refresh\b[^<>]*>", re.IGNORECASE)
_CONTENT = re.compile(rb"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s<>]+))", re.IGNORECASE)
_WHERE = re.compile(
    r"\s*(\d{1,3})(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=)?\s*[\"']?([^\"'>]+)", re.IGNORECASE
)
_SOON = 10
"""Seconds. A page that redirects later than this is meant to be read first."""


def refresh_target(body: bytes, headers: Mapping[str, str], url: URL) -> URL | None:
    """Return the address a page or its `Refresh` header redirects to at once, if any."""
    value = headers.get("Refresh", "") or _in_page(body)
    found = _WHERE.match(value.replace("&amp;", "&"))
    if found is None or int(found[1]) > _SOON:
        return None
    try:
        target = url.join(URL(found[2].strip())).with_fragment(None)
    except ValueError:
        return None
    return target if target.scheme in {"http", "https"} and target != url else None


def _in_page(body: bytes) -> str:
    if not _PAGE.match(body[:200]):
        return ""
    meta = _META.search(_ASIDE.sub(b"", body[:_LOOKED_AT]))
    content = _CONTENT.search(meta[0]) if meta else None
    return next(filter(None, content.groups()), b"").decode("utf-8", "replace") if content else ""
