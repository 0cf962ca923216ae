"""Thresholds by which the parts of a page are told apart: lengths, counts and shares, each named once, by stage.

Lengths are in characters, but for those said to be a text's width (``html.text.text_width``); a share is from 0 to 1.
Unless another reason is given, values of ``body`` and ``pages`` are those with which ``benchmarks/accuracy.py`` reads
most pages right; those of ``html`` and ``fields`` were set by hand, and the fixtures hold them. Bounds that only keep
the work on a hostile page small stay with the code that they guard.
"""

from __future__ import annotations

# html: bytes and letters
UTF8_ERROR_SHARE = 3
"""A page in UTF-8 has less than one error for so many bytes above ASCII; one in another encoding, nearly as many."""
SPOILT_SHARE = 100
"""Less than one letter in so many is spoilt where an encoding is the right one."""
NUL_SHARE = 3
"""A page of two bytes a letter has a NUL in more than one of so many letters: markup is ASCII."""
MIN_FONT_SIGNS = 3
"""Letters of an old font (TCVN3, VNI) in a text that is written in it."""
MIN_FONT_SIGN_KINDS = 3
"""Different ones of these: French and Spanish texts have two, ``oû`` and ``ñ``."""
FONT_SIGN_SHARE = 0.03
"""These signs among a text's letters: texts of both sorts have 0.07 and more."""
MANY_FONT_SIGNS = 10
"""A page with fewer of them is not looked at."""
MOST_IN_FONT = 0.8
"""Share of a page's text in such letters from which its short lines are too."""
IDEOGRAM_WIDTH = 2.5
"""Letters that an ideogram or a syllable block says as much as."""
NEAR_TAG = 12
"""Characters on each side of a tag that tell whether it parts words."""
MAX_EMOJI = 8
"""An image's ``alt`` that is an emoji: some are of several code points."""

# html: the page as a whole
SAME_HEADLINE = 0.8
"""Share of common words from which a headline is that of the page; sites' names may stand behind it."""
BOXES_AROUND_ARTICLE = 2
"""Boxes around the smallest one that holds title and body, in which the rest of an article's metadata is."""
BOXES_BEHIND_ARTICLE = 5
"""Boxes behind that one in which its tags may be."""

# body: lines and prose
MIN_LINE = 30
"""A text outside of paragraphs that counts as running text."""
MIN_RUNNING_TEXT = 60
"""A line that may be a lead or of the story; lines of date and author are shorter."""
MIN_DECK = 45
"""A sentence between title and body that may be a lead."""
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

# body: headings, verses, speakers
MAX_HEADING = 200
"""A bold line that is a heading."""
MAX_SPEAKER = 60
"""A speaker's name and office before a colon."""
MAX_SHORT_LINE = 60
"""A line between breaks that may be one of a poem, or of a list of names."""
MAX_VERSE = 80
"""A line of a poem."""
VERSE_SYLLABLES = range(3, 10)
"""Words of a line of Vietnamese verse: sixes and eights, sevens, fives."""
MIN_VERSES = 4
"""Lines in a row that are a poem: a stanza."""
PADDING = 8
"""Hard spaces that push a line to the right: a signature."""

# body: captions, credits, pictures
MAX_CAPTION = 700
"""A caption that its place or markup shows."""
MAX_SLANTED_CAPTION = 400
"""A caption that only its slant marks."""
MAX_PLAIN_CAPTION = 200
"""Width of a caption that nothing marks."""
LONG_CAPTION = 300
"""So much text in several paragraphs is no caption."""
MAX_BESIDE_CAPTIONS = 30
"""Words beside the captions of a box that is a figure only because a caption is in it."""
MAX_FIGURE = 3_000
"""All the text of a box of pictures."""
MAX_CREDIT = 120
"""An element of a figure that names who made the picture."""
MAX_CREDIT_TEXT = 200
"""A caption's end in which its credit is looked for."""
MIN_SIDE = 40
"""Pixels; what is said to be smaller is an icon or counts visitors."""
MIN_DRAWING = 100
"""Pixels of a vector image outside a figure; arrows and logos are smaller, or do not say."""
MAX_CELL = 500
"""A cell of a table of data; longer ones are columns of a page."""

# body: the page's own lines and other stories
MAX_PAGE_LINE = 250
"""Width of a line that may be about the page."""
MAX_BUTTON = 200
"""A share bar, a line of tags, a counter."""
MAX_TAIL_HEADING = 40
"""A heading in Vietnamese of what follows an article; a mark before a colon, too."""
MAX_LIST_HEADING = 60
"""A heading of comments or of a list of other stories, in any language."""
MAX_CREDIT_END = 80
"""The end of a line in which an agency's credit may be."""
MAX_ROW = 500
"""An element whose links are looked at one by one."""
MAX_TEASER = 300
"""A few words on another story."""
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

# body: the box of the text
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

# fields: titles
MIN_TITLE = 15
"""Shorter lines are names of sections."""
MAX_TITLE = 300
"""A title that nothing but its place or class marks."""
MAX_SITE_NAME = 150
"""A text that may be the site's name."""
MUCH_OF_TITLE = 0.4
"""Share of a title from which a shorter one inside it is the same: section and site may stand beside it."""
SAME_TITLE = 0.5
"""Share of common words from which two titles are of one story."""

# fields: lines near the title, bylines, dates
MAX_METADATA_LINE = 160
"""A line of date, byline and counters; a sentence is longer, or reads as one."""
MAX_BESIDE_DATE = 60
"""What a line prints beside its date: a place, a byline."""
LINES_NEAR_TITLE = 12
"""Lines from the title in which its date may stand."""
MAX_DATE = 60
"""A line that prints a date and nothing else, weekday, clock and label with it."""
DATE_REACH = 56
"""Characters before a day in which its clock and its weekday may stand."""
MAX_NAME = 80
"""A person's name in metadata, in whatever script."""
MAX_PEN_NAME = 12
"""One word that signs: ``Thảo``."""
MAX_ACCOUNT = 50
"""A line that names who put the story on the site."""
MIN_AGENCY = 3
"""Capitals behind a name and a label that are an agency's, not another author's: ``By Jane Hall, BBC``."""
MAX_AGENCY = 60
"""A source that no label marks."""
MAX_SOURCE = 80
"""A source that markup marks."""
MAX_OFFICE = 80
"""A line that names the body that signs."""
MAX_OFFICES = 5
"""Lines of offices that may follow a name."""
LIST_OF_NAMES = 2
"""Names above a name that make it one of a list."""

# fields: section and language
MAX_SECTION = 100
"""A step of a breadcrumb that is a section."""
LANGUAGE_SAMPLE = 300
"""The beginning of a text by which its language is told."""
MIN_LANGUAGE_SAMPLE = 40
"""A shorter text tells no language."""
MARKED_SHARE = 0.03
"""Letters with Vietnamese marks in a Vietnamese text."""
UNMARKED_SHARE = 0.15
"""Frequent syllables among the words of a Vietnamese text that lost all marks."""

# pages
BODY_SAMPLE = 4_000
"""The beginning of a body by which a page is told to be foreign."""
MAX_LEAD = 2_000
"""An element that is called a lead, and is one."""
MAX_SIGNATURE = 300
"""A box right below the title or the body, of byline, date and counters."""
BOXES_BELOW_BODY = 4
"""Boxes in which a byline below the body may be."""
MAX_DATE_PARTS = 3
"""Lines over which the parts of one date are set: ``12``, ``03/2024``, ``08:30``."""
MAX_DATE_PART = 16
"""One of these."""

# pages: what JSON-LD tells
MIN_TOLD_STORY = 250
"""A story told to machines that is missed where the page does not show it."""
MAX_ABOUT_WRITER = 600
"""A last paragraph that tells who the writer is."""
FEW_BLOCKS = 3
"""Of so short a story no paragraph is taken for one about its writer."""
TOLD_SAMPLES = 20
"""Pieces of a story told to machines that are looked for in what the page shows."""
TOLD_SAMPLE = 20
"""Each of them."""
FEW_HITS = 3
"""The page does not show the story where less than one piece in so many is found."""

# pages without an article; families of pages
FRAMES_TEXT = 250
"""Text of a page that only scripts draw: a name, a loading text, a footer; a short article has more."""
FRAMES_LINKS = 5
"""Its links, and the elements in the frame that scripts fill."""
DEALERS_TEXT = 1_000
"""A page of a dealer in domains has less, a few hundred."""
ERROR_TEXT = 300
"""Title and text of a page that reports an error have fewer characters."""
GAMBLING_PHRASES = 4
"""Different phrases from which a text advertises gambling; a report on laws against it has one or two."""
GAMBLING_LINKS = 3
"""Different hosts of gambling to which a home page links, from which it advertises it."""
COMMON_LINKS = 2
"""Own addresses to which a page links as earlier pages did, from which it is of the same site: a menu has more."""
PART_OF_NAME = 3
"""A page that has one in so many of a name's runs of three words names the site: unions were merged and renamed."""
COMMON_WORDS = 0.1
"""Share of a page's runs of three words that earlier pages of its site have. Measured: 0.12 and more on the demo's
systems, 0.15 and more after a redesign or in another system; at most 0.02 on Vietnamese pages about other things.
"""
OPENING = 4_000
"""The beginning of an article in which they are counted."""
FIRST_LINES = 300
"""Its beginning in which advertising shows, if it is some."""
HOME_SAMPLE = 50_000
"""The beginning of a home page that is looked at."""
HOME_WINDOWS = 30
"""Pieces of it, of LANGUAGE_SAMPLE each, whose language is told: menus may be in another one than the page."""
LONG_BODY = 1_000
"""A body beside another one that is a part of an article; teasers of other posts are shorter."""
