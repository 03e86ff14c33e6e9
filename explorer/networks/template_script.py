"""The complete PyTorch script of a template's and a filter's answer to a slid picture."""

from __future__ import annotations

import numpy as np

from explorer.data.pictures import Picture, value_range
from explorer.networks.pack import CONVOLUTIONS_FILE, TEMPLATES_FILE
from explorer.networks.template_answers import PADDING, PHOTO_SIDE, SIDE, STRIDE, PictureAnswers

_SCRIPT = '''\
"""One hidden unit and one filter of a convolution answer to the same picture, slid sideways.

Run it in the project's folder: the weights are its offline pack, trained on CIFAR-10.
"""

import math

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn import functional

{load_code}
{array_code}picture = np.broadcast_to(picture, (3, {side}, {side}))  # grey fills all three
columns = np.arange({side}) - {slide} * {stride}  # to the right; the edge column is repeated
slid = torch.tensor(picture[:, :, columns.clip(0, {last})])
mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)

# Fully connected: every hidden unit has a weight of its own for each of the {inputs} numbers.
weights = {{k: t.float() for k, t in load_file("assets/weights/{templates_file}").items()}}
x = (functional.avg_pool2d(slid, {stride}) - mean) / std  # (3, {small}, {small})
template = weights["hidden.weight"][{unit}].view_as(x)
value = (template * x).sum() + weights["hidden.bias"][{unit}]
sums = functional.linear(x.flatten(), weights["hidden.weight"], weights["hidden.bias"])  # (64,)
hidden = functional.relu(sums)
scores = functional.linear(hidden, weights["classes.weight"], weights["classes.bias"])
guess = scores.softmax(dim=0)

# Convolution: the same weights at every place.
layers = {{k: t.float() for k, t in load_file("assets/weights/{convolutions_file}").items()}}
answers = functional.relu(
    functional.conv2d(
        ((slid - mean) / std)[None],
        layers["features.0.weight"],
        layers["features.0.bias"],
        stride={stride},
        padding={padding},
    )
)[0, {number}]  # {shape}
row, column = divmod(answers.argmax().item(), answers.shape[1])

print("hidden unit {unit}:", value.item(), "class", guess.argmax().item(), guess.max().item())
print("filter {number}:", answers.max().item(), "at row", row, "column", column)
assert math.isclose(value.item(), {value}, rel_tol=1e-3, abs_tol=1e-3)
assert torch.isclose(hidden[{unit}], value.relu(), rtol=1e-3, atol=1e-3)
assert tuple(answers.shape) == {shape}
assert math.isclose(answers.max().item(), {strongest}, rel_tol=1e-3, abs_tol=1e-3)
assert math.isclose(guess.max().item(), {guess}, rel_tol=1e-3)
'''
_ARRAY = """\
picture = (picture - {low:g}) / ({high:g} - {low:g})  # to [0, 1]
rows, columns = (np.arange({side}) * length // {side} for length in picture.shape[1:])
picture = picture[:, rows][:, :, columns]  # each cell enlarged
"""


def template_script(
    picture: Picture, slide: int, unit: int, number: int, answers: PictureAnswers
) -> str:
    """Write the script of one hidden unit and one filter on `picture`, slid by `slide` of 32.

    `picture`: a photograph of 128 × 128 or a small array; `answers`: what the slid picture gave.
    """
    low, high = value_range(picture)
    return _SCRIPT.format(
        load_code=picture.load_code.strip(),
        array_code=_ARRAY.format(low=low, high=high, side=PHOTO_SIDE)
        if picture.kind == "array"
        else "",
        side=PHOTO_SIDE,
        last=PHOTO_SIDE - 1,
        small=SIDE,
        inputs=f"{answers.template.inputs.size:,}",
        stride=STRIDE,
        padding=PADDING,
        slide=slide,
        unit=unit,
        number=number,
        templates_file=TEMPLATES_FILE,
        convolutions_file=CONVOLUTIONS_FILE,
        shape=answers.filter.values.shape,
        value=np.float32(answers.template.value).item(),
        strongest=answers.filter.strongest,
        guess=float(answers.probabilities.max()),
    )
