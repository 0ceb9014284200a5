"""A local stand-in for Telegram: the Bot API served on this machine, with a chat page."""
