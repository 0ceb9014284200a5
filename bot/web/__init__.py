"""The bot's HTTP server (aiohttp): health, metrics, webhook."""
