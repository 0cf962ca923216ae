"""What a page puts around and between its articles: share bars, teasers, lists of other articles."""
