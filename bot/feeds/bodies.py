"""The body of an answer, decoded piece by piece: no answer can make it larger than the limit.

aiohttp's own decoding is switched off; what is bounded here is what comes out, not what comes in.
"""

import re
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

from bot.core.reasons.feeds import FeedFailure
from bot.feeds.failures import FeedFailed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"

_PIECE = 256 * 1024
"""Bytes decoded before the next look at the limit."""
_MEMBERS = 100
_CODINGS = 3
"""One in another; more is no mistake."""
_OPENING = 4
"""Bytes by which a coding is known."""
_ZSTD_WINDOW = 23
"""8 MB, the most that RFC 9659 lets a zstd content coding need."""


class Body:
    """Collects what a response sends. Raises FeedFailed for too much of it or broken coding.

    Servers say codings they do not use, use some they do not say, and compress twice: what is
    believed is how the bytes begin.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._decoders: list[_Decoder | None] = []
        """From the outside inwards; None is the text itself."""
        self._sizes = [0] * (_CODINGS + 1)
        self._opening = b""
        """Too little to know the next coding by."""
        self._pieces: list[bytes] = []
        self.received = 0
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.received += len(piece)
        if self.received > self._limit:
            raise too_large(self._limit)
        try:
            self._decode(piece, depth=0)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError, MemoryError) as error:
            raise FeedFailed("bad_coding", FeedFailure.BROKEN_CODING(reason=str(error))) from error

    def complete(self) -> bytes:
        if self._opening:
            self._decoders.append(None)
            self._keep(self._opening)
        if any(decoder is not None and not decoder.ended() for decoder in self._decoders):
            raise FeedFailed("incomplete", FeedFailure.CODING_ENDED())
        return b"".join(self._pieces)

    def _decode(self, piece: bytes, depth: int) -> None:
        if depth == len(self._decoders):
            piece, self._opening = self._opening + piece, b""
            if len(piece) < _OPENING:
                self._opening = piece
                return
            self._decoders.append(_decoder(piece, self._coding, depth))
        decoder = self._decoders[depth]
        if decoder is None:
            self._keep(piece)
            return
        for decoded in decoder.decoded(piece):
            self._sizes[depth] += len(decoded)
            if self._sizes[depth] > self._limit:
                self._pieces.clear()
                raise too_large(self._limit)
            self._decode(decoded, depth + 1)

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        self._pieces.append(piece)


def too_large(limit: int) -> FeedFailed:
    return FeedFailed("too_large", FeedFailure.TOO_LARGE(n=limit // 1_000_000))


class _Decoder(Protocol):
    def decoded(self, piece: bytes) -> Iterator[bytes]: ...

    def ended(self) -> bool: ...


def _decoder(opening: bytes, coding: str, depth: int) -> "_Decoder | None":
    """By its magic number, or by its name where it has none, as brotli; None for what is text."""
    magic = next((name for start, name in _MAGIC if opening.startswith(start)), "")
    if magic and depth < _CODINGS:
        return _DECODERS[magic]()
    names = coding.lower().replace(" ", "").split(",")[::-1]
    name = names[depth] if depth < len(names) else ""
    if not name or name in _NONE or _is_text(opening):
        return None
    if name in _DECODERS:
        return _DECODERS[name if name in _WITHOUT_MAGIC else "br"]()
    raise FeedFailed("bad_coding", FeedFailure.OTHER_CODING(coding=coding))


_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    *((start, "deflate") for start in (b"\x78\x01", b"\x78\x9c", b"\x78\xda")),
)
_WITHOUT_MAGIC = frozenset({"br", "deflate"})
_NONE = frozenset({"identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8"})
_TEXT = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)|[\t\n\r\x20-\x7e\xc2-\xf4\0]{4}")
_MARKUP = re.compile(rb"[\s\0]*[<{\[]")


def _is_text(opening: bytes) -> bool:
    """Whether a document begins so, or any text that is not compressed."""
    return bool(_MARKUP.match(opening) or _TEXT.match(opening))


class _Deflate:
    """gzip (of up to `_MEMBERS` members), zlib, and the raw deflate some servers send for it."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._members = 0
        self._stream: zlib._Decompress | None = None

    def decoded(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            if self._stream is None:
                self._stream = self._next_member(piece)
            yield from self._unpacked(self._stream, piece)
            piece = self._rest(self._stream)

    def ended(self) -> bool:
        return self._stream is None or self._stream.eof

    def _unpacked(self, stream: "zlib._Decompress", piece: bytes) -> Iterator[bytes]:
        while True:
            out = stream.decompress(piece, _PIECE)
            yield out
            piece = stream.unconsumed_tail
            if not piece and len(out) < _PIECE:
                return

    def _rest(self, stream: "zlib._Decompress") -> bytes:
        """What follows a finished member: another one, or padding that is left alone."""
        rest = stream.unused_data
        if not stream.eof or not self._gzip or not rest.startswith(b"\x1f"):
            return b""
        self._stream = None
        return rest

    def _next_member(self, piece: bytes) -> "zlib._Decompress":
        self._members += 1
        if self._members > _MEMBERS:
            raise FeedFailed("bad_coding", FeedFailure.MANY_CODINGS())
        if self._gzip:
            return zlib.decompressobj(31)
        wrapped = piece[0] & 0x0F == 8 and int.from_bytes(piece[:2], "big") % 31 == 0
        return zlib.decompressobj(15 if wrapped else -15)


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decoded(self, piece: bytes) -> Iterator[bytes]:
        yield self._stream.process(piece, output_buffer_limit=_PIECE)
        while not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=_PIECE)

    def ended(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._frames = 0
        self._frame: zstd.ZstdDecompressor | None = None

    def decoded(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            if self._frame is None:
                self._frame = self._next_frame()
            yield self._frame.decompress(piece, _PIECE)
            while not self._frame.needs_input and not self._frame.eof:
                yield self._frame.decompress(b"", _PIECE)
            piece = b""
            if self._frame.eof and self._frame.unused_data:
                piece, self._frame = self._frame.unused_data, None

    def ended(self) -> bool:
        return self._frame is None or self._frame.eof

    def _next_frame(self) -> "zstd.ZstdDecompressor":
        self._frames += 1
        if self._frames > _MEMBERS:
            raise FeedFailed("bad_coding", FeedFailure.MANY_CODINGS())
        return zstd.ZstdDecompressor(options={_WINDOW: _ZSTD_WINDOW})


_WINDOW = zstd.DecompressionParameter.window_log_max

_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _Deflate(gzip=True),
    "x-gzip": lambda: _Deflate(gzip=True),
    "deflate": lambda: _Deflate(gzip=False),
    "br": _Brotli,
    "zstd": _Zstd,
}
