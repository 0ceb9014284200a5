"""Every stored type survives the way into columns and back."""

import types
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from bot.core.delivery.pacing import Pace
from bot.core.reading.poll_result import FeedState
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import (
    Chat,
    Delivery,
    Entry,
    Post,
    Reason,
    Report,
    Story,
    Subscription,
)
from storage.db import tables
from storage.db.columns import clean, from_json, from_row, json_text, to_json, to_row
from tests.build import NOON, a_chat

STORED = [
    (FeedState, tables.feed_state),
    (Entry, tables.entry),
    (Chat, tables.chat),
    (Subscription, tables.subscription),
    (Delivery, tables.delivery),
    (Post, tables.post),
    (Pace, tables.pace),
]


def unusual(hint: Any) -> Any:
    """Return a value of a type, unlike any default."""
    if get_origin(hint) in (Union, types.UnionType):
        return unusual(get_args(hint)[0])
    if get_origin(hint) is tuple:
        of = get_args(hint)
        return tuple(unusual(each) for each in of if each is not Ellipsis)
    if hint is Reason:
        return FeedFailure.UNREADABLE(reason="Союз")
    if is_dataclass(hint):
        return filled(hint)
    if issubclass(hint, Enum):
        return list(hint)[-1]
    values: dict[type, Any] = {
        str: "Союз",
        int: -(10**12),
        float: 0.7,
        bool: True,
        bytes: b"\x00\xff",
        datetime: datetime(2022, 7, 26, 12, 0, 0, 1, tzinfo=UTC),
        timedelta: timedelta(minutes=7),
    }
    return values[hint]


def filled(kind: Any) -> Any:
    """Return a value of a dataclass with every field set to something unusual."""
    hints = get_type_hints(kind)
    return kind(**{field.name: unusual(hints[field.name]) for field in fields(kind)})


@pytest.mark.parametrize(("kind", "table"), STORED, ids=lambda each: getattr(each, "name", ""))
def test_every_field_has_a_place_in_its_table(kind: Any, table: Any) -> None:
    value = filled(kind)
    assert from_row(kind, to_row(value, table)) == value


@pytest.mark.parametrize("kind", [Report, Story, FeedState, Chat])
def test_every_field_has_a_place_in_json(kind: Any) -> None:
    value = filled(kind)
    assert from_json(kind, to_json(value)) == value


@pytest.mark.parametrize(("kind", "table"), STORED, ids=lambda each: getattr(each, "name", ""))
def test_defaults_come_back_as_defaults(kind: Any, table: Any) -> None:
    hints = get_type_hints(kind)
    needed = {
        field.name: unusual(hints[field.name])
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }
    value = kind(**needed)
    assert from_row(kind, to_row(value, table)) == value


def test_a_field_without_a_column_is_kept_in_more() -> None:
    row = to_row(a_chat(zone="Europe/Moscow"), tables.chat)
    assert row["more"] == {"zone": "Europe/Moscow"}


def test_what_a_newer_program_stored_is_ignored() -> None:
    row = to_row(a_chat(), tables.chat)
    row["more"] = {"mood": "curious"}
    assert from_row(Chat, row) == a_chat()


def test_the_same_value_is_always_the_same_text() -> None:
    chat = a_chat(muted_until=NOON, quiet=(60, 120))
    assert json_text(to_json(chat)) == json_text(to_json(replace(chat)))


@pytest.mark.fault("F5")
@pytest.mark.parametrize(
    ("text", "cleaned"), [("a\0b", "ab"), ("\ud83d", "\ufffd"), ("МКС 🚀", "МКС 🚀"), ("", "")]
)
def test_text_is_cleaned_of_what_no_database_takes(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
    assert json_text([text, {text: text}]) == json_text([cleaned, {cleaned: cleaned}])
