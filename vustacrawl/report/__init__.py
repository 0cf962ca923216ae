"""What a crawl did, told to whom it concerns: a page for people, figures for Prometheus, a word when it fell short."""
