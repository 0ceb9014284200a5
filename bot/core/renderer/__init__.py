"""Stories, lists, pages and notices -> messages, in the reader's language."""
