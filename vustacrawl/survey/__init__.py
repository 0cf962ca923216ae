"""A site that nobody wrote a profile for: looked at, a dozen pages of it, and a profile drafted."""
