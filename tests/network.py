"""A network of one test's own: nothing but loopback is in it, and that can be unplugged."""

import ctypes
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl

import pytest

_NEW_NETWORK = 0x40000000
_SET_FLAGS, _UP = 0x8914, 1
"""SIOCSIFFLAGS and IFF_UP of <linux/sockios.h> and <linux/if.h>."""


class Network:
    """Unplugged, what is open stays open and nothing passes: as with a pulled cable."""

    def plug(self) -> None:
        self._set(_UP)

    def unplug(self) -> None:
        self._set(0)

    def _set(self, flags: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            ioctl(any_socket, _SET_FLAGS, struct.pack("16sh22x", b"lo", flags))


@contextmanager
def own_network() -> Iterator[Network]:
    """This thread's, and of the processes it starts; skips where none may be made."""
    library = ctypes.CDLL(None, use_errno=True)
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        if library.unshare(_NEW_NETWORK):
            pytest.skip("no network can be made here: needs root and CAP_SYS_ADMIN")
        network = Network()
        network.plug()
        try:
            yield network
        finally:
            library.setns(before, _NEW_NETWORK)
    finally:
        os.close(before)
