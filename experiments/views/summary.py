"""What a package did, in a sentence or three of plain English."""

from collections.abc import Mapping

from abm import Scenario, packages
from experiments.views.answers import Answer, Beside
from experiments.views.choice import place_of, pulled
from experiments.views.headlines import HEADLINES, Change, Headline, Pair, amount, at_end, change
from experiments.views.levers import lever_titles

MOST_LEVERS_NAMED = 3


def summary(answer: Answer, beside: Beside) -> str:
    """Say what the levers pulled did to the headlines by the last year, and what they left alone."""
    levers = pulled(answer.scenario)
    where = place_of(answer.scenario)
    if not levers:
        return f"No lever is pulled: this is {where} on its present course to {answer.scenario.to}."
    pairs = {headline: at_end(headline, answer.status_quo.years, answer.run.years) for headline in HEADLINES}
    changes = changes_of(answer, beside)
    better, worse, other, unsure = _sorted(changes, pairs)
    said = [
        f"for the better, {_listed(better)}" if better else "",
        f"for the worse, {_listed(worse)}" if worse else "",
        f"neither good nor bad in itself, {_listed(other)}" if other else "",
    ]
    kept = [words for words in said if words]
    begins = f"By {answer.scenario.to} in {where}, {what_is_pulled(answer.scenario)}"
    if not kept:
        return f"{begins} changes nothing that luck could not explain."
    rest = f" Too small to tell from luck: {_listed(unsure)}." if unsure else ""
    return f"{begins} brings, against the status quo: {'; '.join(kept)}.{rest}"


def changes_of(answer: Answer, beside: Beside) -> dict[Headline, Change]:
    """Every headline's change at the end, judged by all the luck drawn so far."""
    found = {}
    for headline in HEADLINES:
        others = [at_end(headline, *pair) for pair in beside.other_luck]
        central = at_end(headline, answer.status_quo.years, answer.run.years)
        found[headline] = change(headline, central, others)
    return found


def what_is_pulled(scenario: Scenario) -> str:
    """The package of that name if the levers are exactly its own, or the levers by title."""
    levers = pulled(scenario)
    for package in packages().values():
        if package.levers and dict(package.levers) == levers:
            return f"the package \u201c{package.title}\u201d"
    titles = lever_titles()
    named = [f"\u201c{titles[name]}\u201d at {dose.dose:.0%}" for name, dose in levers.items()]
    if not named:
        return "the status quo"
    if len(named) > MOST_LEVERS_NAMED:
        return f"{len(named)} levers together"
    return _listed(named)


def _sorted(
    changes: Mapping[Headline, Change], pairs: Mapping[Headline, Pair]
) -> tuple[list[str], list[str], list[str], list[str]]:
    """Changes in words: for the better, for the worse, neither by itself, and those luck could explain."""
    found: dict[str, list[str]] = {"better": [], "worse": [], "neither": [], "unsure": []}
    for headline, said in changes.items():
        words = amount(headline, pairs[headline], headline.thing)
        if said.words.startswith("same"):
            continue
        if said.words.endswith("luck"):
            found["unsure"].append(headline.thing)
        else:
            found[said.verdict].append(words)
    return found["better"], found["worse"], found["neither"], found["unsure"]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
