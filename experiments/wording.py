"""How numbers are written for a reader: counts, shares, indices from 0 to 1 and money."""

MINUS = "\N{MINUS SIGN}"


def whole(value: float) -> str:
    """Write a count with thousands separators."""
    return f"{value:,.0f}"


def percent(value: float) -> str:
    """Write a share as a whole percentage."""
    return f"{100 * value:.0f}%"


def tenths(value: float) -> str:
    """Write a share as a percentage with one decimal."""
    return f"{100 * value:.1f}%"


def hundredths(value: float) -> str:
    """Write an index from 0 to 1."""
    return f"{value:.2f}"


def points(value: float) -> str:
    """Write a difference of shares in percentage points, such as +1.3."""
    return f"{100.0 * value:+.1f}".replace("-", MINUS)


def millions(value: float) -> str:
    """Write pounds as millions of pounds, or billions from a thousand million."""
    pounds = value / 1e6
    if abs(pounds) >= 1000:
        return f"{MINUS if pounds < 0 else ''}£{abs(pounds) / 1000:,.1f}bn"
    decimals = 0 if abs(pounds) >= 10 or pounds == round(pounds) else 1
    return f"{MINUS if pounds < 0 else ''}£{abs(pounds):,.{decimals}f}m"
