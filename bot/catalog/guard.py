"""Addresses a feed may not have, as far as the text of an address can tell.

The address really connected to is checked again by bot.feeds, on every hop.
"""

import ipaddress
from urllib.parse import urlsplit

_LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet")


def refused_host(url: str) -> str:
    """Why a host is not one of the public internet; empty where nothing speaks against it."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return "no address"
    if host in _LOCAL_NAMES or host.endswith(_LOCAL_ENDINGS):
        return "a name of this machine or network"
    if _is_number(host):
        return "an address as numbers"
    if "." not in host:
        return "a name without a domain"
    return ""


def _is_number(host: str) -> bool:
    """An IP address in any of the forms a resolver reads: 127.1, 0x7f000001, [::1]."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        last = host.rpartition(".")[2]
        return last.isdigit() or last.startswith("0x")
    return True
