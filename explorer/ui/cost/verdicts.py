"""What a measurement says beside the counts; every sentence follows the numbers measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from explorer.layers.contenders import EMPTY
from explorer.layers.timing import Timing
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number
from explorer.ui.wording import ratio

_MOSTLY_CALL = 2  # a layer this many times the empty call spends half its time on the call
_CLEAR = 1.25  # ratios of two times nearer to 1 than this are told as the same
_SHAKY = 0.5  # runs whose middle half spans more of the median bear no verdict


def describe_times(timings: Sequence[Timing], names: Mapping[str, str]) -> list[str]:
    """Compare counted and measured ratios, rates, and the cost of a call."""
    by_key = {timing.contender.key: timing for timing in timings}
    told = []
    if "plain" in by_key and "separable" in by_key:
        told.append(_pair(by_key["plain"], by_key["separable"], names))
    working = [timing for timing in timings if timing.contender.key != EMPTY]
    if len(working) > 1:
        told += [_orders(working, names), _rates(working, names)]
    if EMPTY in by_key:
        told.append(_calls(working, by_key[EMPTY], names))
    spread = _spread(timings)
    return [*told, spread] if spread else told


def _pair(plain: Timing, pair: Timing, names: Mapping[str, str]) -> str:
    counted = plain.contender.cost.multiply_adds / pair.contender.cost.multiply_adds
    measured = plain.median_s / pair.median_s
    told = _(
        "**{plain}** against **{pair}**: {counted} times the multiply-adds, {measured} times the "
        "milliseconds."
    )
    if max(_width(plain), _width(pair)) > _SHAKY:
        told += " " + _("Their runs differ too much among themselves to say more: measure again.")
    elif counted > 1 and measured < 1 / _CLEAR:
        told += " " + _("The pair has less to do and takes longer.")
    elif counted / measured > _CLEAR:
        told += " " + _("The clock gives back less than the count promises.")
    elif measured / counted > _CLEAR:
        told += " " + _("The clock gives back more than the count promises.")
    else:
        told += " " + _("Here count and clock agree.")
    return told.format(
        plain=names["plain"],
        pair=names["separable"],
        counted=ratio(counted),
        measured=ratio(measured),
    )


def _orders(working: Sequence[Timing], names: Mapping[str, str]) -> str:
    """Count the pairs in which the layer with no more multiply-adds clearly took longer."""
    turned = []
    pairs = list(combinations(working, 2))
    for pair in pairs:
        fast, slow = sorted(pair, key=lambda timing: timing.median_s)
        no_more = slow.contender.cost.multiply_adds <= fast.contender.cost.multiply_adds
        if no_more and slow.median_s > _CLEAR * fast.median_s and _apart(fast, slow):
            turned.append((slow, fast))
    if not turned:
        return _(
            "In none of the {pairs} pairs of layers did the one without more multiply-adds clearly "
            "take longer."
        ).format(pairs=len(pairs))
    slow, fast = max(turned, key=lambda pair: pair[0].median_s / pair[1].median_s)
    return ngettext(
        "In {count} of {pairs} pairs of layers one took longer without having more multiply-adds: "
        "**{slow}**, {times} times as long as **{fast}**.",
        "In {count} of {pairs} pairs of layers one took longer without having more multiply-adds, "
        "most of all **{slow}**: {times} times as long as **{fast}**.",
        len(turned),
    ).format(
        count=len(turned),
        pairs=len(pairs),
        slow=names[slow.contender.key],
        fast=names[fast.contender.key],
        times=ratio(slow.median_s / fast.median_s),
    )


def _rates(working: Sequence[Timing], names: Mapping[str, str]) -> str:
    """Name the fastest and the slowest rate, and whether bytes moved go along with them."""
    slow, *_between, fast = sorted(working, key=lambda t: t.multiply_adds_per_s)
    told = _(
        "Rates run from {low} billion multiply-adds a second (**{slow}**) to {high} (**{fast}**), "
        "{times} to 1."
    ).format(
        low=show_number(slow.multiply_adds_per_s / 1e9),
        high=show_number(fast.multiply_adds_per_s / 1e9),
        slow=names[slow.contender.key],
        fast=names[fast.contender.key],
        times=ratio(fast.multiply_adds_per_s / slow.multiply_adds_per_s),
    )
    if max(_width(slow), _width(fast)) > _SHAKY:
        return told
    least, most = (timing.contender.cost.intensity() for timing in (slow, fast))
    values = {"least": show_number(least), "most": show_number(most)}
    if least < most:
        return f"{told} " + _(
            "The slower one also finds less to do with each byte it moves: {least} multiply-adds "
            "against {most}. That fits a layer that waits for memory; it does not prove it."
        ).format(**values)
    return f"{told} " + _(
        "Bytes do not explain it: the slower one has {least} multiply-adds for each byte it moves, "
        "the faster one {most}. How the library carries a layer out counts too."
    ).format(**values)


def _calls(working: Sequence[Timing], empty: Timing, names: Mapping[str, str]) -> str:
    floor = show_number(1000 * empty.median_s)
    fastest = min(working, key=lambda timing: timing.median_s, default=empty)
    if fastest.median_s < empty.median_s:
        return _(
            "A call with nothing to do took {floor} ms, longer than **{layer}**: the server was "
            "busy with something else. Measure again."
        ).format(floor=floor, layer=names[fastest.contender.key])
    small = [t for t in working if t.median_s < _MOSTLY_CALL * empty.median_s]
    if not small:
        return _(
            "A call with nothing to do takes {floor} ms; every layer here takes more than twice "
            "that."
        ).format(floor=floor)
    return _(
        "A call with nothing to do takes {floor} ms. Less than twice that: {layers}; their "
        "milliseconds are about the call more than about the arithmetic."
    ).format(floor=floor, layers=", ".join(f"**{names[t.contender.key]}**" for t in small))


def _width(timing: Timing) -> float:
    """Width of the middle half of the runs as a share of their median, 0 where it is unknown."""
    if timing.quartiles_s is None:
        return 0.0
    return (timing.quartiles_s[1] - timing.quartiles_s[0]) / timing.median_s


def _apart(fast: Timing, slow: Timing) -> bool:
    """Whether the middle halves of two layers' runs do not overlap."""
    if fast.quartiles_s is None or slow.quartiles_s is None:
        return True
    return fast.quartiles_s[1] < slow.quartiles_s[0]


def _spread(timings: Sequence[Timing]) -> str:
    widths = [_width(timing) for timing in timings if timing.quartiles_s is not None]
    if not widths:
        return ""
    return _(
        "The middle half of a layer's runs spans up to {share} % of its median: what differs by "
        "less means nothing."
    ).format(share=ratio(100 * max(widths)))
