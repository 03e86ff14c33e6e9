"""What the cost page says about the layers on screen, and the formulas behind the counts."""

from __future__ import annotations

from explorer.ui.cost.compute import CostView
from explorer.ui.cost.settings import CostState
from explorer.ui.language import _, ngettext
from explorer.ui.wording import aligned, ratio, tex, tex_text


def describe_counts(view: CostView) -> list[str]:
    """Say in three sentences how parameters, uses and outputs compare."""
    return [_parameters(view), _uses(view), _outputs(view)]


def _parameters(view: CostView) -> str:
    convolution, linear = view.convolution.parameters, view.linear.parameters
    values = {"convolution": f"{convolution:,}", "linear": f"{linear:,}"}
    if convolution == linear:
        return _("Convolution and linear layer have {linear} parameters each.").format(**values)
    if convolution < linear:
        return _(
            "The convolution has {convolution} parameters, the linear layer {linear}: "
            "{ratio} times as many."
        ).format(ratio=ratio(linear / convolution), **values)
    return _(
        "The linear layer has {linear} parameters, the convolution {convolution}: "
        "{ratio} times as many."
    ).format(ratio=ratio(convolution / linear), **values)


def _uses(view: CostView) -> str:
    _channels, height, width = view.geometry.output_shape
    if height * width > 1:
        return _(
            "Each weight of the convolution is used {uses} times, once for each position of its "
            "{height} × {width} output; each weight of a linear layer once."
        ).format(uses=f"{height * width:,}", height=height, width=width)
    if view.geometry.rows.padded == view.geometry.rows.span == view.state.side:
        return _(
            "The window fits in one place only, so each weight is used once: this convolution is "
            "a linear layer over the whole input."
        )
    return _("The window has one place only, so each weight of the convolution is used once.")


def _outputs(view: CostView) -> str:
    convolution, linear = view.convolution.outputs, view.linear.outputs
    if convolution == linear:
        return ngettext(
            "Both answer with {count} number.", "Both answer with {count} numbers.", linear
        ).format(count=f"{linear:,}")
    return _(
        "But the linear layer answers with {linear} numbers and the convolution with "
        "{convolution}: a linear layer with as many outputs takes {matching} parameters, {ratio} "
        "times the convolution's."
    ).format(
        linear=f"{linear:,}",
        convolution=f"{convolution:,}",
        matching=f"{view.matching.parameters:,}",
        ratio=ratio(view.matching.parameters / view.convolution.parameters),
    )


def convolution_formulas(view: CostView) -> str:
    """Return the convolution's two counts with the numbers in them, as LaTeX."""
    weights = r" \cdot ".join(map(tex, view.geometry.settings.weight_shape))
    _channels, height, width = view.geometry.output_shape
    return _two_counts(
        weights + _bias(view.convolution.biases),
        view.convolution.parameters,
        rf"{weights} \cdot {tex(height)} \cdot {tex(width)}",
        view.convolution.multiply_adds,
    )


def linear_formulas(view: CostView) -> str:
    """Return the linear layer's two counts with the numbers in them, as LaTeX."""
    side = tex(view.state.side)
    inputs = rf"({tex(view.state.convolution.in_channels)} \cdot {side} \cdot {side})"
    products = rf"{inputs} \cdot {tex(view.state.linear.out_features)}"
    return _two_counts(
        products + _bias(view.linear.biases),
        view.linear.parameters,
        products,
        view.linear.multiply_adds,
    )


def _two_counts(weights: str, parameters: int, products: str, multiply_adds: int) -> str:
    return aligned(
        rf"{tex_text(_('parameters'))} &= {weights} = {tex(parameters)}",
        rf"{tex_text(_('multiply-adds'))} &= {products} = {tex(multiply_adds)}",
    )


def _bias(count: int) -> str:
    return f" + {tex(count)}" if count else ""


def describe_layers(state: CostState) -> tuple[str, str]:
    """Write both layers as PyTorch takes them."""
    convolution, linear = state.convolution, state.linear
    parts = [
        str(convolution.in_channels),
        str(convolution.out_channels),
        f"kernel_size={convolution.kernel_size[0]}",
    ]
    if convolution.stride[0] != 1:
        parts.append(f"stride={convolution.stride[0]}")
    if convolution.pads()[0][0]:
        parts.append(f"padding={convolution.pads()[0][0]}")
    bias = [] if convolution.bias else ["bias=False"]
    sizes = [str(linear.in_features), str(linear.out_features)]
    return (
        f"nn.Conv2d({', '.join(parts + bias)})",
        f"nn.Linear({', '.join(sizes + bias)})",
    )
