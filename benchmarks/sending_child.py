"""The real process, with a count of its transactions: `python -m benchmarks.sending_child run`.

At its end it prints how many transactions and statements it has made since its first SIGUSR1.
"""

import signal
from collections import Counter

from sqlalchemy import event
from sqlalchemy.engine import Engine

_made: Counter[str] = Counter()


def _count(what: str) -> None:
    _made[what] += 1


def main() -> None:
    event.listen(Engine, "begin", lambda *_: _count("transactions"))
    event.listen(Engine, "before_cursor_execute", lambda *_: _count("statements"))
    signal.signal(signal.SIGUSR1, lambda *_: _made.clear())
    from bot.__main__ import main as isswire

    try:
        isswire()
    finally:
        print(f"counted transactions={_made['transactions']} statements={_made['statements']}")


if __name__ == "__main__":
    main()
