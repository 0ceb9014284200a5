"""A proxy in a process of its own: HTTP, plain and CONNECT, and SOCKS5; with a password or not.

It writes a line for each target: `socks5 example.org:443`. Run it with [user:password].
"""

import asyncio
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = "127.0.0.1"


class _Refused(Exception):
    pass


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def _reached(
    how: str, host: str, port: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to this machine whatever the name: the proxy resolves it, and all names are here."""
    print(how, f"{host}:{port}", flush=True)  # noqa: T201  # the test reads it
    return await asyncio.open_connection(HERE, port)


class _Proxy:
    def __init__(self, password: str) -> None:
        self._password = password

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(1)
            there = await (self._socks if first == b"\x05" else self._http)(first, reader, writer)
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        except (_Refused, asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _socks(
        self, _: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x05\x02" if self._password else b"\x05\x00")
        if self._password:
            await reader.readexactly(1)
            user = await reader.readexactly((await reader.readexactly(1))[0])
            word = await reader.readexactly((await reader.readexactly(1))[0])
            right = f"{user.decode()}:{word.decode()}" == self._password
            writer.write(b"\x01\x00" if right else b"\x01\x01")
            if not right:
                await writer.drain()
                raise _Refused
        kind = (await reader.readexactly(4))[3]
        length = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        host = await reader.readexactly(length)
        port = int.from_bytes(await reader.readexactly(2), "big")
        name = host.decode() if kind == 3 else ".".join(map(str, host))
        there = await _reached("socks5", name, port)
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        return there

    async def _http(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        head = first + await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b" ", 2)
        word = b"Basic " + b64encode(self._password.encode())
        if self._password and word not in head:
            writer.write(b"HTTP/1.1 407 Who Are You\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            raise _Refused
        address = target.decode().removeprefix("http://").partition("/")[0]
        host, _, port = address.partition(":")
        there = await _reached(method.decode().lower(), host, int(port or 80))
        if method == b"CONNECT":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            there[1].write(head)
        return there


async def _serve(password: str) -> None:
    server = await asyncio.start_server(_Proxy(password).talk, HERE, 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await server.serve_forever()


@dataclass(slots=True)
class RunningProxy:
    port: int
    _process: "subprocess.Popen[str]"

    def url(self, scheme: str, password: str = "") -> str:
        return f"{scheme}://{f'{password}@' if password else ''}{HERE}:{self.port}"

    def seen(self) -> list[str]:
        """End the proxy and return what it was asked for."""
        self._process.terminate()
        assert self._process.stdout is not None
        return self._process.stdout.read().splitlines()


@contextmanager
def running(password: str = "") -> Iterator[RunningProxy]:
    """Run the proxy in a process of its own."""
    command = [sys.executable, str(Path(__file__)), password]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield RunningProxy(int(process.stdout.readline()), process)
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1] if len(sys.argv) > 1 else ""))
