"""What callers of the edges must handle; everything else that goes wrong is a bug and ends the
loop it happens in (docs/decisions/0024).
"""


class BotError(Exception):
    """Root of the tree. The message says where, what, and what to do."""


class ConfigError(BotError):
    """Settings or feeds.yaml cannot be used: fatal at start (exit code 2), reported on reload."""


class FeedError(BotError):
    """One feed, one poll; never leaves bot.feeds."""


class StorageError(BotError):
    """The database cannot be used: fatal, the cause is chained."""


class NotLeading(BotError):
    """Another process leads now: what this one has read is not recorded."""


class DiskFull(StorageError):
    """The database's disk is full: what waits for room need not end."""


def first_cause(error: Exception) -> Exception:
    """Return the first error that ended a task group."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
