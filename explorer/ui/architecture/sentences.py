"""What the architecture page says about the network on screen, in words and in formulas."""

from __future__ import annotations

from explorer.layers import layer_specs as specs
from explorer.layers.direct_pairs import find_pair, joint_layer
from explorer.layers.layer_shapes import LayerStep, Shape, product_text
from explorer.layers.stack_presets import PRESETS
from explorer.ui.architecture.compute import NetworkView
from explorer.ui.architecture.settings import NetworkState
from explorer.ui.language import _, ngettext
from explorer.ui.wording import aligned, bytes_text, tex, tex_text

_LINE = 6  # shapes a line of the chain
_MOST_SHAPES = 24


def network_name(state: NetworkState) -> str:
    """The preset's name, and whether it was changed."""
    name = _(PRESETS[state.preset].title)
    return _("{name}, edited").format(name=name) if state.edited else name


def describe_network(view: NetworkView) -> list[str]:
    """Say in two or three sentences what the network is made of and where its weight lies."""
    if not view.state.stack:
        return [_("The network has no layers yet: what comes in goes out. Add a layer below.")]
    return [_whole(view), *_where(view), *_pair(view), *_memory(view)]


def _whole(view: NetworkView) -> str:
    if view.walk.misfit is not None and not view.walk.steps:
        return _("{name}: the input does not fit the first layer, so nothing is counted.").format(
            name=network_name(view.state)
        )
    if view.walk.misfit is not None:
        return ngettext(
            "{name}: the walk stops before layer {index}; the numbers count the {count} "
            "layer before it.",
            "{name}: the walk stops before layer {index}; the numbers count the {count} "
            "layers before it.",
            len(view.walk.steps),
        ).format(
            name=network_name(view.state),
            index=view.walk.misfit.index,
            count=len(view.walk.steps),
        )
    return ngettext(
        "{name}: {given} becomes {result} in {count} layer.",
        "{name}: {given} becomes {result} in {count} layers.",
        len(view.walk.steps),
    ).format(
        name=network_name(view.state),
        given=product_text(view.state.input_shape),
        result=product_text(view.walk.output_shape),
        count=len(view.walk.steps),
    )


def _where(view: NetworkView) -> list[str]:
    """Where parameters and multiply-adds sit: in convolutions or in linear layers."""
    if not view.walk.steps:
        return []
    if not view.walk.total("multiply_adds"):
        return [_("No layer so far multiplies anything.")]
    convolutions, linears = view.count(specs.Conv2d), view.count(specs.Linear)
    if convolutions and linears:
        return [
            _(
                "Its convolutions hold {parameters} of the parameters and do {work} of the "
                "multiply-adds; its linear layers hold {rest} and do {remaining}."
            ).format(
                parameters=share_text(view.share("parameters", specs.Conv2d)),
                work=share_text(view.share("multiply_adds", specs.Conv2d)),
                rest=share_text(view.share("parameters", specs.Linear)),
                remaining=share_text(view.share("multiply_adds", specs.Linear)),
            )
        ]
    index = max(range(len(view.walk.steps)), key=lambda i: view.walk.steps[i].multiply_adds)
    return [
        _("Most work is in layer {index}, {kind}: {share} of the multiply-adds.").format(
            index=index,
            kind=view.walk.steps[index].layer.kind,
            share=share_text(view.walk.shares("multiply_adds")[index]),
        )
    ]


def _pair(view: NetworkView) -> list[str]:
    """Name two convolutions that are one, for lack of an activation between them."""
    pair = find_pair(view.state.stack)
    if pair is None:
        return []
    index, first, second = pair
    rows, columns = joint_layer(first, second).kernel_size
    return [
        _(
            "**Layers {index} and {other} have nothing between them: one {rows} × {columns} "
            "convolution can do what both do** (see “{look}”)."
        ).format(index=index, other=index + 1, rows=rows, columns=columns, look=_("Why the ReLU"))
    ]


def _memory(view: NetworkView) -> list[str]:
    if not view.walk.steps:
        return []
    total = view.walk.total("activation_bytes")
    index = max(range(len(view.walk.steps)), key=lambda i: view.walk.steps[i].activations)
    return [
        _(
            "Kept for one picture, all outputs take {total} in float32, the largest, of layer "
            "{index}, {largest}; the parameters take {parameters}."
        ).format(
            total=bytes_text(total),
            index=index,
            largest=bytes_text(view.walk.steps[index].activation_bytes),
            parameters=bytes_text(4 * view.walk.total("parameters")),
        )
    ]


def share_text(share: float) -> str:
    """Write a share in [0, 1] with as many digits as tell it from nothing and from all."""
    percent = 100 * share
    if 0 < percent < 0.05:
        return _("< 0.1 %")
    if 99.95 <= percent < 100:
        return _("> 99.9 %")
    digits = 0 if percent in {0, 100} or 9.95 <= percent <= 99 else 1
    return _("{share} %").format(share=f"{percent:.{digits}f}")


def shape_chain(view: NetworkView) -> str:
    """The shapes from the input to the output, each change once, as LaTeX."""
    shapes = [view.state.input_shape]
    for step in view.walk.steps:
        if step.output_shape != shapes[-1]:
            shapes.append(step.output_shape)
    parts = [_tex_shape(shape) for shape in shapes]
    if len(parts) > _MOST_SHAPES:
        parts = [*parts[: _MOST_SHAPES - 2], r"\dots", parts[-1]]
    if not view.fits:
        parts.append("?")
    lines = [parts[start : start + _LINE] for start in range(0, len(parts), _LINE)]
    arrow = r" \to "
    joined = [arrow.join(line) for line in lines]
    return aligned(f"& {joined[0]}", *(rf"& \to {line}" for line in joined[1:]))


def _tex_shape(shape: Shape) -> str:
    return r" \times ".join(tex(side) for side in shape)


def layer_formulas(view: NetworkView) -> str:
    """The chosen layer's size and counts with the numbers substituted, as LaTeX; "" for none."""
    step = view.chosen_step
    if step is None:
        return ""
    if isinstance(step.layer, specs.Conv2d):
        return aligned(_size_line(step), *_convolution_lines(step))
    if isinstance(step.layer, specs.MaxPool2d | specs.AvgPool2d):
        return aligned(_size_line(step))
    if isinstance(step.layer, specs.Flatten) and len(step.input_shape) == 3:
        product = r" \cdot ".join(tex(side) for side in step.input_shape)
        return aligned(rf"{product} &= {tex(step.output_shape[-1])}")
    if isinstance(step.layer, specs.Linear):
        return aligned(*_linear_lines(step))
    return ""


def _size_line(step: LayerStep) -> str:
    """H_out of the layer: ⌊(H + 2P − D(K − 1) − 1)/S⌋ + 1, or ⌈…⌉ with ceil_mode."""
    layer = step.layer
    if isinstance(layer, specs.Conv2d):
        (before, after), dilation = layer.settings.pads()[0], layer.dilation[0]
        stride, padded = layer.stride[0], before + after
    else:
        assert isinstance(layer, specs.PoolLayer)  # noqa: S101 - for mypy: the caller knows
        dilation = layer.dilation[0] if isinstance(layer, specs.MaxPool2d) else 1
        stride, padded = layer.steps[0], 2 * layer.padding[0]
    size, kernel, output = step.input_shape[1], layer.kernel_size[0], step.output_shape[1]
    span = rf"{dilation} \cdot ({kernel} - 1)"
    fraction = rf"\frac{{{size} + {padded} - {span} - 1}}{{{stride}}}"
    up = isinstance(layer, specs.PoolLayer) and layer.ceil_mode
    left, right = (r"\lceil", r"\rceil") if up else (r"\lfloor", r"\rfloor")
    dropped = up and _drops_window(step, padded, stride, dilation, kernel)
    relation = r"\to" if dropped else "="
    return (
        rf"H_\text{{out}} = \left{left} \frac{{H + 2P - D(K - 1) - 1}}{{S}} \right{right} + 1 "
        rf"&= \left{left} {fraction} \right{right} + 1 "
        rf"{relation} {output}"
    )


def _drops_window(step: LayerStep, padded: int, stride: int, dilation: int, kernel: int) -> bool:
    """Whether ceil_mode left out a window that would begin past the picture."""
    raw = -(-(step.input_shape[1] + padded - dilation * (kernel - 1) - 1) // stride) + 1
    return raw != step.output_shape[1]


def _convolution_lines(step: LayerStep) -> tuple[str, str]:
    layer = step.layer
    assert isinstance(layer, specs.Conv2d)  # noqa: S101 - for mypy: the caller knows
    out, depth, rows, columns = layer.settings.weight_shape
    weights = r" \cdot ".join(tex(count) for count in (out, depth, rows, columns))
    bias = f" + {tex(out)}" if layer.bias else ""
    _channels, height, width = step.output_shape
    return (
        rf"{tex_text(_('parameters'))} &= {weights}{bias} = {tex(step.parameters)}",
        rf"{tex_text(_('multiply-adds'))} &= {weights} \cdot {height} \cdot {width} "
        rf"= {tex(step.multiply_adds)}",
    )


def _linear_lines(step: LayerStep) -> tuple[str, str]:
    layer = step.layer
    assert isinstance(layer, specs.Linear)  # noqa: S101 - for mypy: the caller knows
    weights = rf"{tex(layer.in_features)} \cdot {tex(layer.out_features)}"
    bias = f" + {tex(layer.out_features)}" if layer.bias else ""
    rows = "".join(rf" \cdot {tex(side)}" for side in step.input_shape[:-1])
    return (
        rf"{tex_text(_('parameters'))} &= {weights}{bias} = {tex(step.parameters)}",
        rf"{tex_text(_('multiply-adds'))} &= {weights}{rows} = {tex(step.multiply_adds)}",
    )
