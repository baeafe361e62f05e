"""How far a sample of England lies from the whole: on the facts it was drawn by, and on every measure.

Authorities of a sample are whole, so what differs is which places they are, not how they work.
"""

import pandas as pd

from abm import Results, catalogue, sample_balance

SCARCE = 100.0  # a year's count below which a share says nothing


def facts(n_authorities: int) -> pd.DataFrame:
    """Return the balance of a sample: fact, England, sample, difference in per cent."""
    rows = pd.DataFrame(sample_balance(n_authorities), columns=["fact", "england", "sample"])
    return rows.assign(difference_pct=100.0 * (rows["sample"] / rows["england"] - 1.0))


def measured(sample: Results, whole: Results) -> pd.DataFrame:
    """Return one row a measure: mean and worst difference over the years both hold, in per cent of the whole.

    The worst is the year furthest off, named in ``worst_year``. Counts that stay below a hundred and
    measures that pass through nought (balances) are given as ``difference`` in their own unit only.
    """
    held = set(sample.table["measure"]) & set(whole.table["measure"])
    names = [name for name in catalogue.measures()["name"] if name in held]
    rows = [_row(name, sample, whole) for name in names]
    table = pd.DataFrame([row for row in rows if row is not None])
    return table.sort_values("worst_pct", key=lambda column: column.abs(), ascending=False, ignore_index=True)


def _row(name: str, sample: Results, whole: Results) -> dict[str, object] | None:
    both = pd.DataFrame({"sample": sample.annual(name), "whole": whole.annual(name)}).dropna()
    if both.empty:
        return None
    unit = str(catalogue.measures().set_index("name").loc[name, "unit"])
    gap = both["sample"] - both["whole"]
    one_sign = bool((both["whole"] > 0.0).all())
    enough = one_sign and ("share" in unit or " per " in unit or float(both["whole"].min()) >= SCARCE)
    shares = 100.0 * gap / both["whole"] if enough else gap * float("nan")
    by_year = {int(year): float(share) for year, share in zip(both.index, shares, strict=True)}
    worst = max(by_year, key=lambda year: abs(by_year[year])) if enough else None
    return {
        "measure": name,
        "unit": unit,
        "years": f"{both.index[0]}-{both.index[-1]}",
        "whole": float(both["whole"].mean()),
        "sample": float(both["sample"].mean()),
        "difference": float(gap.mean()),
        "difference_pct": float(shares.mean()),
        "worst_pct": by_year[worst] if worst is not None else float("nan"),
        "worst_year": worst,
    }


def as_text(rows: pd.DataFrame) -> str:
    """Lay out the bias of every measure in columns, the furthest off first."""
    shown = rows[["measure", "whole", "sample", "difference_pct", "worst_pct", "worst_year"]]
    return shown.to_string(
        index=False,
        na_rep="",
        header=["measure", "whole", "sample", "mean %", "worst %", "in"],
        formatters={
            "whole": _number,
            "sample": _number,
            "difference_pct": "{:+.1f}".format,
            "worst_pct": "{:+.1f}".format,
        },
    ).replace("+nan", "    ")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"
