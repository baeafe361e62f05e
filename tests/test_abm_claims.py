"""The paper's claims: each is in somebody's hands, and what is cut moves what it should."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from abm import UNCUT, Branching, Cuts, Dose, Nudged, Results, Severed, catalogue, demo, england, run
from abm.calendar import month_number
from abm.claims import Claim, cited_in, claims, holders
from abm.levers import levers
from abm.links import links
from abm.parameters import declared_parameters

EVERY_CLAIM = list(claims().values())
BETWEEN = [claim for claim in EVERY_CLAIM if claim.note.startswith("Between authorities")]
CUTS = sorted({claim.cut for claim in EVERY_CLAIM if claim.is_represented and claim not in BETWEEN})
SEEDS, MORE_SEEDS = (1, 2, 3, 4), tuple(range(1, 17))
N_CLAIMS = 149
run_from_2011 = Branching(threads=1)  # each seed's years before the levers once for all of them
# Authorities learn where they have time and see others: what is pulled on both sides of such a claim.
TIME_AND_SIGHT = ("time_to_reflect", "national_delivery_board")
BESIDE = {
    "lever local_pilots": TIME_AND_SIGHT,
    "lever strengths_based_delivery": TIME_AND_SIGHT,
    "lever data_systems": (*TIME_AND_SIGHT, "strengths_based_delivery"),
}


def test_every_claim_of_the_paper_is_listed_once_and_in_our_words() -> None:
    assert len(EVERY_CLAIM) == N_CLAIMS
    assert all(claim.claim and claim.section for claim in EVERY_CLAIM)


@pytest.mark.parametrize("claim", EVERY_CLAIM, ids=lambda claim: claim.id)
def test_a_claim_is_carried_by_code_and_can_be_cut_or_says_why_not(claim: Claim) -> None:
    row = catalogue.claims().set_index("id").loc[claim.id]
    if not claim.is_represented:
        assert claim.note.startswith("Not represented:")
        assert len(claim.note) > 40
        return
    assert row["carried_by"] or row["links"] or row["levers"] or row["parameters"]
    kind, _, what = claim.cut.partition(" ")
    if kind in {"link", "nudge"}:
        assert links()[what].can_be_cut
        assert claim.id in links()[what].claims.split()
    elif kind == "lever":
        assert claim.id in levers()[what].claims.split()
    else:
        assert kind == "parameter"
        assert what.split("=")[0] in declared_parameters()
    assert claim.moves in set(catalogue.measures()["name"])
    assert claim.direction in {"", "+1", "-1", "0"}


def test_what_the_code_cites_is_a_claim() -> None:
    known = set(claims())
    assert set(holders()) <= known
    assert {one for lever in levers().values() for one in lever.claims.split()} <= known
    assert {one for link in links().values() for one in link.claims.split()} <= known


def test_citations_are_read_as_they_are_written() -> None:
    assert cited_in("Claims B8 (bars differ), R12 and E4: more text, B3.") == ["B8", "R12", "E4"]
    assert cited_in("How fast it grows (claim.A2, claim.M17)") == ["A2", "M17"]
    assert cited_in("Loop B3 and table A2") == []


def test_the_catalogue_of_claims_is_printed_as_csv() -> None:
    command = [sys.executable, "-m", "experiments", "describe", "claims", "--csv"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent
    )
    assert len(done.stdout.splitlines()) == N_CLAIMS + 1


@cache
def the_run(seed: int, cut: str) -> Results:
    """A demo world of 40,000 people from 2010 to 2025 with one thing cut from 2011 on."""
    scenario = demo(40_000, to=2025, seed=seed)
    kind, _, what = cut.partition(" ")
    cuts: Cuts = UNCUT
    if kind == "link":
        cuts = Severed([what])
    elif kind == "nudge":
        cuts = Nudged([what], seed, month_number(2011, 1))
    elif kind == "lever":
        return run_from_2011(scenario.with_changes(levers={what: Dose(1.0, start=2011.0, ramp_years=0.0)}))
    elif kind == "parameter":
        name, value = what.split("=")
        scenario = scenario.with_changes(parameters={name: float(value)})
    return run(scenario, threads=1, cuts=cuts)


def last_years_of(results: Results, measure: str) -> float:
    years = results.years
    rows = years[(years["measure"] == measure) & years["date"].astype(int).between(2018, 2025)]
    return float(rows["value"].mean())


@pytest.mark.slow
@pytest.mark.parametrize("cut", CUTS)
def test_what_is_cut_moves(cut: str) -> None:
    """Paired runs under four seeds: the mean change is three standard errors from nothing, or within two.

    For claims that nothing follows from a change (direction 0), it is within two, or under 2% of the whole.
    What a note calls seldom moves few or under some seeds only, so that it takes more of them: the same test.
    """
    for claim in [one for one in EVERY_CLAIM if one.cut == cut and one not in BETWEEN]:
        seeds = MORE_SEEDS if claim.note.startswith("Seldom") else SEEDS
        before = np.array([last_years_of(the_run(seed, ""), claim.moves) for seed in seeds])
        after = np.array([last_years_of(the_run(seed, cut), claim.moves) for seed in seeds])
        change = after - before
        error = float(change.std(ddof=1)) / len(seeds) ** 0.5
        far = abs(float(change.mean())) > 3.0 * error and float(change.mean()) != 0.0
        if claim.direction == "0":
            assert abs(change.mean()) < 2.0 * error or abs(change.mean()) < 0.02 * abs(before.mean()), (
                claim.id
            )
        else:
            assert far, f"{claim.id}: {claim.moves} moves by {change}"
            assert claim.direction in {"", f"{np.sign(change.mean()):+.0f}"}, claim.id


@cache
def spread(measure: str, pulled: tuple[str, ...], seed: int) -> float:
    """Standard deviation over a sample's authorities of a measure in 2032 and 2033, levers from 2026 on.

    Officers under today's load have next to no time to learn from others before 2030.
    """
    levers = {name: Dose(1.0, start=2026.0, ramp_years=0.0) for name in pulled}
    years = run(england(5, start=2025, to=2033, seed=seed, levers=levers)).years
    rows = years[
        (years["measure"] == measure) & (years["date"].astype(int) >= 2032) & (years["area"] != "England")
    ]
    return float(rows.groupby("area")["value"].mean().std())


@pytest.mark.slow
@pytest.mark.parametrize("claim", BETWEEN, ids=lambda claim: claim.id)
def test_what_is_cut_between_authorities_moves_their_spread(claim: Claim) -> None:
    beside, cut = BESIDE.get(claim.cut, ()), claim.cut.removeprefix("lever ")
    changes = [
        spread(claim.moves, (*beside, cut), seed) - spread(claim.moves, beside, seed) for seed in (1, 2)
    ]
    assert all(change != 0.0 for change in changes), changes
    if claim.direction:
        assert all(np.sign(change) == float(claim.direction) for change in changes), changes
