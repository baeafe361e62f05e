"""The month, written once, in words: nothing else decides what happens when.

People move through the phases in order. Institutions decide on what the last census showed,
and their own stocks move together at the end.
"""

from collections.abc import Callable
from typing import NamedTuple

from abm.now import Now
from abm.phases import authorities, casework, census, learning, parents, people, schools
from abm.worlds.state import World


class Phase(NamedTuple):
    """One phase: what happens, in words, and the function that does it."""

    words: str
    happens: Callable[[World, Now], None]


MONTH: tuple[Phase, ...] = (
    Phase("The high needs block arrives; government steps in on large deficits", authorities.money_arrives),
    Phase("Authorities count staff time, early help and advisory services", authorities.staff_are_counted),
    Phase(
        "Authorities set the evidence they ask for; families learn how appeals went",
        authorities.authorities_set_bars,
    ),
    Phase("Inspectors judge areas; officers find time for families", authorities.areas_are_judged),
    Phase(
        "In September two-year-olds enter, everybody moves up, some stay on, some leave",
        people.cohorts_turn_over,
    ),
    Phase("In September parents join, leave and learn from the forum", parents.forums_have_met),
    Phase("In September special and alternative places are built", authorities.places_are_built),
    Phase(
        "In September academies convert; results and exclusions become pressure and norm",
        schools.schools_prepare,
    ),
    Phase("Heads split effort between SEND and attainment; specialists visit", schools.schools_lead),
    Phase(
        "Alternative provision staffs its places and sends out who is left",
        authorities.units_release_outreach,
    ),
    Phase(
        "Support reaches children; unmet need escalates, met need eases; progress follows",
        people.support_arrives,
    ),
    Phase("Schools identify SEN", people.need_is_identified),
    Phase("Families take stock: confidence, grievance, voice", people.stock_is_taken),
    Phase("Families, young people, schools and others ask for assessments", people.assessments_are_asked_for),
    Phase("Psychologists and health write advice", casework.advice_is_written),
    Phase(
        "Caseworkers work through orders, disputes, decisions, plans and reviews", casework.casework_is_done
    ),
    Phase("In February settings for the next phase of education are named", casework.transfers_are_named),
    Phase(
        "Families contest decisions; plans given notice end if nobody does",
        casework.families_contest_decisions,
    ),
    Phase("The tribunal hears appeals", casework.appeals_are_heard),
    Phase("The tribunal recruits while its list is too long", authorities.tribunal_recruits),
    Phase("Plans find places, or wait", casework.plans_find_places),
    Phase("Incidents, suspensions, exclusions", people.trouble_breaks_out),
    Phase("The excluded find places, some children come back", casework.removed_pupils_find_places),
    Phase("Families leave for home education or return", people.families_leave),
    Phase("The census is taken; rolls and fields become known", census.census_is_taken),
    Phase("In July schools learn their results", schools.schools_learn_results),
    Phase(
        "Authorities see how they do; in September they try out, drop and copy practices",
        learning.authorities_learn,
    ),
    Phase("Money is spent and the balance carried", authorities.money_is_spent),
)
