"""What a template and a convolution's filter answer to one picture, and to it slid sideways.

Both get the same pixels: the convolution 128 a side, the fully connected network their means over
4×4, so that a slide by one of its pixels is a slide by one step of the convolution's stride.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from explorer.networks.pack import TEMPLATES_FILE, read_pack, read_tensors
from explorer.networks.templates import classify, hidden_sums
from explorer.networks.trunk import CONVOLUTIONS, normalize

Floats = NDArray[np.float32]

SIDE = 32  # pixels a side of what the fully connected network is fed
KERNEL_SIZE, STRIDE, PADDING = CONVOLUTIONS[0][2:]
PHOTO_SIDE = SIDE * STRIDE


@dataclass(frozen=True, slots=True, eq=False)
class FirstLayers:
    """The fully connected network and a convolution's first layer, both of the offline pack.

    `state`: as `train_templates` returns it; `kernels`: (64, 3, 11, 11) and `bias`: (64,) float32.
    """

    state: Mapping[str, Tensor]
    kernels: Tensor
    bias: Tensor

    @property
    def templates(self) -> Floats:
        """The hidden units' weights as pictures, (64, 3, 32, 32)."""
        return self.state["hidden.weight"].view(-1, 3, SIDE, SIDE).numpy()

    @property
    def template_parameters(self) -> int:
        """Weights and biases of the hidden layer."""
        return self.state["hidden.weight"].numel() + self.state["hidden.bias"].numel()

    @property
    def kernel_parameters(self) -> int:
        """Weights and biases of the convolution."""
        return self.kernels.numel() + self.bias.numel()


@dataclass(frozen=True, slots=True, eq=False)
class TemplateAnswer:
    """One hidden unit on one picture.

    `inputs`, `products`: (3, 32, 32) float32, x as it is fed and w ⊙ x; `total`: the products' sum.
    """

    inputs: Floats
    products: Floats
    total: float
    bias: float

    @property
    def value(self) -> float:
        """The unit's value before its ReLU."""
        return self.total + self.bias

    @property
    def output(self) -> float:
        """The unit's value after its ReLU."""
        return max(0.0, self.value)


@dataclass(frozen=True, slots=True, eq=False)
class FilterAnswer:
    """One filter of the convolution at every place of one picture, after its ReLU: (31, 31)."""

    values: Floats

    @property
    def strongest(self) -> float:
        """The greatest value."""
        return float(self.values.max())

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the greatest value."""
        row, column = np.unravel_index(self.values.argmax(), self.values.shape)
        return int(row), int(column)

    @property
    def window(self) -> tuple[int, int, int, int]:
        """Top, left, bottom and right of its window in the picture of 128; padding lies outside."""
        top, left = (place * STRIDE - PADDING for place in self.place)
        return top, left, top + KERNEL_SIZE, left + KERNEL_SIZE


@dataclass(frozen=True, slots=True, eq=False)
class PictureAnswers:
    """Everything both networks answer to one picture.

    `template`, `filter`: of the unit and the filter looked at; `units`, `peaks`: (64,) float32, the
    output of every hidden unit and the greatest of every filter; `probabilities`: (10,) float32.
    """

    template: TemplateAnswer
    filter: FilterAnswer
    units: Floats
    peaks: Floats
    probabilities: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SlideCurves:
    """Answers over slides, in pixels of 32: (slides,) float32 each.

    `unit`: of the hidden unit after its ReLU; `strongest`: the filter's greatest over the picture.
    """

    slides: tuple[int, ...]
    unit: Floats
    strongest: Floats


def read_first_layers(folder: Path) -> FirstLayers:
    """Read both from the offline pack; raises WeightsError as `read_tensors` does."""
    convolutions, _ = read_pack(folder)
    state = read_tensors(folder / TEMPLATES_FILE)
    return FirstLayers(state, convolutions["features.0.weight"], convolutions["features.0.bias"])


def slide_photo(photo: Floats, slide: int) -> Floats:
    """Slide (3, 128, 128) to the right by `slide` pixels of 32, its edge column repeated."""
    columns = np.arange(photo.shape[-1]) - slide * STRIDE
    return np.ascontiguousarray(photo[..., columns.clip(0, photo.shape[-1] - 1)])


def shrink_photo(photo: Floats) -> Floats:
    """Return (3, 32, 32) of (3, 128, 128): means over 4×4 pixels."""
    return functional.avg_pool2d(torch.tensor(photo), STRIDE).numpy()


def answer_picture(layers: FirstLayers, photo: Floats, unit: int, number: int) -> PictureAnswers:
    """Let both networks answer to (3, 128, 128) in [0, 1], looking at one unit and one filter."""
    scores = classify(layers.state, _feed(photo).flatten()[None])
    return PictureAnswers(
        answer_template(layers, photo, unit),
        answer_filter(layers, photo, number),
        answer_units(layers, photo),
        answer_filters(layers, photo),
        functional.softmax(scores[0], dim=0).numpy(),
    )


def answer_template(layers: FirstLayers, photo: Floats, unit: int) -> TemplateAnswer:
    """Let one hidden unit answer to (3, 128, 128) in [0, 1]."""
    inputs = _feed(photo)
    products = layers.state["hidden.weight"][unit].view_as(inputs) * inputs  # (3, 32, 32)
    bias = layers.state["hidden.bias"][unit].item()
    return TemplateAnswer(inputs.numpy(), products.numpy(), products.sum().item(), bias)


def answer_filter(layers: FirstLayers, photo: Floats, number: int) -> FilterAnswer:
    """Let one kernel answer to (3, 128, 128) in [0, 1]."""
    chosen = slice(number, number + 1)
    return FilterAnswer(_convolve(layers.kernels[chosen], layers.bias[chosen], photo)[0].numpy())


def find_falling(layers: FirstLayers, photo: Floats, largest: int) -> int:
    """Return the hidden unit whose answer falls most to either side.

    That is from the picture as it is to the mean over slides from half of `largest` on, at the side
    where it falls less.
    """
    here = answer_units(layers, photo)  # (64,)
    far = range((largest + 1) // 2, largest + 1)
    left, right = (
        np.mean([answer_units(layers, slide_photo(photo, side * s)) for s in far], axis=0)
        for side in (-1, 1)
    )
    return int((here - np.maximum(left, right)).argmax())


def answer_units(layers: FirstLayers, photo: Floats) -> Floats:
    """Return (64,), every hidden unit's value after its ReLU."""
    return functional.relu(hidden_sums(layers.state, _feed(photo).flatten()[None]))[0].numpy()


def answer_filters(layers: FirstLayers, photo: Floats) -> Floats:
    """Return (64,), every filter's greatest value over the picture, after its ReLU."""
    return _convolve(layers.kernels, layers.bias, photo).amax(dim=(1, 2)).numpy()


def relative_change(before: Floats, after: Floats) -> float:
    """Return ‖after − before‖ / ‖before‖ of (64,) answers; 0 where there was none and is none."""
    length = float(np.linalg.norm(before))
    change = float(np.linalg.norm(after - before))
    return change / length if length > 0 else float(change > 0)


def follow_slides(
    layers: FirstLayers, photo: Floats, unit: int, number: int, largest: int
) -> SlideCurves:
    """Let a unit and a filter answer to a picture slid by up to `largest` pixels either way."""
    slides = tuple(range(-largest, largest + 1))
    slid = [slide_photo(photo, slide) for slide in slides]
    units = [answer_template(layers, picture, unit).output for picture in slid]
    peaks = [answer_filter(layers, picture, number).strongest for picture in slid]
    return SlideCurves(slides, np.array(units, np.float32), np.array(peaks, np.float32))


def _feed(photo: Floats) -> Tensor:
    return normalize(torch.from_numpy(shrink_photo(photo))[None])[0]


def _convolve(kernels: Tensor, bias: Tensor, photo: Floats) -> Tensor:
    """Return (N, 31, 31), AlexNet's first layer and its ReLU."""
    inputs = normalize(torch.tensor(photo)[None])
    return functional.relu(functional.conv2d(inputs, kernels, bias, STRIDE, PADDING))[0]
