"""Progress: a bar on a terminal, lines elsewhere, nothing for what is quick."""

import io

from bot.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(sink: io.StringIO, *, quiet: float = 0) -> str:
    progress = Progress(sink, quiet=quiet)
    progress(32, 64, "feeds asked")
    progress(33, 64, "feeds asked")
    progress.end()
    return sink.getvalue()


def test_a_terminal_gets_a_bar_that_is_taken_away_again() -> None:
    bar = "\r[############            ] 32 of 64 feeds asked\x1b[K"
    assert told(Terminal()) == f"{bar}\r\x1b[K"


def test_elsewhere_a_line_is_written_now_and_then() -> None:
    assert told(io.StringIO()) == "32 of 64 feeds asked\n"


def test_what_is_quick_says_nothing() -> None:
    assert told(Terminal(), quiet=60) == ""
