"""The EMA Workbench with this model: levers against deep uncertainty, each run one call.

    pip install 'sendlab[ema]'
    python -m experiments.examples.with_ema_workbench

The workbench names things with Python names, the model with dotted ones: ``NAMES`` joins the two. Every
value is a float, because the workbench's PRIM and CART fail on whole numbers under pandas 3.
"""

import pandas as pd
from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator

from abm import demo
from experiments.answers import answers

BASE = demo(people=1000, start=2025, to=2030)
MEASURES = ["plans", "requests"]
NAMES = {
    "tighter_thresholds": "lever.tighter_thresholds",
    "restore_early_intervention": "lever.restore_early_intervention",
    "asking": "family.asking_base_log_odds",
}


def in_2030(**settings: float) -> dict[str, float]:
    """Run the model with the workbench's settings and return the outcomes of the last year."""
    return answers(BASE, {NAMES[name]: float(value) for name, value in settings.items()}, MEASURES)


def workbench_model() -> Model:
    """Return the model as the workbench sees it."""
    model = Model("sendlab", function=in_2030)
    model.levers = [
        RealParameter("tighter_thresholds", 0.0, 1.0),
        RealParameter("restore_early_intervention", 0.0, 1.0),
    ]
    model.uncertainties = [RealParameter("asking", -9.0, -7.0)]
    model.outcomes = [ScalarOutcome(name) for name in MEASURES]
    return model


def explore(scenarios: int, policies: int) -> pd.DataFrame:
    """Return one row an experiment: the settings as floats, and the outcomes."""
    with SequentialEvaluator(workbench_model()) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=scenarios, policies=policies)
    return pd.DataFrame({**experiments[list(NAMES)].astype(float), **outcomes})


if __name__ == "__main__":
    print(explore(scenarios=4, policies=3))  # noqa: T201
