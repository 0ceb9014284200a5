"""The machinery below every question: engine, transactions, tables, columns, migrations.

Read transactions first (question and change), then engine, tables and outbox_tables, codec (core's
values to columns and back), upsert and sequences; sqlite and disk_reserve are about SQLite alone.
"""
