"""Caseworkers: how long a step takes them, and what is set aside from the queue.

Summary of the rules: a digital process saves time on assessments, layers of accountability add to every
step, agreeing on one band adds to drafts and reviews, and colleges funded by the block need less time.
"""

from agents.compiling import rule


@rule
def minutes_for_step(usual_minutes: int, saved: float, layers: float, moderation: float) -> int:
    """Minutes for a step of an assessment (claims E1, K12, N11); ``moderation`` is for a band (H4)."""
    return round(usual_minutes * ((1.0 - saved) * (1.0 + layers)) + moderation)


@rule
def minutes_for_review(usual_minutes: int, layers: float, college_saved: float, moderation: float) -> int:
    """Minutes for one review; ``college_saved`` where the block funds the college (claim N11)."""
    return round(usual_minutes * (1.0 + layers) * (1.0 - college_saved) + moderation)


@rule
def minutes_for_reflection(minutes: int, share_set_aside: float) -> int:
    """Time set aside from the queue for reflection and networks (claim Q9)."""
    return round(minutes * share_set_aside)
