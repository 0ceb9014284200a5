"""Pages that send their reader on by themselves: redirects of servers that cannot answer 301."""

import re
from collections.abc import Mapping

from yarl import URL

_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|meta)\b", re.IGNORECASE)
_LOOKED_AT = 16 * 1024
"""Bytes; what sends on stands in the head."""
_ASIDE = re.compile(rb"<!--.*?-->|<(noscript|script)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_META = re.compile(rb"<meta\b[^<>]*\bhttp-equiv\s*=\s*[\"']?refresh\b[^<>]*>", re.IGNORECASE)
_CONTENT = re.compile(rb"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s<>]+))", re.IGNORECASE)
_WHERE = re.compile(
    r"\s*(\d{1,3})(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=)?\s*[\"']?([^\"'>]+)", re.IGNORECASE
)
_SOON = 10
"""Seconds: a page that goes on later is meant to be read first."""


def refresh(body: bytes, headers: Mapping[str, str], url: URL) -> URL | None:
    """Where a page or its `Refresh` header sends on to at once; None if nowhere else."""
    said = headers.get("Refresh", "") or _in_page(body)
    found = _WHERE.match(said.replace("&amp;", "&"))
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
