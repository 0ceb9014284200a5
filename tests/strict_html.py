"""Reads a message more strictly than the Bot API: a closed set of tags, each properly nested."""

import re
from html import unescape

from bot.core.lang.markup import units
from bot.local.message_entities import parse

_TAG = re.compile(r"<(/?)([a-z-]+)((?: [a-z-]+=\"[^\"<>]*\")*)(?: expandable)?>")
"""`expandable` belongs to a blockquote alone; the local Telegram's parser says so."""
_ALLOWED = {
    "b": (),
    "i": (),
    "u": (),
    "s": (),
    "code": (),
    "blockquote": (),
    "a": ("href",),
    "tg-time": ("unix", "format"),
}
_ALONE = {"a", "tg-time", "code"}
"""Entities that cannot contain each other."""


def visible_text(html: str) -> str:
    """The text a reader sees. Raises ValueError for what Telegram would refuse."""
    text: list[str] = []
    open_tags: list[str] = []
    end = 0
    for match in _TAG.finditer(html):
        text.append(_literal(html[end : match.start()]))
        end = match.end()
        closing, name, attributes = match.groups()
        if closing:
            if not open_tags or open_tags.pop() != name:
                raise ValueError(f"unexpected end tag </{name}>: {html!r}")
            continue
        _check_opening(name, attributes, open_tags)
        open_tags.append(name)
    text.append(_literal(html[end:]))
    if open_tags:
        raise ValueError(f"not closed: {open_tags}: {html!r}")
    whole = "".join(text)
    if not whole.strip():
        raise ValueError("message text is empty")
    if units(whole) > 4096:
        raise ValueError("message is too long")
    whole.encode()
    if parse(html)[0] != whole:
        raise ValueError(f"the local Telegram reads something else: {html!r}")
    return whole


def _literal(html: str) -> str:
    if "<" in html or ">" in html or re.search(r"&(?!(?:lt|gt|amp|quot|#x27);)", html):
        raise ValueError(f"not escaped: {html!r}")
    return unescape(html)


def _check_opening(name: str, attributes: str, open_tags: list[str]) -> None:
    names = tuple(re.findall(r" ([a-z-]+)=", attributes))
    if name not in _ALLOWED or names != _ALLOWED[name]:
        raise ValueError(f"unsupported start tag {name!r} with {names}")
    if name in open_tags or (name in _ALONE and _ALONE & set(open_tags)):
        raise ValueError(f"{name!r} within {open_tags}")
    if name == "tg-time" and not re.search(
        r'unix="\d{1,10}" format="(?:r|w?[dD]?[tT]?)"', attributes
    ):
        raise ValueError(f"a date entity Telegram does not know: {attributes}")
