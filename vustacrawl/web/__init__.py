"""The catalog in a browser: Datasette, with vustacrawl's own pages in front for readers who do not query."""
