"""How many appeals the month's decisions lead one to expect, at once or after mediation, without luck.

As ``abm.passes.expecting``: a start from today's facts reads this, to find what is custom in a place.
"""

from numpy import float64

from abm.passes.disputing import DisputeParameters, loss_of, moves_family_to_contest, strength_of
from abm.passes.expecting import BILLION
from abm.threads import row_at
from agents.authority import Authorities
from agents.child import Children, overall_need
from agents.choosing import chance
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int8s, Int32s, Int64s
from agents.family import Families, chance_of_mediating, log_odds_of_pressing_on
from agents.tribunal import chance_of_settling


@part_of_pass
def chance_of_no_terms(
    children: Children, families: Families, row: int, no_opt_out: float, p: DisputeParameters
) -> float:
    """Chance that a family that contests does not come to terms at mediation, held or not."""
    trust = float64(families.trust[row])
    willing = chance_of_mediating(trust, 0.0, p.family)
    mediates = chance_of_mediating(trust, no_opt_out, p.family)
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    unmet = float64(children.unmet_need[row])
    settled = willing * chance_of_settling(need, unmet, p.statutory_bar, False)
    settled += (mediates - willing) * chance_of_settling(need, unmet, p.statutory_bar, True)
    return 1.0 - settled if p.must_consider_mediation else 1.0


@compiled_pass
def expect_appeals(
    children: Children,
    families: Families,
    authorities: Authorities,
    aggrieved: Int8s,
    p: DisputeParameters,
    rows: Int32s,
    expected: Int64s,
) -> None:
    """Add to ``expected`` (billionths, by authority) the appeals that come of decisions against ``rows``.

    Mediation is taken as held at once: what changes while a family waits for it is left out.
    """
    for position in range(rows.size):
        row = row_at(rows, position)
        home = children.home_authority[row]
        loss = loss_of(children, row, aggrieved[row], p.authority.plan_delivery_share)
        log_odds = moves_family_to_contest(families, authorities, row, home, loss, p.family)
        contested = chance(log_odds + float64(authorities.own_contesting[home]))
        strength, resources = strength_of(children, row, p.statutory_bar), float64(families.resources[row])
        presses = chance(log_odds_of_pressing_on(resources, loss, strength, p.family))
        no_terms = chance_of_no_terms(children, families, row, p.no_opt_out[home], p)
        expected[home] += int(contested * no_terms * presses * BILLION + 0.5)
