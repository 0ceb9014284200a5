"""Reads how a feed's server is to be asked; refuses what would put a secret into the file."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator

from bot.catalog.scalar_values import LONGEST_TEXT, invalid
from bot.core.reasons.catalog_problems import CatalogProblem

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(r"FEED_[A-Z0-9_]{1,60}")
"""Names of variables that feeds may use: no others, so that feeds.yaml cannot send away the bot's
own secrets.
"""
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}")
_OURS = re.compile(
    r"host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept-encoding"
    r"|if-none-match|if-modified-since|proxy-.*|cookie|user-agent",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"authorization|.*(?:key|token|secret|auth|session|password).*", re.IGNORECASE
)
PROXIES = ("http", "https", "socks5", "socks5h")


def _filled(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
        raise invalid(CatalogProblem.A_TEXT())
    if not value.isascii() or not value.isprintable():
        raise invalid(CatalogProblem.ASCII_LINE())
    if not all(_NAME.fullmatch(name) for name in _VARIABLE.findall(value)):
        raise invalid(CatalogProblem.A_VARIABLE())
    return value.strip()


def _variable(value: object) -> str:
    text = _filled(value)
    if not _VARIABLE.fullmatch(text):
        raise invalid(CatalogProblem.FROM_OUTSIDE())
    return text


def _headers(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise invalid(CatalogProblem.A_MAPPING())
    return {_header(name): _header_value(str(name), text) for name, text in value.items()}


def _header(name: object) -> str:
    if not isinstance(name, str) or not _HEADER.fullmatch(name):
        raise invalid(CatalogProblem.A_HEADER())
    if _OURS.fullmatch(name):
        raise invalid(CatalogProblem.OUR_HEADER(name=name))
    return name


def _header_value(name: str, value: object) -> str:
    text = _filled(value)
    if _SECRET.fullmatch(name) and not _VARIABLE.search(text):
        raise invalid(CatalogProblem.FROM_OUTSIDE())
    return text


def _proxy(value: object) -> str:
    text = _filled(value)
    if text == "none" or _VARIABLE.fullmatch(text):
        return text
    try:
        parts = urlsplit(text)
        known = parts.scheme in PROXIES and parts.hostname and (parts.port or True)
    except ValueError:
        known = False
    if not known:
        raise invalid(CatalogProblem.A_PROXY())
    if parts.username or parts.password:
        raise invalid(CatalogProblem.FROM_OUTSIDE())
    return text


Filled = Annotated[str, BeforeValidator(_filled)]
"""A line in which `${FEED_...}` stands for a variable."""
SecretName = Annotated[str, BeforeValidator(_variable)]
Headers = Annotated[dict[str, str], BeforeValidator(_headers)]
Proxy = Annotated[str, BeforeValidator(_proxy)]
