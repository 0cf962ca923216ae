"""The catalog in a browser: Datasette, with pages of our own for those who read rather than query."""
