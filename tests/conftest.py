"""How Hypothesis draws its examples: the same ones every time; ``--hypothesis-profile=explore`` looks for new ones.

No example has a deadline: a busy machine is no fault of the code's.
"""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2_000)
