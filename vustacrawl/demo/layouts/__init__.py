"""The layouts of the demo's sites: each a generation of a CMS."""
