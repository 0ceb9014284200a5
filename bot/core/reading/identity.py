"""What makes two entries the same entry: the canonical form of a link, and 16-byte keys.

Rule 1: one known key is enough to know the entry; keys are made only of what identifies it.
Rule 2: keys belong to one feed. The same link in two feeds is two reports: whether one repeats the
other is for the deduplicator, or an aggregator would swallow an official statement.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

from bot.core.lang.normalize import tokens

TITLE_WINDOW = timedelta(hours=72)
"""Entries of one feed with one title are never the same if they are further apart than this."""

_TITLE_WORDS = 4
"""Titles of fewer words ("Spacewalk underway") come back above other news."""

_NOTHING = "(nothing)"
_KEY = 16


def entry_keys(
    *, feed: str, guid: str | None, url: str | None, title: str, at: datetime
) -> tuple[bytes, ...]:
    """Compute an entry's identity keys, 16 bytes each (half a SHA-256), the surest first.

    A title counts within two overlapping windows of 72 h, so that times up to 36 h apart always
    share one and times 72 h apart never do. A short title counts only if there is nothing else.
    """
    link = canonical_url(url or "")
    parts = [("guid", spelling) for spelling in _guids((guid or "").strip())]
    parts += [("link", link)] if link else []
    words = tokens(title)
    if len(words) >= _TITLE_WORDS or not parts:
        parts += [(f"title {window}", " ".join(words) or _NOTHING) for window in _windows(at)]
    return tuple(_key(feed, kind, value) for kind, value in parts)


@lru_cache(maxsize=2_048)
def canonical_url(url: str) -> str:
    """Return one spelling for all addresses of a page; "" if it is not http(s).

    Drops the scheme, `www.`, mobile and AMP variants, default ports, dot segments, a closing
    slash, tracking and session parameters, the order of parameters, and the fragment. Keeps
    parameters that may choose the page.
    """
    try:
        parts = urlsplit(_unwrapped(_readable(url)))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    where = _canonical_host(host)
    if port not in {None, 80, 443}:
        where += f":{port}"
    query = _canonical_query(parts.query)
    return f"https://{where}{_canonical_path(parts.path)}" + (f"?{query}" if query else "")


_SCHEME = re.compile(r"^https?:(?=//)", re.IGNORECASE)


def _guids(guid: str) -> Iterator[str]:
    """Yield a guid as written and without scheme: moving to https leaves entries the same."""
    if guid:
        yield guid
        if bare := _SCHEME.sub("", guid, count=1):
            yield from () if bare == guid else (bare,)


def _key(feed: str, kind: str, value: str) -> bytes:
    text = f"{feed}\0{kind}\0{value}".encode("utf-8", "surrogatepass")
    return sha256(text).digest()[:_KEY]


def _windows(at: datetime) -> Iterator[int]:
    """Yield the two windows a time is in, numbered by the half window they begin with.

    Windows last 72 h and begin every 36 h. Hour 10 is in windows 0 and 1, hour 40 in 1 and 2,
    hour 80 in 2 and 3: the first two share window 1, the first and last none.
    """
    halves = int(at.astimezone(UTC).timestamp() // (TITLE_WINDOW.total_seconds() / 2))
    yield halves
    yield halves + 1


def _readable(url: str) -> str:
    """Remove white space and lone surrogates, which feeds do put into links."""
    return "".join(url.split()).encode("utf-8", "replace").decode("utf-8")


_AMP_CACHE = re.compile(r"^https?://[^/]+\.cdn\.ampproject\.org/(?:c|v|wp)/(s/)?", re.IGNORECASE)
_AMP_VIEWER = re.compile(r"^https?://(?:www\.)?google\.[a-z.]+/amp/(s/)?", re.IGNORECASE)


def _unwrapped(url: str) -> str:
    """Return the publisher's address if it is wrapped in that of an AMP cache."""
    for wrapper in (_AMP_CACHE, _AMP_VIEWER):
        if match := wrapper.match(url):
            return f"http{'s' if match[1] else ''}://{url[match.end() :]}"
    return url


_SPARE_LABELS = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.[^.])")


def _canonical_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = quote(host)
    return _SPARE_LABELS.sub("", host)


_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_UNRESERVED = "-._~!$&'()*+,;=:@/"


def _canonical_path(path: str) -> str:
    path = quote(unquote_to_bytes(_SESSION_PATH.sub("", path)), safe=_UNRESERVED)
    return _AMP_PATH.sub("", _without_dots(path)).rstrip("/")


def _without_dots(path: str) -> str:
    """Remove dot segments (RFC 3986, 5.2.4), and empty ones with them."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in {"", "."}:
            kept.append(segment)
    return "/" + "/".join(kept)


_TRACKING = re.compile(
    r"^(?:utm_.*|fbclid|g(?:ad|brai|bra|cl|cls)id|gad_source|gclsrc|dclid|wbraid|yclid|ysclid"
    r"|msclkid|twclid|ttclid|igshid|igsh|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|mkt_tok|vero_id|oly_.*"
    r"|at_(?:medium|campaign|custom\d|link.*|format|ptr.*|bbc.*)|ns_(?:source|mchannel|campaign)"
    r"|cmp(?:id)?|xtor|wt_mc|wt\.mc_id|ito|ftag|ocid|smid|smtyp|sr_share|spm|spref|ref_src|ref_url"
    r"|feature_ref|from_rss|rss|partner_rss|taid|traffic_source|guccounter|guce_.*|amp|outputtype"
    r"|jsessionid|phpsessid|aspsessionid.*|cfid|cftoken)$",
    re.IGNORECASE,
)
_SAYS_WHERE_FROM = frozenset({"ref", "source", "from", "src", "via", "medium", "campaign"})
_WHERE_FROM = re.compile(
    r"^(?:rss|feed|feedburner|atom|twitter|facebook|fb|telegram|tg|vk|newsletter|push|email|social)"
    r"[\w-]*$",
    re.IGNORECASE,
)


def _canonical_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = [pair for pair in pairs if not _is_tracking(*pair)]
    return urlencode(sorted(kept), errors="surrogateescape")


def _is_tracking(name: str, value: str) -> bool:
    """Whether a parameter only says where a reader came from: `utm_source`, `ref=rss`."""
    if name.lower() in _SAYS_WHERE_FROM:
        return bool(_WHERE_FROM.match(value))
    return bool(_TRACKING.match(name))
