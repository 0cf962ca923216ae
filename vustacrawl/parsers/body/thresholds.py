"""Thresholds by which the texts of a page are told apart: lengths, counts and shares, each named once.

Lengths are in characters, but for those said to be a text's width (``html.text.text_width``). Unless another reason is
given, a value is the one with which ``benchmarks/accuracy.py`` reads most pages right. Bounds that only keep the work
on a hostile page small stay with the code that they guard.
"""

from __future__ import annotations

# Lines and prose
MIN_LINE = 30
"""A text outside of paragraphs that counts as running text."""
MIN_RUNNING_TEXT = 60
"""A line that may be a lead or of the story; lines of date and author are shorter."""
MIN_SENTENCE = 20
"""Width from which a paragraph is prose that ends as a sentence does."""
MIN_PROSE = 80
"""Width from which a paragraph is prose, however it ends."""
LONG_PARAGRAPH = 200
"""Teasers are shorter."""
MIN_STORY = 300
"""An article's text."""
LITTLE_TEXT = 100
"""A story that is hardly any text."""
MIN_MARKED_BODY = 400
"""A body that a layout's markup names and that is believed at once."""
SAME_TEXT = 0.9
"""Share of common words from which a paragraph repeats the lead."""
TOP_ITEMS = 4
"""Items at the top of a body among which the lead may be repeated."""

# Headings, verses, speakers
MAX_HEADING = 200
MAX_SPEAKER = 60
MAX_SHORT_LINE = 60
"""A line between breaks that may be one of a poem, or of a list of names."""
MAX_VERSE = 80
VERSE_SYLLABLES = range(3, 10)
"""Words of a line of Vietnamese verse: sixes and eights, sevens, fives."""
MIN_VERSES = 4
PADDING = 8
"""Hard spaces that push a line to the right: a signature."""

# Captions, credits, pictures
MAX_CAPTION = 700
MAX_SLANTED_CAPTION = 400
"""A caption that only its slant marks."""
MAX_PLAIN_CAPTION = 200
"""Width of a caption that nothing marks."""
LONG_CAPTION = 300
"""So much text in several paragraphs is no caption."""
MAX_BESIDE_CAPTIONS = 30
"""Words beside the captions of a box that is a figure only because a caption is in it."""
MAX_FIGURE = 3_000
MAX_CREDIT = 120
MAX_CREDIT_TEXT = 200
"""A caption's end in which its credit is looked for."""
MIN_SIDE = 40
"""Pixels; what is said to be smaller is an icon or counts visitors."""
MIN_DRAWING = 100
"""Pixels of a vector image outside a figure; arrows and logos are smaller, or do not say."""
MAX_CELL = 500
"""A cell of a table of data; longer ones are columns of a page."""

# The page's own lines and other stories
MAX_PAGE_LINE = 250
"""Width of a line that may be about the page."""
MAX_BUTTON = 200
MAX_TAIL_HEADING = 40
"""A heading in Vietnamese of what follows an article; a mark before a colon, too."""
MAX_LIST_HEADING = 60
"""A heading of comments or of a list of other stories, in any language."""
MAX_CREDIT_END = 80
"""The end of a line in which an agency's credit may be."""
MAX_ROW = 500
"""An element whose links are looked at one by one."""
MAX_TEASER = 300
MAX_BOX = 600
"""A box of one teaser, or of a text that its class sets apart."""
MIN_HEADLINE = 20
"""The text of a link that is a headline."""
MAX_BIOGRAPHY = 1000
"""What a box about the author says."""
TEASERS_SHARE = 3
"""Teasers are less than one part in so many of the text; where they are more, they are what the story lists."""
MIN_LIST_ITEMS = 2
"""Items of a list above the prose that is of the story: what a dish is made of."""
LINES_AROUND = 3
"""Paragraphs in a box around the prose that are more than a kicker and a byline."""
LINES_BESIDE = 5
"""Lines in the prose's own box that are a story in short lines, of whatever make."""

# The box of the text
SHARES_OF_BOXES = (1.0, 0.5, 0.25)
"""How much of a paragraph's length counts for the box that it is in, and for the boxes around that."""
MORE_TEXT = 1.15
"""A larger box is taken where it holds so many times the text of the best one."""
MUCH_MORE_TEXT = 2
"""A title's own box is only a deck beside a box with so many times its text."""
MUCH_LESS_TEXT = 8
"""The text near the title is little beside the best box's where it is less than one part in so many."""
MUCH_MORE_THAN_MARKED = 3
"""Times the text of a marked body that another box must hold to be taken instead."""
MOST_TEXT = 0.5
"""Share of a page's text that is most of it."""
FEW_LINES = 3
"""Fewer lines near a title are no story."""
DECK_LINES = 5
"""Lines of a text that only announces the story, at most."""

# What JSON-LD tells
MIN_TOLD_STORY = 250
"""A story told to machines that is missed where the page does not show it."""
MAX_ABOUT_WRITER = 600
"""A last paragraph that tells who the writer is."""
FEW_BLOCKS = 3
"""Of so short a story no paragraph is taken for one about its writer."""
