"""Thresholds that distinguish the parts of a page: lengths, counts and shares, each named once, by stage.

Lengths are in characters unless called a text's width (``html.text.text_width``); a share is from 0 to 1. Unless
another reason is given, values of ``body`` and ``pages`` are those with which ``benchmarks/accuracy.py`` reads most
pages right; those of ``html`` and ``fields`` were set by hand and are covered by the fixtures. Limits that only bound
the work on a hostile page are kept with the code that they protect.
"""

from __future__ import annotations

# html: bytes and letters
UTF8_ERROR_SHARE = 3
"""UTF-8 has fewer than one error per this many non-ASCII bytes; other encodings have nearly one per byte."""
SPOILT_SHARE = 100
"""In the right encoding, fewer than one letter in this many is damaged."""
NUL_SHARE = 3
"""A page with two bytes per letter has a NUL in more than one of this many letters: markup is ASCII."""
MIN_FONT_SIGNS = 3
"""Letters of a legacy font (TCVN3, VNI) in a text encoded for it."""
MIN_FONT_SIGN_KINDS = 3
"""Distinct ones among these: French and Spanish texts have two, ``oû`` and ``ñ``."""
FONT_SIGN_SHARE = 0.03
"""Share of these among a text's letters: texts in either encoding have 0.07 and more."""
MANY_FONT_SIGNS = 10
"""Pages with fewer are not examined."""
MOST_IN_FONT = 0.8
"""Share of a page's text in such letters above which its short lines are converted, too."""
IDEOGRAM_WIDTH = 2.5
"""Letters that correspond to one ideogram or syllable block."""
NEAR_TAG = 12
"""Characters on each side of a tag that decide whether it separates words."""
MAX_EMOJI = 8
"""An ``alt`` that is an emoji: some have several code points."""

# html: the page as a whole
SAME_HEADLINE = 0.8
"""Share of common words above which a headline is that of the page; the site's name may follow it."""
OTHER_HEADLINE = 0.3
"""Share of words common with the page's titles below which a headline, with another address, is another article's."""
BOXES_AROUND_ARTICLE = 2
"""Ancestors of the smallest box with title and body that are searched for the rest of the metadata."""
BOXES_BEHIND_ARTICLE = 5
"""Boxes after that one that are searched for tags."""

# body: lines and prose
MIN_LINE = 30
"""Text outside paragraphs that counts as running text."""
MIN_RUNNING_TEXT = 60
"""A line that may be a lead or part of the article; lines of date and author are shorter."""
MIN_DECK = 45
"""A sentence between title and body that may be a lead."""
MIN_SENTENCE = 20
"""Width from which a paragraph that ends like a sentence is prose, and the unlinked text around a link one."""
MIN_PROSE = 80
"""Width from which a paragraph is prose, however it ends."""
LONG_PARAGRAPH = 200
"""Teasers are shorter."""
MIN_STORY = 300
"""The text of an article."""
MIN_MARKED_BODY = 400
"""A body found by a layout's markup that is accepted at once."""
SAME_TEXT = 0.9
"""Share of common words above which a paragraph repeats the lead."""
TOP_ITEMS = 4
"""Items at the top of a body that may repeat the lead."""

# body: headings, verses, speakers
MAX_HEADING = 200
"""A bold line that is a heading."""
MAX_SPEAKER = 60
"""A speaker's name and office before a colon."""
MAX_SHORT_LINE = 60
"""A line between breaks that may belong to a poem or a list of names."""
VERSE_SYLLABLES = range(3, 10)
"""Words per line of Vietnamese verse: alternately six and eight, seven, five."""
MIN_VERSES = 4
"""Consecutive lines that form a poem: a stanza."""
PADDING = 8
"""Hard spaces that push a line to the right: a signature."""

# body: captions, credits, pictures
MAX_CAPTION = 700
"""A caption recognized by its position or markup."""
MAX_SLANTED_CAPTION = 400
"""A caption recognized only by its italics."""
MAX_PLAIN_CAPTION = 200
"""Width of an unmarked caption."""
LONG_CAPTION = 300
"""This much text in several paragraphs is not a caption."""
MAX_BESIDE_CAPTIONS = 30
"""Other text in a box that is a figure only because it contains a caption."""
MAX_FIGURE = 3_000
"""All the text of a box with pictures."""
MAX_CREDIT = 120
"""An element of a figure that names the photographer."""
MAX_CREDIT_TEXT = 200
"""The end of a caption that is searched for a credit."""
MIN_SENTENCE_WORDS = 6
"""A label that opens a caption is followed by a sentence, not a name, from so many words on."""
MIN_SIDE = 40
"""Pixels; images with a smaller declared size are icons or counters."""
MIN_DRAWING = 100
"""Pixels of a vector image outside a figure; arrows and logos are smaller or declare no size."""
MAX_CELL = 500
"""A cell of a data table; longer ones are columns of a page."""

# body: lines about the page and other articles
MAX_PAGE_LINE = 250
"""Width of a line that may be about the page."""
MAX_BUTTON = 200
"""A share bar, a line of tags, a counter."""
MAX_LIST_HEADING = 60
"""A heading of comments or of a list of other articles, or a label before a colon."""
MAX_ROW = 500
"""An element whose links are checked one by one."""
MAX_TEASER = 300
"""A teaser of another article."""
MAX_BOX = 600
"""A box with one teaser, or with a text that its class sets apart."""
MIN_HEADLINE = 20
"""The text of a link that may be a headline."""
MAX_BIOGRAPHY = 1000
"""The text of a box about the author."""
TEASERS_SHARE = 3
"""Teasers are less than one part in this many of the text; more are a list that belongs to the article."""
MIN_LIST_ITEMS = 2
"""Items of a list above the prose that belongs to the article: a recipe's ingredients."""
LINES_AROUND = 3
"""Paragraphs in a box around the prose that are more than a kicker and a byline."""
LINES_BESIDE = 5
"""Lines in the prose's own box that are an article in short lines, whatever their markup."""

# body: the box of the text
SHARES_OF_BOXES = (1.0, 0.5, 0.25)
"""Share of a paragraph's length that counts for its own box, and for the boxes around it."""
MORE_TEXT = 1.15
"""A larger box is chosen if it holds this many times the text of the best one."""
MUCH_MORE_TEXT = 2
"""A title's own box is only a deck beside a box with this many times its text."""
MUCH_LESS_TEXT = 8
"""The text near the title is little if it is less than one part in this many of the best box's."""
MUCH_MORE_THAN_MARKED = 3
"""How many times the text of a marked body another box must hold to be chosen instead."""
MOST_TEXT = 0.5
"""Share of a page's text that counts as most of it."""
FEW_LINES = 3
"""Fewer lines near a title are not an article."""
DECK_LINES = 5
"""Most lines of a text that only announces the article."""

# fields: titles
MIN_TITLE = 15
"""Shorter lines are section names."""
MAX_TITLE = 300
"""A title recognized only by its position or class."""
MAX_SITE_NAME = 150
"""A text that may be the site's name."""
MIN_LABEL = 4
"""A part of a host's name that may be the site's: ``dantri``, not ``com``."""
MUCH_OF_TITLE = 0.4
"""Share of a title that a shorter one inside it must have to be the same: section and site may be added."""
SAME_TITLE = 0.5
"""Share of common words above which two titles belong to one article."""

# fields: lines near the title, bylines, dates
MAX_METADATA_LINE = 160
"""A line with date, byline and counters; sentences are longer, or recognized as such."""
MAX_BESIDE_DATE = 60
"""The text beside a date in its line: a place, a byline."""
LINES_NEAR_TITLE = 12
"""Lines from the title that may hold its date."""
MAX_DATE = 60
"""A line with only a date, including weekday, time and label."""
DATE_REACH = 56
"""Characters before a day that may hold its time and weekday."""
MAX_LABEL = 20
"""A label in an element of its own, before a name: ``Tác giả``."""
MAX_NAME = 80
"""A person's name in metadata, in any script."""
MAX_PEN_NAME = 12
"""A signature of one word: ``Thảo``."""
MAX_ACCOUNT = 50
"""A line that names the person who posted the article."""
MIN_AGENCY = 3
"""Capitals after a labelled name that are an agency, not another author: ``By Jane Hall, BBC``."""
MIN_SHOUTED_NAME = 4
"""Letters of a surname in capitals behind a given name; abbreviations of agencies are shorter: ``Marie Kolb MDR``."""
MAX_AGENCY = 60
"""A source without a label."""
MAX_SOURCE = 80
"""A source found by markup."""
MAX_OFFICE = 80
"""A line that names the office that signs."""
MAX_OFFICES = 5
"""Lines of offices that may follow a name."""
LIST_OF_NAMES = 2
"""Names above a name that make it part of a list."""

# fields: section and language
MAX_SECTION = 100
"""A step of a breadcrumb that may be a section."""
LANGUAGE_SAMPLE = 300
"""The beginning of a text used to detect its language."""
MIN_LANGUAGE_SAMPLE = 40
"""The language of a shorter text is not detected."""
MARKED_SHARE = 0.03
"""Share of letters with Vietnamese diacritics in a Vietnamese text."""
UNMARKED_SHARE = 0.15
"""Share of frequent syllables among the words of a Vietnamese text that lost all diacritics."""

# pages
BODY_SAMPLE = 4_000
"""The beginning of a body used to detect a foreign page."""
MAX_LEAD = 2_000
"""An element that is named as a lead, and is one."""
MAX_SIGNATURE = 300
"""A box right below the title or the body, with byline, date and counters."""
BOXES_BELOW_BODY = 4
"""Boxes that may hold a byline below the body."""
MAX_DATE_PARTS = 3
"""Lines that may print the parts of one date: ``12``, ``03/2024``, ``08:30``."""
MAX_DATE_PART = 16
"""One of these."""

# pages: text in JSON-LD
MIN_JSON_LD_BODY = 250
"""A machine-readable text that replaces the visible one if the page does not show it."""
MAX_ABOUT_WRITER = 600
"""A last paragraph that introduces the author."""
FEW_BLOCKS = 3
"""In so short an article, no paragraph is dropped as introducing the author."""
JSON_LD_SAMPLES = 20
"""Samples of a machine-readable text that are searched for in the visible text."""
SAMPLE_CHARS = 20
"""Characters of each of them."""
FEW_HITS = 3
"""The page does not show the text if fewer than one sample in this many is found."""

# pages without an article; families of pages
FRAMES_TEXT = 250
"""Text of a page that only scripts draw: a name, a loading message, a footer; short articles have more."""
FRAMES_LINKS = 5
"""Its links, and the elements in the one that scripts render into."""
DEALERS_TEXT = 1_000
"""A domain dealer's page has less, a few hundred."""
ERROR_TEXT = 300
"""Title and text of an error page have fewer characters."""
GAMBLING_PHRASES = 4
"""Distinct phrases that make a text gambling spam; a report on laws against it has one or two."""
GAMBLING_LINKS = 3
"""Distinct gambling hosts that make a home page that links to them gambling spam."""
COMMON_LINKS = 2
"""Links in common with earlier pages that show that a page is of the same site: a menu has more."""
PART_OF_NAME = 3
"""A page with one in this many of a name's three-word runs names the site: unions merge and are renamed."""
COMMON_WORDS = 0.1
"""Share of a page's three-word runs that earlier pages of its site have. Measured: 0.12 and more on the demo's systems,
0.15 and more after a redesign or in another system; at most 0.02 on Vietnamese pages about other topics.
"""
OPENING = 4_000
"""The beginning of an article in which they are counted."""
FIRST_LINES = 300
"""The beginning of an article in which any advertising is noticeable."""
HOME_SAMPLE = 50_000
"""The beginning of a home page that is checked."""
HOME_WINDOWS = 30
"""Samples of it, LANGUAGE_SAMPLE each, whose language is detected: menus may be in another one."""
LONG_BODY = 1_000
"""A body beside another one that is part of an article; teasers of other posts are shorter."""
