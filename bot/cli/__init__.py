"""The command line. Read command_line first, which names the commands, then actions, which runs
them; line_tools are match, group, compare and summarize over JSON Lines (json_lines), telling is
what a channel is told, explain is every stage's verdict on one item.
"""
