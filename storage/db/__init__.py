"""The machinery below every question: engine, transactions, tables, columns, migrations.

Read transactions first (question and change), then engine, tables and outbox_tables, columns
(core's values to columns and back) and statements; sqlite and disk_reserve are about SQLite alone.
"""
