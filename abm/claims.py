"""The source paper's claims: who holds each in the code, what cuts it, and what then moves.

A claim's words are in ``claims.csv``, in ours. Everything else is read off the code: rules, flows and
parameters name the claims they carry in their docstrings and meanings, links and levers in their own files.
"""

import ast
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from abm.levers import levers
from abm.links import links
from abm.parameters import declared_parameters
from abm.sources import DATA

CLAIMS_FILE = "claims.csv"
TEST = "tests/test_abm_claims.py::test_what_is_cut_moves"
PACKAGES = ("agents", "abm")
# "claim M4", "claims B8 (bars differ), R12 and E4", "claim.B7": ids after the word, with words in brackets.
CITED = re.compile(r"[Cc]laims?[ .]\s*((?:[A-Z]\d+(?:\s*\([^)]*\))?(?:,\s*|\s+and\s+|\s+)?)+)")
BRACKETS = re.compile(r"\([^)]*\)")
AN_ID = re.compile(r"[A-Z]\d+")


@dataclass(frozen=True)
class Claim:
    """One claim in our words, and how it is shown.

    ``cut`` is ``link NAME`` (severed), ``nudge NAME`` (of a link whose column is near what severing leaves,
    the reader sees a little more), ``lever NAME`` (pulled, where the status quo leaves the way closed) or
    ``parameter NAME=VALUE``; ``moves`` is the measure that shows it. ``direction`` is +1, -1 or 0 (the paper
    says that nothing moves), or empty where only that it moves is asked. ``note`` says what is left out, and
    of a claim that cannot be represented, why.
    """

    id: str
    section: str
    claim: str
    cut: str
    moves: str
    direction: str
    note: str

    @property
    def is_represented(self) -> bool:
        """Whether something can be cut to see the claim at work."""
        return bool(self.cut)


@cache
def claims() -> Mapping[str, Claim]:
    """Every claim by id, in the order of the paper; cuts that are not written are read off the links."""
    with (DATA / CLAIMS_FILE).open(encoding="utf-8", newline="") as file:
        rows = [Claim(**row) for row in csv.DictReader(file)]
    return {row.id: _with_cut(row) for row in rows}


def _with_cut(claim: Claim) -> Claim:
    """The claim with the first link that names it as its cut, unless it has one or says why not."""
    if claim.cut or claim.note.startswith("Not represented"):
        return claim
    for link in links().values():
        if link.moves and claim.id in link.claims.split():
            return Claim(
                claim.id, claim.section, claim.claim, f"link {link.name}", link.moves, "", claim.note
            )
    return claim


@cache
def holders() -> Mapping[str, tuple[str, ...]]:
    """For each claim cited in the code, the functions and tables that carry it, as ``module.name``."""
    found: dict[str, list[str]] = {}
    for name, text in _docstrings():
        for claim in cited_in(text):
            if name not in found.setdefault(claim, []):
                found[claim].append(name)
    return {claim: tuple(names) for claim, names in found.items()}


def cited_in(text: str) -> list[str]:
    """Ids of the claims that a docstring or meaning names after the word claim."""
    return [claim for listed in CITED.findall(text) for claim in AN_ID.findall(BRACKETS.sub("", listed))]


@cache
def parameters_for() -> Mapping[str, tuple[str, ...]]:
    """For each claim, the parameters whose meaning names it."""
    found: dict[str, list[str]] = {}
    for name, parameter in declared_parameters().items():
        for claim in cited_in(parameter.meaning):
            found.setdefault(claim, []).append(name)
    return {claim: tuple(names) for claim, names in found.items()}


def links_for(claim: str) -> list[str]:
    """Names of the links that carry a claim."""
    return [link.name for link in links().values() if claim in link.claims.split()]


def levers_for(claim: str) -> list[str]:
    """Names of the levers that speak to a claim."""
    return [lever.name for lever in levers().values() if claim in lever.claims.split()]


def _docstrings() -> Iterator[tuple[str, str]]:
    """Every docstring of a function or class, with its module and name."""
    root = Path(__file__).resolve().parent.parent
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            module = ".".join(path.relative_to(root).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    yield f"{module}.{node.name}", ast.get_docstring(node) or ""
