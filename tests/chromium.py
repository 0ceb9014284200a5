"""A headless Chromium, talked to by its debugging protocol; tests skip where there is none.

https://chromedevtools.github.io/devtools-protocol/
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)


@dataclass
class Tab:
    """An open page."""

    socket: aiohttp.ClientWebSocketResponse
    _ids: Any = field(default_factory=lambda: count(1))

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result; events are passed over."""
        id = next(self._ids)
        await self.socket.send_json({"id": id, "method": method, "params": parameters})
        while True:
            said = await self.socket.receive_json(timeout=30)
            if said.get("id") == id:
                assert "error" not in said, said
                result: dict[str, Any] = said["result"]
                return result

    async def open(self, url: str, *, width: int, scheme: str) -> None:
        """Go to an address at a width, in a colour scheme, and wait until it is drawn."""
        await self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        await self.ask("Emulation.setEmulatedMedia", features=features)
        await self.ask("Page.navigate", url=url)
        state = f"complete{url}"
        async with asyncio.timeout(30):
            while await self.value("document.readyState + location.href") != state:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def value(self, expression: str) -> Any:
        """Evaluate JavaScript beside the page."""
        said = await self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    async def press(self, key: str) -> None:
        """Press and release a key."""
        codes = {"Tab": 9, "Enter": 13}
        for kind in ("keyDown", "keyUp"):
            await self.ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=codes[key],
                text="\r" if (kind, key) == ("keyDown", "Enter") else "",
            )

    async def named(self) -> list[tuple[str, str]]:
        """Return role and name of all that a screen reader announces."""
        tree = await self.ask("Accessibility.getFullAXTree")
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in tree["nodes"]
            if not node.get("ignored")
        ]


@asynccontextmanager
async def a_tab() -> AsyncIterator[Tab]:
    """Start a Chromium with one empty page."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium here: apt install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program,
            *_FLAGS,
            f"--user-data-dir={profile}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            port = await _port(Path(profile))
            async with aiohttp.ClientSession() as client:
                pages = await (await client.get(f"http://127.0.0.1:{port}/json/list")).json()
                address = next(
                    each["webSocketDebuggerUrl"] for each in pages if each["type"] == "page"
                )
                async with client.ws_connect(address, max_msg_size=0) as socket:
                    yield Tab(socket)
        finally:
            process.kill()
            await process.wait()


async def _port(profile: Path) -> str:
    file = profile / "DevToolsActivePort"
    async with asyncio.timeout(60):
        while not file.exists() or not file.read_text().strip():  # noqa: ASYNC110  # it is a file
            await asyncio.sleep(0.1)
    return file.read_text().split()[0]
