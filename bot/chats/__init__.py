"""Messages out, updates in; the only room with python-telegram-bot."""
