"""The bot forked from a process that has imported everything: see forkserver.

It is the bot: `bot.__main__.main` with arguments and an environment. What is about the start
itself, or has to be loaded before it, starts Python as an operator would: see process.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from tests.e2e.doomed import Doom, listen
from tests.forkserver import FORKSERVER


def lived(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    output: Connection,
    doom: Doom | None = None,
) -> BaseProcess:
    """`isswire` with these arguments, started; what it says goes to `output`."""
    process = FORKSERVER.Process(target=_live, args=(arguments, environment, output, doom))
    process.start()
    return process


def _live(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    output: Connection,
    doom: Doom | None,
) -> None:
    os.dup2(output.fileno(), sys.stdout.fileno())
    os.dup2(output.fileno(), sys.stderr.fileno())
    output.close()
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["isswire", *arguments]
    if doom:
        listen(doom)
    from bot.__main__ import main

    main()
