"""The First-tier Tribunal (SEND), the disputes that reach it, and how authorities settle those that do not.

Summary of the rules: an appeal is allowed when the child's evidence meets the statutory test,
so that families win as often as authorities set their own bar above it; an authority comes to terms
the sooner, the likelier it would lose.
"""

from typing import Annotated, NamedTuple

from agents.authority import AuthorityParameters
from agents.choosing import chance, happens, share
from agents.compiling import rule
from agents.declarations import Column, Flags, Int8s, Int16s, Int32s, Int64s

# Mandatory mediation keeps 0.3 to 0.7 of what it does among volunteers; assumed.
TERMS_WHEN_PRESSED = 0.5
REMEMBERED = 0.96  # of appeals won, from month to month; assumed


class Tribunals(NamedTuple):
    """The tribunal (one row) with its month's hearings and its open list."""

    hearing_minutes: Annotated[Int64s, Column("minutes a month", 0, "Sitting time this month")]
    hearing_overdraft: Annotated[Int64s, Column("minutes", 0, "Sittings begun last month and finished this")]
    open_appeals: Annotated[Int32s, Column("appeals", 0, "Appeals registered and not yet closed")]


class Disputes(NamedTuple):
    """One row a dispute between a family and its authority."""

    is_open: Annotated[Flags, Column("flag", 0, "Dispute is open")]
    child: Annotated[Int32s, Column("row", -1, "Row of the child")]
    authority: Annotated[Int16s, Column("row", 0, "Authority that decided")]
    kind: Annotated[Int8s, Column("Dispute", 0, "What is contested")]
    stage: Annotated[Int8s, Column("DisputeStage", 0, "Mediation or registered appeal")]
    is_pressed: Annotated[Flags, Column("flag", 0, "The family mediates only because it must")]
    opened_day: Annotated[Int32s, Column("day", 0, "Day on which it was opened")]
    ready_day: Annotated[Int32s, Column("day", 0, "First day on which the next step can happen")]


class TribunalParameters(NamedTuple):
    """How the tribunal weighs a case."""

    statutory_bar: float
    statutory_bar_before_2014: float
    weight_of_evidence: float
    hearings_per_million_children: float
    minutes_per_hearing: float
    sitting_growth_per_year: float
    longest_list_months: float
    spread_of_judgement: float


@rule
def chance_of_settling(
    need: float, unmet_need: float, statutory_bar: float, family_is_pressed: bool
) -> float:
    """Chance of terms at mediation: the better, the likelier the authority would lose the case (claim.K8).

    With a family that is there only because it must be, terms are reached half as often.
    """
    terms = chance(0.6 + 6.0 * (need + 0.5 * unmet_need - statutory_bar))
    return TERMS_WHEN_PRESSED * terms if family_is_pressed else terms


@rule
def settles(
    need: float, unmet_need: float, statutory_bar: float, family_is_pressed: bool, luck: float
) -> bool:
    """Come to terms at mediation."""
    return luck < chance_of_settling(need, unmet_need, statutory_bar, family_is_pressed)


@rule
def concedes(
    need: float, unmet_need: float, statutory_bar: float, authority: AuthorityParameters, luck: float
) -> bool:
    """Concede an appeal before the hearing when the case would probably be lost."""
    return happens(authority.concession_log_odds + 6.0 * (need + 0.5 * unmet_need - statutory_bar), luck)


@rule
def allows_appeal(
    need: float,
    unmet_need: float,
    resources: float,
    statutory_bar: float,
    tribunal: TribunalParameters,
    luck: float,
) -> bool:
    """Allow the family's appeal when evidence meets the statutory test.

    Claims D8 (means buy evidence), loop R7. The official statistics call this "in favour of the
    appellant"; they say of the authority's decision that it is upheld when the appeal fails.
    """
    evidence = need + 0.5 * unmet_need
    evidence += tribunal.weight_of_evidence * resources
    evidence += tribunal.spread_of_judgement * (2.0 * luck - 1.0)
    return evidence >= statutory_bar


@rule
def recruits_panels(minutes: int, open_minutes: int, tribunal: TribunalParameters) -> int:
    """Sitting time next month: more while the list is longer than it should be, never less."""
    if open_minutes > tribunal.longest_list_months * minutes:
        return int(minutes * (1.0 + tribunal.sitting_growth_per_year / 12.0)) + 1
    return minutes


@rule
def success_seen_in_the_long_run(won_per_month: float, sen_families: float) -> float:
    """What families come to know of appeals that others win if as many are won every month."""
    known = 100.0 * won_per_month / max(sen_families, 1.0) / (1.0 - REMEMBERED)
    return share(known / (1.0 + known))


@rule
def success_families_see(success_seen: float, won: float, sen_families: float) -> float:
    """What families know of appeals won by others, fading over two years (loop R7).

    Saturating: one appeal won per 100 families with SEN in two years is half of everywhere.
    """
    fresh = 100.0 * won / max(sen_families, 1.0)
    known = success_seen / max(1.0 - success_seen, 0.01)
    return share((known * REMEMBERED + fresh) / (1.0 + known * REMEMBERED + fresh))
