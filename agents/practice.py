"""Local practice: what an authority does by its own choice, tries out, and copies from others.

Summary of the rules: an authority whose officers have time to reflect may try out another practice and
drop it again if things got worse, and copies from one that it sees do better; what "better" means follows
from what it is judged by, how well it sees from the data. Without time nothing is learnt.
"""

from typing import Annotated, NamedTuple

from agents.compiling import rule
from agents.declarations import Column, Float32s, Float64s, Int8s

NO_PILOT, TIME_FOR_SCHOOLS, OUTREACH, BAR = 0, 1, 2, 3
WORK_THAT_CROWDS_OUT = 0.5  # of a month: with so much waiting there is no time left to reflect
MOST_TIME_KEPT = 0.6


class Practices(NamedTuple):
    """One row an authority: its own practices, what it is judged by, and what it tries out."""

    kept_time: Annotated[
        Float32s, Column("share", 0, "Psychologists' time the place keeps for schools by its own choice")
    ]
    kept_outreach: Annotated[
        Float32s, Column("share", 0, "Outreach it fences by its own choice, of what would be enough")
    ]
    bar_shift: Annotated[Float32s, Column("severity 0-1", 0, "How far its bar has moved from its custom")]
    in_time: Annotated[Float32s, Column("share", 1, "New plans in time, over about a year")]
    need_met: Annotated[Float32s, Column("share", 0.7, "Need of children with SEN that is met, likewise")]
    slack: Annotated[Float32s, Column("share", 0, "Time that officers have to reflect")]
    piloted: Annotated[Int8s, Column("practice", 0, "What it tries out: 0 none, 1 time, 2 outreach, 3 bar")]
    value_before: Annotated[Float32s, Column("as practice", 0, "That practice before it was tried out")]
    merit_before: Annotated[Float32s, Column("share", 0, "How it did, as it saw itself, before")]
    prevention_kept: Annotated[
        Float32s, Column("share", 1, "Protected outreach that reviews of the budget have left")
    ]
    removals: Annotated[Float64s, Column("children", 0, "Went to alternative provision in a year")]
    removals_at_review: Annotated[
        Float64s, Column("children", 0, "The same when the protected budget was last reviewed")
    ]


class PracticeParameters(NamedTuple):
    """How authorities learn."""

    natural_slack: float
    time_of_reflection: float
    weight_of_incoherence: float
    noise: float
    gain_that_convinces: float
    share_copied: float
    step_of_time: float
    step_of_outreach: float
    step_of_bar: float
    pull_to_national_per_month: float
    fall_that_is_asked: float
    cut_at_review: float


@rule
def has_time_to_reflect(
    waiting: int, minutes: int, given: float, incoherence: float, practice: PracticeParameters
) -> float:
    """Share of what reflection needs that officers have: none while work piles up.

    Claims Q9 (reactivity leaves no time; time must be given), Q11 (policies that pull two ways make change
    harder). ``given`` is time set aside, over what there is by itself.
    """
    reactive = min(1.0, waiting / max(1.0, WORK_THAT_CROWDS_OUT * minutes))
    free = (practice.natural_slack + given) * (1.0 - reactive)
    return min(1.0, free) * (1.0 - practice.weight_of_incoherence * incoherence)


@rule
def merit_of(in_time: float, need_met: float, weight_of_outcomes: float) -> float:
    """How well an authority does by what it is judged by: the clock, or need met (claims D3, D5, Q10)."""
    return (1.0 - weight_of_outcomes) * in_time + weight_of_outcomes * need_met


@rule
def merit_as_seen(merit: float, noise: float, luck: float) -> float:
    """How another authority's work looks in the data: the worse the data, the further off (claim Q5)."""
    return merit + noise * (2.0 * luck - 1.0)


@rule
def copies_practice(
    own_merit: float,
    best_seen: float,
    slack: float,
    eagerness: float,
    practice: PracticeParameters,
    luck: float,
) -> bool:
    """Take over the practice of an authority seen to do better: the clearer the gain, the likelier.

    Claims Q8, Q10 (good practice that is evidenced), N9 (through networks), Q9 (as time allows).
    """
    convinced = min(1.0, max(0.0, best_seen - own_merit) / practice.gain_that_convinces)
    return luck < eagerness * slack * convinced


@rule
def moves_towards(own: float, model: float, practice: PracticeParameters) -> float:
    """A practice after copying: part of the way to the model's (claim Q8)."""
    return own + practice.share_copied * (model - own)


@rule
def tries_out(slack: float, pilots: float, luck: float) -> int:
    """Which practice an authority tries out this year, if any: as pilots are allowed and time is there.

    Claims Q8, Q9. Each of the three is as likely.
    """
    if luck >= pilots * slack:
        return NO_PILOT
    return 1 + int(3.0 * luck / (pilots * slack))


@rule
def tried_value(kind: int, value: float, goes_up: bool, practice: PracticeParameters) -> float:
    """A practice one step up or down; time kept and outreach never below nought (claim Q8)."""
    sign = 1.0 if goes_up else -1.0
    if kind == BAR:
        return value + sign * practice.step_of_bar
    step = practice.step_of_time if kind == TIME_FOR_SCHOOLS else practice.step_of_outreach
    return min(1.0, max(0.0, value + sign * step))


@rule
def keeps_pilot(merit: float, merit_before: float) -> bool:
    """Keep what was tried out unless things got worse, as far as the data show (claims Q8, Q10)."""
    return merit >= merit_before


@rule
def pulled_to_national(value: float, tagged: float, practice: PracticeParameters) -> float:
    """A custom that is to be the same everywhere, next month (claim D12): nearer to the nation's.

    ``value`` is the distance from the national value; ``tagged`` says how far this one is to be the same.
    """
    return value * (1.0 - practice.pull_to_national_per_month * tagged)


@rule
def prevention_after_review(
    kept: float, removals: float, removals_before: float, practice: PracticeParameters
) -> float:
    """Share of a protected outreach budget left after its review (claim M8).

    Unless fewer children had to go to alternative provision, part of it goes to places.
    """
    if removals_before > 0.0 and removals > (1.0 - practice.fall_that_is_asked) * removals_before:
        return kept * (1.0 - practice.cut_at_review)
    return kept


@rule
def pays_towards_deficit(balance_pence: int, is_agreed: bool, yearly_share: float) -> int:
    """What government pays this month towards a deficit under agreement, in pence (claims A5, Q12)."""
    if not is_agreed or balance_pence >= 0:
        return 0
    return int(-balance_pence * yearly_share / 12.0)
