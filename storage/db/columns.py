"""How values become columns and come back: core's frozen values by their type hints, and the types
of columns.

Rule 1: times are aware UTC, in and out; SQLite would return naive ones.
Rule 2: no text holds NUL or a lone surrogate; PostgreSQL refuses NUL, both drivers surrogates.
Rule 3: a field with a column of its name goes there; all others go as JSON into the column `more`,
so that a new remembered field with a default needs no migration.
Rule 4: a field at its default is left out of `more`: the default of a stored field never changes.

Example: `Chat(id=7, kind=PRIVATE, username="ann")` becomes the columns id=7, kind="private" and
so on, and more={"username": "ann"}; the fields at their defaults take no room.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.core.reasons import as_data, from_data
from bot.core.types import Reason

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


_LONE = re.compile("[\ud800-\udfff]")

Big = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; SQLite assigns ids only in a column declared INTEGER."""

Key = LargeBinary(16)
"""The first 128 bits of a SHA-256."""


def clean(text: str) -> str:
    """Remove NUL from the text; lone surrogates become U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else _LONE.sub("\ufffd", text)


class CleanText(TypeDecorator[str]):
    """Text that both databases accept."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(str(value))


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out; a naive time is a bug and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Small nested values as compact JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def json_text(value: Any) -> str:
    """Return compact JSON, keys in the order given, cleaned like any other text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in text:
        text = json.dumps(_without_nul(value), ensure_ascii=False, separators=(",", ":"))
    return clean(text)


def _without_nul(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "")
        case dict():
            return {_without_nul(key): _without_nul(each) for key, each in value.items()}
        case list() | tuple():
            return [_without_nul(each) for each in value]
        case _:
            return value


T = TypeVar("T", bound="DataclassInstance")
Decode = Callable[[Any], Any]

MORE = "more"
PLAIN = (datetime, bytes)
"""Types a column holds as they are, and JSON does not."""


def to_row(
    value: "DataclassInstance", table: Table, *, without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return the columns of `table` that `value` fills; fields of `without` are stored elsewhere.

    Raises TypeError for a value of a type that cannot be stored.
    """
    columns = table.columns.keys()
    row = {
        field.name: _column_value(getattr(value, field.name))
        for field in _fields(type(value))
        if field.name in columns
    }
    if MORE in columns:
        row[MORE] = _to_json(value, leave_out=without | row.keys())
    return row


def from_row(kind: type[T], row: Mapping[Any, Any]) -> T:
    """Return the value that `to_row` stored; columns that are no fields are ignored."""
    # Keys in `more` that are no fields are ignored as well: they are what a newer program stored,
    # or an older one, and a downgrade must not fail on them.
    more = row.get(MORE) or {}
    values = {name: decode(more[name]) for name, decode in _decoders(kind).items() if name in more}
    for name, decode in _column_decoders(kind).items():
        if name in row:
            stored = row[name]
            values[name] = stored if decode is None or stored is None else decode(stored)
    return kind(**values)


def to_json(value: "DataclassInstance") -> dict[str, Any]:
    """Return the value as JSON's own types, without the fields at their defaults."""
    return _to_json(value, leave_out=frozenset())


def from_json(kind: type[T], stored: Mapping[str, Any]) -> T:
    """Return the value that `to_json` made."""
    decoders = _decoders(kind)
    return kind(**{name: decoders[name](stored[name]) for name in stored if name in decoders})


@cache
def _fields(kind: type["DataclassInstance"]) -> tuple[Field[Any], ...]:
    return fields(kind)


def _to_json(value: "DataclassInstance", *, leave_out: frozenset[str]) -> dict[str, Any]:
    return {
        field.name: _json_value(getattr(value, field.name))
        for field in _fields(type(value))
        if field.name not in leave_out and not _at_default(field, getattr(value, field.name))
    }


def _at_default(field: Field[Any], value: object) -> bool:
    return field.default is not MISSING and bool(value == field.default)


def _column_value(value: object) -> object:
    return value if isinstance(value, PLAIN) else _json_value(value)


def _json_value(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes():
            return value.hex()
        case tuple():
            return [_json_value(each) for each in value]
        case Reason():
            return as_data(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _to_json(value, leave_out=frozenset())
    raise TypeError(f"{type(value).__name__} cannot be stored")


@cache
def _decoders(kind: type["DataclassInstance"]) -> dict[str, Decode]:
    hints = get_type_hints(kind)
    return {field.name: _decoder(hints[field.name]) for field in fields(kind)}


@cache
def _column_decoders(kind: type["DataclassInstance"]) -> dict[str, Decode | None]:
    """Return the decoders for columns, None where the column gives the value itself."""
    # Looking up None is cheaper than calling a function that returns its argument, and rows of
    # plain columns are most of what is read.
    hints = get_type_hints(kind)
    return {
        field.name: None if _is_plain(hints[field.name]) else _decoder(hints[field.name])
        for field in fields(kind)
    }


def _is_plain(hint: Any) -> bool:
    return _without_none(hint) in (*PLAIN, str, int, bool, float)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not NoneType)
    return hint


def _decoder(hint: Any) -> Decode:
    hint = _without_none(hint)
    if get_origin(hint) is tuple:
        return _optional(_tuple_decoder(get_args(hint)))
    if hint is datetime:
        return _optional(datetime.fromisoformat)
    if hint is timedelta:
        return _optional(lambda seconds: timedelta(seconds=seconds))
    if hint is bytes:
        return _optional(bytes.fromhex)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _optional(hint)
    if hint is Reason:
        return _optional(from_data)
    if is_dataclass(hint) and isinstance(hint, type):
        return _optional(lambda stored: from_json(hint, stored))
    return lambda stored: stored


def _tuple_decoder(of: tuple[Any, ...]) -> Decode:
    if len(of) == 2 and of[1] is Ellipsis:
        each = _decoder(of[0])
        return lambda stored: tuple(each(one) for one in stored)
    decoders = [_decoder(one) for one in of]
    return lambda stored: tuple(decode(one) for decode, one in zip(decoders, stored, strict=True))


def _optional(decode: Decode) -> Decode:
    return lambda stored: None if stored is None else decode(stored)
