"""Parses Telegram's HTML as strictly as Telegram does, with its error texts.

Follows the parser of https://github.com/tdlib/td (td/telegram/MessageEntity.cpp, do_parse_html)
and https://core.telegram.org/bots/api#html-style; offsets and lengths are UTF-16 units.
"""

import re
from dataclasses import dataclass, field, replace

from bot.local.message_text import utf16_length
from bot.local.refusals import bad_request

_KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z]+));?")
_SURROGATE = (
    "can't parse entities: Text contains invalid Unicode characters after decoding HTML "
    "entities, check for unmatched surrogate code units"
)
_SPACE = " \t\r\n\v\f"


@dataclass(frozen=True, slots=True)
class Entity:
    kind: str
    offset: int
    length: int
    detail: tuple[tuple[str, object], ...] = ()
    """Further fields of the entity: url, language, unix_time..."""

    def shape(self) -> dict[str, object]:
        return {
            "type": self.kind,
            "offset": self.offset,
            "length": self.length,
            **dict(self.detail),
        }


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    begin: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse(html: str) -> tuple[str, tuple[Entity, ...]]:
    """Return plain text and entities of a message in HTML. Raises Refusal as Telegram would."""
    return _Parser(html).parsed()


class _Parser:
    def __init__(self, html: str) -> None:
        self.html = html
        self.at = 0
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parsed(self) -> tuple[str, tuple[Entity, ...]]:
        while self.at < len(self.html):
            if self.html[self.at] == "<":
                self._tag()
            else:
                self._put(self._character())
        if self.open:
            tag = self.open[-1].tag
            raise self._refused(f'can\'t find end tag corresponding to start tag "{tag}"')
        outer_first = reversed(self.entities)
        found = sorted(outer_first, key=lambda entity: (entity.offset, -entity.length))
        return "".join(self.out), tuple(_without_language(entity) for entity in found)

    def _put(self, character: str) -> None:
        self.out.append(character)
        self.offset += utf16_length(character)

    def _character(self) -> str:
        """Return the next character, decoding references; an unknown one stays as it is."""
        here = self.html[self.at]
        found = _REFERENCE.match(self.html, self.at) if here == "&" else None
        decoded = _decoded(found) if found else ""
        if found and decoded:
            self.at = found.end()
            return decoded
        self.at += 1
        return here

    def _tag(self) -> None:
        begin, self.at = self.at, self.at + 1
        if self._here() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        name = self._until(_SPACE + ">")
        if not self._here():
            raise self._refused(f"unclosed start tag at byte offset {self._bytes(begin)}")
        tag = name.lower()
        if tag not in _KINDS:
            raise self._refused(
                f'unsupported start tag "{tag}" at byte offset {self._bytes(begin)}'
            )
        opened = _Open(tag, self.offset, begin)
        while self._skip_space() != ">":
            self._attribute(opened)
        self.at += 1
        if tag == "span" and opened.attributes.get("class") != "tg-spoiler":
            raise self._refused(
                'tag "span" must have class "tg-spoiler" at byte offset ' + self._bytes(begin)
            )
        self.open.append(opened)

    def _attribute(self, opened: _Open) -> None:
        where = f'the tag "{opened.tag}" at byte offset {self._bytes(opened.begin)}'
        name = self._until(_SPACE + "=>" if opened.tag == "blockquote" else _SPACE + "=")
        if not name:
            raise self._refused(f"empty attribute name in {where}")
        if self._skip_space() != "=":
            if opened.tag == "blockquote" and name == "expandable" and self._here():
                opened.attributes[name] = "1"
                return
            raise self._refused(f"expected equal sign in declaration of an attribute of {where}")
        self.at += 1
        if not self._skip_space():
            raise self._refused(
                f'unclosed start tag "{opened.tag}" at byte offset {self._bytes(opened.begin)}'
            )
        opened.attributes[name] = self._value()
        if not self._here():
            raise self._refused(f"unclosed start tag at byte offset {self._bytes(opened.begin)}")

    def _value(self) -> str:
        begin = self.at
        quote = self._skip_space()
        if quote and quote in "'\"":
            self.at += 1
            value = []
            while self._here() and self._here() != quote:
                value.append(self._character())
            self.at += 1
            return "".join(value)
        found = re.compile(r"[A-Za-z0-9.\-]*").match(self.html, self.at)
        token = found[0] if found else ""
        self.at += len(token)
        if self._here() and self._here() not in _SPACE + ">":
            raise self._refused(
                f"unexpected end of name token at byte offset {self._bytes(begin)}"
            )
        return token.lower()

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise self._refused(f"unexpected end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        name = self._until(_SPACE + ">").lower()
        if self._skip_space() != ">":
            raise self._refused(f"unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise self._refused(
                f"unmatched end tag at byte offset {self._bytes(begin)}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        kind, detail = _entity(opened, "".join(self.out)) if length else ("", ())
        if not kind:
            return
        if kind == "pre" and self.entities and self.entities[-1].detail:
            inner = self.entities[-1]
            if (inner.kind, inner.offset, inner.length) == ("code", opened.offset, length):
                self.entities.pop()
                detail = inner.detail
        self.entities.append(Entity(kind, opened.offset, length, detail))

    def _here(self) -> str:
        return self.html[self.at] if self.at < len(self.html) else ""

    def _until(self, ends: str) -> str:
        begin = self.at
        while self._here() and self._here() not in ends:
            self.at += 1
        return self.html[begin : self.at]

    def _skip_space(self) -> str:
        while self._here() and self._here() in _SPACE:
            self.at += 1
        return self._here()

    def _bytes(self, position: int) -> str:
        return str(len(self.html[:position].encode("utf-8", "surrogatepass")))

    @staticmethod
    def _refused(words: str) -> Exception:
        return bad_request(f"can't parse entities: {words[0].upper()}{words[1:]}")


def _decoded(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if 0xD800 <= code < 0xE000:
        raise bad_request(_SURROGATE)
    return chr(code) if 0 < code < 0x10FFFF else ""


def _without_language(entity: Entity) -> Entity:
    """Remove the language; only code in a `pre` keeps it."""
    return replace(entity, detail=()) if entity.kind == "code" else entity


def _entity(opened: _Open, text: str) -> tuple[str, tuple[tuple[str, object], ...]]:
    """Return kind and further fields; the kind is "" for tags Telegram drops silently."""
    tag, given = opened.tag, opened.attributes
    kind = _KINDS[tag]
    if tag == "a":
        url = given.get("href") or _tail(text, opened.offset)
        return (
            (kind, (("url", url),)) if re.match(r"(?i)(https?|tg|mailto|tel):", url) else ("", ())
        )
    if tag == "code" and given.get("class", "").startswith("language-"):
        return "code", (("language", given["class"].removeprefix("language-")),)
    if tag == "blockquote" and "expandable" in given:
        return "expandable_blockquote", ()
    if tag == "tg-time":
        return _date_time(given)
    if tag == "tg-emoji":
        return kind, (("custom_emoji_id", given.get("emoji-id", "")),)
    return kind, ()


def _tail(text: str, offset: int) -> str:
    """Return the text from a UTF-16 offset on."""
    return text.encode("utf-16-le", "surrogatepass")[2 * offset :].decode("utf-16-le", "replace")


def _date_time(given: dict[str, str]) -> tuple[str, tuple[tuple[str, object], ...]]:
    """Read a date: https://core.telegram.org/bots/api#date-time-entity-formatting."""
    unix, form = given.get("unix", ""), given.get("format", "")
    if not re.fullmatch(r"[0-9]{1,11}", unix):
        raise bad_request(
            'can\'t parse entities: Tag "tg-time" must have a valid attribute "unix"'
        )
    if not re.fullmatch(r"r|w?[dD]?[tT]?", form):
        raise bad_request('can\'t parse entities: Tag "tg-time" has an invalid attribute "format"')
    detail: tuple[tuple[str, object], ...] = (("unix_time", int(unix)),)
    return "date_time", (*detail, ("date_time_format", form)) if form else detail
