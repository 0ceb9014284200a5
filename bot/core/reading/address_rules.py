"""Which addresses a feed may have: public http(s), nothing inside anyone's network.

Rule 1: an address is judged by where it leads: IPv4 inside IPv6 is unwrapped first.
Rule 2: here names are judged by their spelling only; what they resolve to is judged when
connecting.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from unicodedata import normalize
from urllib.parse import urlsplit

from bot.core.reasons.feed_failures import AddressRefusal, HostRefusal
from bot.core.types import Reason

Address = IPv4Address | IPv6Address

WEB_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8081, 8443, 8888})
"""Where public web servers listen; at another port there is more likely a database."""


def refused_address(address: Address) -> HostRefusal | None:
    """Return why this address must not be connected to; None if it is public."""
    for outer, inner in _WRAPPED:
        if isinstance(address, IPv6Address) and address in outer:
            return refused_address(inner(address))
    network = next((kind for net, kind in _REFUSED if _within(address, net)), None)
    if network is not None:
        return network
    return None if address.is_global else HostRefusal.RESERVED


def refused_url(url: str, *, allow_private: bool = False) -> Reason | None:
    """Return why this URL must not be fetched, by its spelling; None if it may be tried."""
    if _ODD.search(url):
        return AddressRefusal.ODD_LETTERS()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return AddressRefusal.MALFORMED()
    if parts.scheme not in {"http", "https"}:
        return AddressRefusal.NO_WEB()
    if parts.username is not None or parts.password is not None:
        return AddressRefusal.USER_NAME()
    if port is not None and not allow_private and port not in WEB_PORTS:
        return AddressRefusal.PORT(n=port)
    return _refused_host(parts.hostname or "", allow_private=allow_private)


def _refused_host(host: str, *, allow_private: bool) -> Reason | None:
    host = normalize("NFKC", host).replace("。", ".").rstrip(".").lower()
    if not host:
        return AddressRefusal.NO_HOST()
    if ":" in host:
        return _refused_literal(host.partition("%")[0], allow_private=allow_private)
    if _NUMERIC.fullmatch(host.rsplit(".", 1)[-1]):
        return _refused_literal(host, allow_private=allow_private)
    if allow_private:
        return None
    return AddressRefusal.LOCAL_NAME() if _LOCAL_NAME.search(host) else None


def _refused_literal(host: str, *, allow_private: bool) -> Reason | None:
    """Judge a host that is a number, or tries to look like one (`0x7f.1`, `2130706433`)."""
    try:
        address = ip_address(host)
    except ValueError:
        return AddressRefusal.ODD_NUMBER()
    refused = refused_address(address)
    if refused is None or (allow_private and refused in PRIVATE):
        return None
    return refused(host=host)


_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\u3000]")
_NUMERIC = re.compile(r"0x[0-9a-f]*|[0-9]+")
_LOCAL_NAME = re.compile(
    r"^[^.]+$|(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private"
    r"|home\.arpa|onion|test|invalid|nip\.io|sslip\.io|xip\.io|localtest\.me|lvh\.me)$"
)

PRIVATE = frozenset(
    {HostRefusal.LOOPBACK, HostRefusal.PRIVATE, HostRefusal.LINK_LOCAL, HostRefusal.SHARED}
)
"""What `allow_private` lets through; the other networks never have a feed."""

_NETWORKS = {
    HostRefusal.UNSPECIFIED: "0.0.0.0/8 ::/128",
    HostRefusal.LOOPBACK: "127.0.0.0/8 ::1/128",
    HostRefusal.PRIVATE: "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
    HostRefusal.LINK_LOCAL: "169.254.0.0/16 fe80::/10",
    HostRefusal.SHARED: "100.64.0.0/10",
    HostRefusal.MULTICAST: "224.0.0.0/4 ff00::/8",
    HostRefusal.RESERVED: "192.0.0.0/24 192.88.99.0/24 198.18.0.0/15 240.0.0.0/4 ::/96"
    " 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16",
    HostRefusal.FOR_DOCUMENTATION: "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24",
}


def _network(text: str) -> IPv4Network | IPv6Network:
    return IPv6Network(text) if ":" in text else IPv4Network(text)


_REFUSED = tuple(
    (_network(text), kind) for kind, texts in _NETWORKS.items() for text in texts.split()
)


def _within(address: Address, network: IPv4Network | IPv6Network) -> bool:
    if isinstance(address, IPv4Address):
        return isinstance(network, IPv4Network) and address in network
    return isinstance(network, IPv6Network) and address in network


def _last(address: IPv6Address) -> IPv4Address:
    return IPv4Address(address.packed[12:])


def _six_to_four(address: IPv6Address) -> IPv4Address:
    return IPv4Address(address.packed[2:6])


def _teredo(address: IPv6Address) -> IPv4Address:
    return IPv4Address(bytes(byte ^ 0xFF for byte in address.packed[12:]))


_WRAPPED = (
    (IPv6Network("::ffff:0:0/96"), _last),
    (IPv6Network("::ffff:0:0:0/96"), _last),
    (IPv6Network("64:ff9b::/96"), _last),
    (IPv6Network("2002::/16"), _six_to_four),
    (IPv6Network("2001::/32"), _teredo),
)
