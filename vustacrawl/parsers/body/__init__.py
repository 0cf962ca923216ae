"""An article's body: main content, text blocks, images, captions, boilerplate."""
