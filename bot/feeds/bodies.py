"""Decodes the body of a response piece by piece, within a limit.

aiohttp's own decoding is switched off because it does not bound what comes out: 8 kB of gzip can
become 8 MB, and gzip within gzip far more. Here every layer stops at the limit.
"""

import re
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.failures import FeedFailed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"

_PIECE = 256 * 1024
"""Bytes decoded before the limit is checked again."""
_MEMBERS = 100
"""gzip members or zstd frames in one body; each costs time, even an empty one."""
_CODINGS = 3
"""Codings nested in each other: servers compress twice by mistake, not four times."""
_OPENING = 4
"""First bytes that identify a coding."""
_ZSTD_WINDOW = 23
"""8 MB, the most that RFC 9659 lets a zstd content coding need."""


class Body:
    """Collects the body of a response. Raises FeedFailed if it is too large or badly coded.

    Servers declare codings they do not use, use some they do not declare, and compress twice, so
    the first bytes of each layer decide.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._decoders: list[_Decoder | None] = []
        """Layers from the outside inwards; None is the text itself."""
        self._sizes = [0] * (_CODINGS + 1)
        self._opening = b""
        """Bytes of the next layer, as long as they are too few to identify its coding."""
        self._pieces: list[bytes] = []
        self.received = 0
        self.size = 0

    def add(self, piece: bytes) -> None:
        """Decode a further piece."""
        self.received += len(piece)
        if self.received > self._limit:
            raise too_large(self._limit)
        try:
            self._decode(piece, depth=0)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError, MemoryError) as error:
            raise FeedFailed("bad_coding", FeedFailure.BROKEN_CODING(reason=str(error))) from error

    def complete(self) -> bytes:
        """Return the decoded body after the last piece."""
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
            # each layer is counted: an inner one must not hide a bomb in an outer one
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
    """Choose the decoder by the magic number, else (brotli has none) by name; None for text."""
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
    """Whether these bytes begin a document, or any other uncompressed text."""
    return bool(_MARKUP.match(opening) or _TEXT.match(opening))


class _Deflate:
    """gzip of up to `_MEMBERS` members, zlib, and the raw deflate some servers send instead."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._members = 0
        self._stream: zlib._Decompress | None = None

    def decoded(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            if self._stream is None:
                self._stream = self._next_member(piece)
            yield from self._decompressed(self._stream, piece)
            piece = self._rest(self._stream)

    def ended(self) -> bool:
        return self._stream is None or self._stream.eof

    def _decompressed(self, stream: "zlib._Decompress", piece: bytes) -> Iterator[bytes]:
        while True:
            out = stream.decompress(piece, _PIECE)
            yield out
            piece = stream.unconsumed_tail
            if not piece and len(out) < _PIECE:
                return

    def _rest(self, stream: "zlib._Decompress") -> bytes:
        """Return what follows a finished member: another one. Padding is ignored."""
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
