"""Loads speakers.toml: the bodies that are quoted by name."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bot.core.ledger.quoted_bodies import Bodies, Body
from bot.core.types import Localised, Party
from bot.rules.toml_files import read_rules


@cache
def load_bodies() -> Bodies:
    """Load the shipped bodies, once."""
    data = read_rules("speakers.toml")
    return Bodies(
        _bodies(),
        verbs=data["verbs"]["en"].split(),
        beginnings=data["verbs"]["ru"].split(),
        roles=data["roles"].split(),
    )


@cache
def body_names() -> tuple[Party, ...]:
    """Return the bodies by name alone, for messages; they have no channels of their own."""
    return tuple(
        Party(body.id, body.name, body.country or None, own_channel=False) for body in _bodies()
    )


@cache
def _bodies() -> tuple[Body, ...]:
    data = read_rules("speakers.toml")
    return (*map(_body, data["bodies"]), *_offices(data))


def _body(row: Mapping[str, Any]) -> Body:
    names = (row["en"], row["ru"], *row.get("names", ()))
    name = Localised({"en": row["en"], "ru": row["ru"]})
    return Body(row["id"], row["kind"], row["country"], name, tuple(dict.fromkeys(names)))


def _offices(data: Mapping[str, Any]) -> Iterator[Body]:
    """Yield the body of each office in each state."""
    for state in data["states"]:
        for office in data["offices"]:
            told = {key: office[key].format_map(state) for key in ("en", "ru")}
            row = {"kind": office["kind"], "country": state["country"], **told}
            names = [name.format_map(state) for name in office["names"]]
            yield _body({**row, "id": f"{state['id']}-{office['id']}", "names": names})
