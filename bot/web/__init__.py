"""The bot's HTTP server (aiohttp): health, metrics, webhook, and the public pages (jinja2).

Read web_server first; public_pages answers for the pages, page_cache keeps them, templating lays
them out; connection_limit ends the connections that are too many.
"""

CALLBACK = "/websub/"
"""Path at which hubs find us, below PUBLIC_URL's own; a token follows."""
