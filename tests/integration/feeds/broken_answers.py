"""Responses that break the rules of HTTP, and some that only bend them, byte by byte."""

import gzip
import zlib
from functools import cache

import brotli
from backports import zstd

from tests.integration.feeds.feed_server import a_document, an_answer, an_item

DOCUMENT = a_document(*(an_item(f"Soyuz docks again {number}") for number in range(30)))
GOOD = an_answer(DOCUMENT)
HEAD, BODY = GOOD.split(b"\r\n\r\n", 1)
LENGTH = f"Content-Length: {len(BODY)}".encode()


def with_headers(*lines: bytes) -> bytes:
    return b"\r\n".join((HEAD, *lines)) + b"\r\n\r\n" + BODY


def without_length(*lines: bytes, body: bytes = BODY) -> bytes:
    return b"\r\n".join((HEAD.replace(b"\r\n" + LENGTH, b""), *lines)) + b"\r\n\r\n" + body


def coded(coding: str, body: bytes) -> bytes:
    return an_answer(body, headers=[f"Content-Encoding: {coding}"])


@cache
def bomb(coding: str) -> bytes:
    """Compress 300 MB of blanks piece by piece, to use little memory."""
    piece = b" " * 10_000_000
    match coding:
        case "br":
            compressor = brotli.Compressor(quality=1)
            pieces = [compressor.process(piece) for _ in range(30)] + [compressor.finish()]
        case "zstd":
            pieces = [zstd.compress(piece)] * 30
        case _:
            stream = zlib.compressobj(1, wbits=31 if coding == "gzip" else 15)
            pieces = [stream.compress(piece) for _ in range(30)] + [stream.flush()]
    return coded(coding, b"".join(pieces))


CHUNKED = b"Transfer-Encoding: chunked"
BROKEN: dict[str, tuple[bytes, str]] = {
    "nothing at all": (b"", "protocol"),
    "HTTP/0.9": (BODY, "protocol"),
    "an SSH banner": (b"SSH-2.0-OpenSSH_9.2\r\n", "protocol"),
    "an SMTP banner": (b"220 mail.example ESMTP\r\n", "protocol"),
    "a Redis error": (b"-ERR unknown command 'GET'\r\n", "protocol"),
    "a TLS alert": (b"\x15\x03\x01\x00\x02\x02\x46", "protocol"),
    "an HTTP/2 preface": (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", "protocol"),
    "a garbage status": (b"HTTP/1.1 abc OK\r\n\r\n", "protocol"),
    "a status of four digits": (b"HTTP/1.1 2000 OK\r\n\r\n", "protocol"),
    "a negative status": (b"HTTP/1.1 -200 OK\r\n\r\n", "protocol"),
    "no status": (b"HTTP/1.1\r\n\r\n", "protocol"),
    "a version of its own": (b"HTTQ/9.9 200 OK\r\n\r\n", "protocol"),
    "a NUL in a header": (with_headers(b"X-A: a\0b"), "protocol"),
    "a CR in a header": (with_headers(b"X-A: a\rb"), "protocol"),
    "a header without a colon": (with_headers(b"XA"), "protocol"),
    "a header without a name": (with_headers(b": a"), "protocol"),
    "a space before the colon": (with_headers(b"X-A : a"), "protocol"),
    "a negative length": (GOOD.replace(LENGTH, b"Content-Length: -5"), "protocol"),
    "a length in words": (GOOD.replace(LENGTH, b"Content-Length: many"), "protocol"),
    "a signed length": (GOOD.replace(LENGTH, b"Content-Length: +5"), "protocol"),
    "two lengths": (with_headers(b"Content-Length: 5"), "protocol"),
    "the same length twice": (with_headers(LENGTH), "protocol"),
    "a length of 5,000 digits": (
        GOOD.replace(LENGTH, b"Content-Length: " + b"9" * 5000),
        "protocol",
    ),
    "a length and chunks": (with_headers(CHUNKED), "protocol"),
    "a body shorter than its length": (GOOD[:-100], "protocol"),
    "a chunk that ends early": (without_length(CHUNKED, body=b"fff\r\nabc"), "protocol"),
    "no last chunk": (without_length(CHUNKED, body=b"5\r\nabcde\r\n"), "protocol"),
    "a chunk of no size": (without_length(CHUNKED, body=b"\r\nabc\r\n0\r\n\r\n"), "protocol"),
    "a chunk of garbage size": (without_length(CHUNKED, body=b"zz\r\nabc\r\n"), "protocol"),
    "a chunk of negative size": (without_length(CHUNKED, body=b"-5\r\nabcde\r\n"), "protocol"),
    "a chunk size beyond 64 bits": (
        without_length(CHUNKED, body=b"f" * 20 + b"\r\nabc"),
        "protocol",
    ),
    "a header line of 1 MB": (with_headers(b"X-A: " + b"a" * 1_000_000), "protocol"),
    "100,000 headers": (with_headers(*[b"X-A: b"] * 100_000), "protocol"),
    "a flood of cookies": (with_headers(*[b"Set-Cookie: a=b"] * 5_000), "protocol"),
    "a status line of 1 MB": (b"HTTP/1.1 200 " + b"O" * 1_000_000 + b"\r\n\r\n", "protocol"),
    "informational answers only": (b"HTTP/1.1 100 Continue\r\n\r\n" * 50, "protocol"),
    "protocols switched": (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "http_101"),
    "broken gzip": (coded("gzip", b"\x1f\x8b\x08\0garbage, not gzip"), "bad_coding"),
    "gzip that is something else": (coded("gzip", b"\x89PNG\r\n\x1a\n" + BODY), "bad_coding"),
    "gzip in gzip, cut": (coded("gzip", gzip.compress(gzip.compress(BODY))[:-20]), "incomplete"),
    "gzip in gzip in gzip in gzip": (
        coded("gzip", gzip.compress(gzip.compress(gzip.compress(gzip.compress(BODY))))),
        "not_a_feed",
    ),
    "gzip cut": (coded("gzip", gzip.compress(BODY)[:-20]), "incomplete"),
    "gzip with a wrong checksum": (
        coded("gzip", gzip.compress(BODY)[:-8] + b"12345678"),
        "bad_coding",
    ),
    "deflate that is something else": (coded("deflate", b"\xff\x01\x02\x03"), "bad_coding"),
    "deflate cut": (coded("deflate", zlib.compress(BODY)[:-20]), "incomplete"),
    "brotli that is something else": (coded("br", b"\x89PNG\r\n\x1a\n\0\0"), "bad_coding"),
    "brotli cut": (coded("br", brotli.compress(BODY)[:-20]), "incomplete"),
    "zstd that is something else": (coded("zstd", b"\x89PNG\r\n\x1a\n" + BODY), "bad_coding"),
    "zstd cut": (coded("zstd", zstd.compress(BODY)[:-20]), "incomplete"),
    "a coding nobody asked for": (coded("compress", b"\x1f\x9d\x90" + BODY), "bad_coding"),
    "10,000 members of gzip": (coded("gzip", gzip.compress(b"") * 10_000), "bad_coding"),
    "10,000 frames of zstd": (coded("zstd", zstd.compress(b"") * 10_000), "bad_coding"),
    "a length of 10 GB": (
        GOOD.replace(LENGTH, b"Content-Length: 10000000000") + b"a" * 9_000_000,
        "too_large",
    ),
    "9 MB without length": (without_length(body=b"<rss>" + b"a" * 9_000_000), "too_large"),
    "a body for 204": (GOOD.replace(b"200 OK", b"204 No Content"), "protocol"),
    "a part": (GOOD.replace(b"200 OK", b"206 Partial Content"), "http_206"),
    "a choice": (GOOD.replace(b"200 OK", b"300 Multiple Choices"), "http_300"),
    "304 without a question": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "http_304"),
    "400": (GOOD.replace(b"200 OK", b"400 Bad Request"), "http_400"),
    "401": (GOOD.replace(b"200 OK", b"401 Unauthorized"), "http_401"),
    "403 of a bot wall": (GOOD.replace(b"200 OK", b"403 Forbidden"), "http_403"),
    "404 with a feed": (GOOD.replace(b"200 OK", b"404 Not Found"), "http_404"),
    "418": (GOOD.replace(b"200 OK", b"418 I'm a teapot"), "http_418"),
    "451": (GOOD.replace(b"200 OK", b"451 Unavailable"), "http_451"),
    "500 with a feed": (GOOD.replace(b"200 OK", b"500 Oops"), "http_500"),
    "502 with a page": (an_answer(b"<html>", status="502 Bad Gateway"), "http_502"),
    "520 of a proxy": (GOOD.replace(b"200 OK", b"520 Unknown"), "http_520"),
    "999": (GOOD.replace(b"200 OK", b"999 Denied"), "http_999"),
    "200 with a challenge": (
        an_answer(b"<!DOCTYPE html><html><title>Just a moment...</title>"),
        "wall",
    ),
    "200 with nothing": (an_answer(b""), "empty"),
    "200 with white space": (an_answer(b" \n\t "), "empty"),
    "200 with JSON of an API": (an_answer(b'{"error": "no such feed"}'), "not_a_feed"),
    "200 with broken JSON": (an_answer(b'{"items": ['), "parse"),
    "200 with a picture": (an_answer(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "not_a_feed"),
}


BOMBS = ("gzip", "deflate", "br", "zstd")


SAID = (
    *(
        "UTF-8",
        "none",
        "binary",
        "8bit",
        "gzip",
        "deflate",
        "br",
        "zstd",
        "compress",
        "gzip, gzip",
    ),
    *("windows-1251", "aws-chunked", "text/xml", ""),
)
"""Content codings that servers declare, whatever they send."""

FORGIVEN: dict[str, bytes] = {
    "obsolete folding of a header": with_headers(b"X-A: a", b" b"),
    "bare LF between headers": GOOD.replace(b"\r\n", b"\n", 3),
    "latin-1 in a header": with_headers(b"X-A: \xe9"),
    "no content type": GOOD.replace(b"Content-Type: application/rss+xml\r\n", b""),
    "a content type of pictures": GOOD.replace(b"application/rss+xml", b"image/png"),
    "a content type of garbage": GOOD.replace(b"application/rss+xml", b";;;=\xff"),
    "no length": without_length(),
    "chunks": without_length(CHUNKED, body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)),
    "HTTP/1.0": GOOD.replace(b"HTTP/1.1", b"HTTP/1.0"),
    "raw deflate": coded("deflate", zlib.compress(BODY)[2:-4]),
    "gzip in two members": coded("gzip", gzip.compress(BODY[:99]) + gzip.compress(BODY[99:])),
    "gzip and padding": coded("gzip", gzip.compress(BODY) + b"\0" * 99),
    "x-gzip": coded("X-GZIP", gzip.compress(BODY)),
    "identity": coded("identity", BODY),
    **{f"{coding} said, none used": coded(coding, BODY) for coding in SAID},
    **{f"gzip used, {coding} said": coded(coding, gzip.compress(BODY)) for coding in SAID},
    "gzip used, nothing said": an_answer(gzip.compress(BODY)),
    "gzip used, nothing said, another kind of file": an_answer(
        gzip.compress(BODY), content_type="application/x-gzip"
    ),
    "zstd used, gzip said": coded("gzip", zstd.compress(BODY)),
    "brotli used, gzip said": coded("gzip", brotli.compress(BODY)),
    "zlib used, nothing said": an_answer(zlib.compress(BODY)),
    "gzip used, a chain said": coded("x-gzip, identity", gzip.compress(BODY)),
    "gzip used twice, byte by byte": without_length(
        b"Content-Encoding: gzip, gzip",
        CHUNKED,
        body=b"".join(b"1\r\n%c\r\n" % byte for byte in gzip.compress(gzip.compress(BODY)))
        + b"0\r\n\r\n",
    ),
    "gzip used twice, said once": coded("gzip", gzip.compress(gzip.compress(BODY))),
    "gzip used twice, said twice": coded("gzip, gzip", gzip.compress(gzip.compress(BODY))),
    "gzip in brotli": coded("gzip, br", brotli.compress(gzip.compress(BODY))),
    "gzip in zlib": coded("gzip, deflate", zlib.compress(gzip.compress(BODY))),
    "two headers for codings": with_headers(b"Content-Encoding: utf-8", b"Content-Encoding: none"),
    "203": GOOD.replace(b"200 OK", b"203 Non-Authoritative Information"),
    "226": GOOD.replace(b"200 OK", b"226 IM Used"),
    "a status without words": GOOD.replace(b"200 OK", b"200"),
    "100 Continue first": b"HTTP/1.1 100 Continue\r\n\r\n" + GOOD,
    "103 Early Hints first": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + GOOD,
    "a broken Last-Modified": with_headers(b"Last-Modified: yesterday"),
    "a broken Cache-Control": with_headers(b"Cache-Control: max-age=many, ,,=="),
    "a broken Expires": with_headers(b"Expires: Thu, 99 Foo 99999 99:99:99 GMT"),
    "an unknown transfer coding": without_length(b"Transfer-Encoding: bogus"),
    "a cookie": with_headers(b"Set-Cookie: id=1; Path=/"),
}
