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


def per_cent(value: float) -> str:
    """Write what is a percentage already, with one decimal; never a minus before nought."""
    return f"{round(value, 1) + 0.0:.1f}%".replace("-", MINUS)


def hundredths(value: float) -> str:
    """Write an index from 0 to 1, or a difference of two; never a minus before nought."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


def points(value: float) -> str:
    """Write a difference of shares in percentage points, such as +1.3."""
    return f"{100.0 * value:+.1f}".replace("-", MINUS)


def duration(seconds: float) -> str:
    """Write a time in the two largest units that matter: 45 s, 12 min, 3 h 20 min, 2 days 4 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} days {hours % 24} h"


def file_size(size: float) -> str:
    """Write bytes in the unit that suits: 12 kB, 3.4 MB, 1.2 GB."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} GB"


def millions(value: float) -> str:
    """Write pounds as millions of pounds, or billions from a thousand million."""
    pounds = value / 1e6
    if abs(pounds) >= 1000:
        return f"{MINUS if pounds < 0 else ''}£{abs(pounds) / 1000:,.1f}bn"
    decimals = 0 if abs(pounds) >= 10 or pounds == round(pounds) else 1
    return f"{MINUS if pounds < 0 else ''}£{abs(pounds):,.{decimals}f}m"
