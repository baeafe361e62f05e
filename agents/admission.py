"""Admission: which school a family looks for, whom a school discourages, and what numbers do to it.

Summary of the rules: families of children with needs are drawn to schools known for meeting them; a
school that loses by a child and cares little for inclusion talks it away; the child goes to a better
known school near by, and numbers wear down what made that school known.
"""

from agents.choosing import exponential, happens, share
from agents.compiling import rule
from agents.school import SchoolParameters


@rule
def reputation_next_year(
    reputation: float, over_quality: float, over_peers: float, school: SchoolParameters
) -> float:
    """How far a school is known for meeting needs, against others alike in its area.

    Claims G2, B1: word gets round of last year's provision (``over_quality``) and of how families there
    feel (``over_peers``), each less the mean of schools alike.
    """
    return reputation + school.reputation_learning * (over_quality + over_peers - reputation)


@rule
def draws_families(places: int, reputation: float, school: SchoolParameters) -> float:
    """How strongly a school draws families of children with needs; others are drawn by places alone.

    Claim G2.
    """
    return places * exponential(school.draw_of_reputation * reputation)


@rule
def discourages_admission(
    results_pull: float,
    cost_of_plan: float,
    ethos: float,
    reach: float,
    norm: float,
    judged: float,
    school: SchoolParameters,
    luck: float,
) -> bool:
    """Talk a family out of a place: the child costs results and money, and the head cares little.

    Claims G1, L8 (``judged``: admissions count when the school is judged), L4 (``reach`` of the authority
    over the usual); loop R11 (``norm``: how much more neighbours discourage than others do).
    ``cost_of_plan`` is the first contribution to a plan over its usual amount, 0 without a plan.
    """
    log_odds = school.discouraging_base_log_odds
    log_odds += school.discouraging_weight_of_results * results_pull
    log_odds += school.discouraging_weight_of_cost * cost_of_plan
    log_odds -= school.discouraging_weight_of_ethos * (ethos - 0.5)
    log_odds -= school.discouraging_weight_of_reach * reach
    log_odds += school.discouraging_weight_of_norm * norm
    log_odds -= school.discouraging_weight_of_judgement * judged
    return happens(log_odds, luck)


@rule
def load_of(n_support: int, n_plans: int, roll: int) -> float:
    """Pupils with SEN over the roll, those with a plan counting twice."""
    return (n_support + 2.0 * n_plans) / max(1, roll)


@rule
def quality_under_load(quality: float, load: float, usual_load: float, school: SchoolParameters) -> float:
    """Quality of ordinary provision where more pupils need it than in schools alike (claim G2, loop B4)."""
    return share(quality - school.strain_of_load * (load - usual_load))
