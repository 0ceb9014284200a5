"""What the bot answers; knows no Telegram API."""
