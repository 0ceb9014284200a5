"""A local Telegram: the Bot API served on this machine, with a chat page."""
