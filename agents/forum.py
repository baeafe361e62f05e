"""The parents' forum: who takes part in an area's strategy, what they get done, and what it does to them.

Summary of the rules: families who can and dare take part, fewer with a dispute of their own; taking part
teaches them to speak up; where less comes of it than was promised, they lose trust and leave.
"""

from agents.authority import AuthorityParameters
from agents.choosing import happens, share
from agents.compiling import rule
from agents.family import FamilyParameters


@rule
def usual_agency(resources: float) -> float:
    """What families of these means believe, on average, that raising a concern can change."""
    return 0.25 + 0.5 * resources


@rule
def joins_forum(
    resources: float,
    agency: float,
    in_dispute: bool,
    invitation: float,
    family: FamilyParameters,
    luck: float,
) -> bool:
    """Take part in the area's strategy for a year: parents who are willing, able and asked.

    Claims K2 (means and will), K3 (a case of one's own keeps most away).
    """
    log_odds = family.forum_base_log_odds + family.forum_weight_of_resources * (resources - 0.5)
    log_odds += 2.0 * (agency - 0.5) + family.forum_weight_of_invitation * invitation
    if in_dispute:
        log_odds -= family.forum_weight_of_dispute
    return happens(log_odds, luck)


@rule
def leaves_forum(trust: float, in_dispute: bool, family: FamilyParameters, luck: float) -> bool:
    """Give it up after a year: trust is gone, or a case of one's own has come between (claims K5, K3)."""
    log_odds = -1.0 + 4.0 * (0.5 - trust)
    if in_dispute:
        log_odds += family.forum_weight_of_dispute
    return happens(log_odds, luck)


@rule
def influence_realised(power: float, authority: AuthorityParameters) -> float:
    """Share of what a forum asks for that is done: more as it holds power (claims D2, K13)."""
    usual = authority.usual_influence_of_forum
    return usual + power * (1.0 - usual)


@rule
def trust_after_forum(
    trust: float, realised: float, promised: float, blame: float, family: FamilyParameters
) -> float:
    """Trust of a member after a year: what came of it less what was promised, and blame for the rest.

    Claims K5 (co-opted without power), K11 (``blame``: decisions one is held to have shared), K1 and K13.
    """
    return share(trust + family.trust_from_influence * (realised - promised - blame))


@rule
def agency_after_forum(agency: float, family: FamilyParameters) -> float:
    """Belief that raising a concern can change something, after a year of taking part (claim K4)."""
    return agency + family.agency_from_forum * (1.0 - agency)


@rule
def bar_after_forum(bar: float, realised: float, authority: AuthorityParameters) -> float:
    """Evidence an authority asks for, slightly less where parents hold power (claims D2, K2, K13)."""
    more = realised - authority.usual_influence_of_forum
    return bar - authority.bar_moved_by_forum * more


@rule
def lost_to_strategy(strategic: float, power: float, lost: float) -> float:
    """Contact between schools and families that strategic work takes from the same budget of effort.

    Claims P1, K1: parents who hold ``power`` put contact itself on the agenda; with half of it, none is lost.
    """
    return lost * strategic * max(0.0, 1.0 - 2.0 * power)
