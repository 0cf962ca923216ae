"""Discovery of a site without a profile: probe a few pages and draft a profile."""
