"""What editors do to stories, sources and sending; every act is an event and can be undone.

In: a scene (stories, their log, their posts) and an act. Out: what changes, or why not. Read
editor_actions first, then merge_split, mute_pause and undo; confidence says which stories wait
for an editor, objections counts what readers object to.
"""
