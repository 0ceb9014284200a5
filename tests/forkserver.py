"""One process that has imported everything, to fork others from: their start costs no imports,
which are most of what a start costs, and hundreds of lives are a matter of minutes.
"""

import multiprocessing

FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload(
    ["bot.app.run_loop", "alembic.command", "asyncpg", "aiosqlite", "tests.warm"]
)
