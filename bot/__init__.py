"""isswire: Telegram news alerts about the International Space Station and Roscosmos."""

__version__ = "0.1.0"
