"""The parsing process: reads orders from a socket and writes documents back; may be killed.

It has no secret, no network and no database, and ends when its socket is closed.
Started as `python -m bot.feeds.child FILE_DESCRIPTOR`.
"""

import socket
import sys
from io import BufferedRWPair
from typing import assert_never

from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.child_limits import limit_cpu, limit_memory
from bot.feeds.child_protocol import (
    LENGTH,
    LENGTHS,
    ArticleText,
    Document,
    Order,
    PageOrder,
    Unreadable,
    packed_result,
    unpacked_order,
)
from bot.feeds.extraction import read_page
from bot.feeds.feed_document import read_document

CPU_SECONDS = 5


def main() -> None:
    limit_memory()
    with socket.socket(fileno=int(sys.argv[1])) as parent, parent.makefile("rwb") as stream:
        while order := stream.read(LENGTHS.size):
            _answer(stream, *LENGTHS.unpack(order))


def _answer(stream: BufferedRWPair, order_length: int, body_length: int) -> None:
    order = unpacked_order(stream.read(order_length))
    body = stream.read(body_length)
    limit_cpu(CPU_SECONDS)
    try:
        answer = packed_result(_reading(body, order))
    except MemoryError:
        del body
        answer = packed_result(Unreadable("parse_memory", FeedFailure.LARGE()))
    stream.write(LENGTH.pack(len(answer)) + answer)
    stream.flush()


def _reading(body: bytes, order: Order | PageOrder) -> Document | ArticleText | Unreadable:
    match order:
        case Order():
            return read_document(body, order)
        case PageOrder():
            return read_page(body, order)
        case _:
            assert_never(order)


if __name__ == "__main__":
    main()
