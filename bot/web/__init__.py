"""aiohttp's server: health, metrics, webhook, pages."""
