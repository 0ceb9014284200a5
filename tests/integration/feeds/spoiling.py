"""Documents spoiled by chance."""

import random

_SPLINTERS = (b"<![CDATA[", b"]]>", b"<!--", b"&#xD83D;", b"<item>", b"</item>", b"\0", b"<")


def mutation(document: bytes, chance: random.Random) -> bytes:
    """Return the document with one to six changes of bytes."""
    spoiled = bytearray(document)
    for _ in range(chance.randint(1, 6)):
        at, to = sorted((chance.randrange(len(spoiled)), chance.randrange(len(spoiled))))
        match chance.randrange(5):
            case 0:
                spoiled[at] = chance.randrange(256)
            case 1:
                del spoiled[at : at + chance.randrange(1, 30)]
            case 2:
                spoiled[at:at] = spoiled[at : min(to, at + 500)]
            case 3:
                spoiled[at:at] = bytes(chance.randrange(256) for _ in range(8))
            case _:
                spoiled[at:at] = chance.choice(_SPLINTERS)
        spoiled = spoiled or bytearray(b"<")
    return bytes(spoiled)
