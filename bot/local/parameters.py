"""Reads the parameters of a call, sent as query, form, multipart or JSON."""

import json
from typing import Any, TypeVar

from aiohttp import web

from bot.local.refusals import bad_request

_Wanted = TypeVar("_Wanted")


class Parameters:
    """Values by name. Reading one of the wrong type raises Refusal, as Telegram refuses it."""

    def __init__(self, values: dict[str, Any], files: dict[str, bytes] | None = None) -> None:
        self.values = values
        self.files = files or {}
        """Uploaded files by field name."""

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name) or default)
        except (TypeError, ValueError):
            raise bad_request(f'parameter "{name}" must be a number') from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def object(self, name: str) -> dict[str, Any]:
        return self._json(name, dict, {})

    def array(self, name: str) -> list[Any]:
        return self._json(name, list, [])

    def _json(self, name: str, wanted: type[_Wanted], default: _Wanted) -> _Wanted:
        value = self.values.get(name)
        if value in (None, ""):
            return default
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise bad_request(f"can't parse {name} JSON object") from None
        if not isinstance(value, wanted):
            raise bad_request(f"object expected as {name}")
        return value


async def read_parameters(request: web.Request) -> Parameters:
    """Read what the caller sent, including files of a multipart body."""
    files: dict[str, bytes] = {}
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        values |= _json_body(await request.read())
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = value.file.read()
            else:
                values[name] = value
    return Parameters(values, files)


def _json_body(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(parsed, dict):
        raise bad_request("object expected")
    return parsed
