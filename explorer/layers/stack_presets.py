"""Networks to start from, each a plain stack that `torch.nn.Sequential` could run.

A shortcut that is added to a later layer cannot stand in a plain stack: where a network has some,
the preset is the path without them, and its note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from explorer.layers.layer_specs import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    LayerSpec,
    Linear,
    MaxPool2d,
    ReLU,
    ReLU6,
    Stack,
    Tanh,
)
from explorer.text import N_

IMAGENET_SHAPE = (3, 224, 224)
_VGG11 = (64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0)  # 0: a pooling
_VGG16 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)


@dataclass(frozen=True, slots=True)
class Preset:
    """A stack, the input (C, H, W) it is made for, its name and what is to be said of it."""

    title: str
    note: str
    source: str
    input_shape: tuple[int, int, int]
    layers: Stack


def lecture_mnist() -> Stack:
    """A 5 × 5 and a 3 × 3 convolution, then a Linear with 2,904 inputs.

    28 − 5 + 1 = 24, 24 − 3 + 1 = 22 and 2,904 = 6 · 22 · 22 are the lecture's; the first layer's 3
    channels and the activations are not told there and are chosen here.
    """
    return (
        Conv2d(1, 3, (5, 5)),
        ReLU(),
        Conv2d(3, 6, (3, 3)),
        ReLU(),
        Flatten(),
        Linear(2904, 10),
    )


def lecture_cnn_model() -> Stack:
    """The lecture's `CNN_model`, reconstructed: only 784 values that become 25,088 are told.

    25,088 = 32 · 28 · 28: 32 maps of the picture's own size.
    """
    return (
        Conv2d(1, 32, (5, 5), padding=(2, 2)),
        ReLU(),
        MaxPool2d((2, 2)),
        Conv2d(32, 64, (5, 5), padding=(2, 2)),
        ReLU(),
        MaxPool2d((2, 2)),
        Flatten(),
        Linear(3136, 1000),
        ReLU(),
        Dropout(),
        Linear(1000, 10),
    )


def lenet5() -> Stack:
    """LeNet-5 of 1998 with a dense C3: 156 + 2,416 + 48,120 + 10,164 + 850 = 61,706 parameters.

    Simplified as usual: each map of C3 sees all six of S2 (in the paper some), a pooling has no
    learned factor, and the last layer is a Linear instead of distances to fixed codes.
    """
    return (
        Conv2d(1, 6, (5, 5)),
        Tanh(),
        AvgPool2d((2, 2)),
        Conv2d(6, 16, (5, 5)),
        Tanh(),
        AvgPool2d((2, 2)),
        Flatten(),
        Linear(400, 120),
        Tanh(),
        Linear(120, 84),
        Tanh(),
        Linear(84, 10),
    )


def alexnet() -> Stack:
    """`torchvision.models.alexnet`, features and classifier: Krizhevsky 2014, arXiv:1404.5997."""
    return (
        Conv2d(3, 64, (11, 11), stride=(4, 4), padding=(2, 2)),
        ReLU(),
        MaxPool2d((3, 3), stride=(2, 2)),
        Conv2d(64, 192, (5, 5), padding=(2, 2)),
        ReLU(),
        MaxPool2d((3, 3), stride=(2, 2)),
        Conv2d(192, 384, (3, 3), padding=(1, 1)),
        ReLU(),
        Conv2d(384, 256, (3, 3), padding=(1, 1)),
        ReLU(),
        Conv2d(256, 256, (3, 3), padding=(1, 1)),
        ReLU(),
        MaxPool2d((3, 3), stride=(2, 2)),
        AdaptiveAvgPool2d((6, 6)),
        Flatten(),
        Dropout(),
        Linear(9216, 4096),
        ReLU(),
        Dropout(),
        Linear(4096, 4096),
        ReLU(),
        Linear(4096, 1000),
    )


def vgg_features(channels: Sequence[int]) -> Stack:
    """The features of a `torchvision.models.vgg…`: 3 × 3 convolutions, 0 stands for a pooling."""
    layers: list[LayerSpec] = []
    inside = 3
    for outside in channels:
        if outside == 0:
            layers.append(MaxPool2d((2, 2)))
        else:
            layers += [Conv2d(inside, outside, (3, 3), padding=(1, 1)), ReLU()]
            inside = outside
    return tuple(layers)


def resnet18_start() -> Stack:
    """The stem and the first two blocks of `torchvision.models.resnet18`, without the shortcuts."""
    stem = Conv2d(3, 64, (7, 7), stride=(2, 2), padding=(3, 3), bias=False)
    start = (stem, BatchNorm2d(64), ReLU(), MaxPool2d((3, 3), stride=(2, 2), padding=(1, 1)))
    inner = Conv2d(64, 64, (3, 3), padding=(1, 1), bias=False)
    return (*start, *(inner, BatchNorm2d(64), ReLU()) * 4)


def mobilenet_v2_start() -> Stack:
    """`torchvision.models.mobilenet_v2().features[:3]`, which has no shortcut yet."""
    return (
        *_normalized(Conv2d(3, 32, (3, 3), stride=(2, 2), padding=(1, 1), bias=False)),
        *_inverted_residual(32, 32, 16, stride=1),
        *_inverted_residual(16, 96, 24, stride=2),
    )


def _inverted_residual(inside: int, middle: int, outside: int, stride: int) -> Iterator[LayerSpec]:
    """1 × 1 up to `middle`, 3 × 3 on each channel alone, 1 × 1 down; arXiv:1801.04381, table 1."""
    if middle != inside:
        yield from _normalized(Conv2d(inside, middle, (1, 1), bias=False))
    steps = (stride, stride)
    yield from _normalized(Conv2d(middle, middle, (3, 3), steps, (1, 1), groups=middle, bias=False))
    yield Conv2d(middle, outside, (1, 1), bias=False)
    yield BatchNorm2d(outside)  # linear: no activation behind the narrow layer


def _normalized(convolution: Conv2d) -> Iterator[LayerSpec]:
    yield from (convolution, BatchNorm2d(convolution.out_channels), ReLU6())


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "lecture_mnist": Preset(
            N_("The lecture's MNIST network"),
            N_("The lecture tells the kernels and the 2,904 inputs; the 3 first maps are chosen."),
            "",
            (1, 28, 28),
            lecture_mnist(),
        ),
        "cnn_model": Preset(
            N_("The lecture's CNN_model, reconstructed"),
            N_("Only 784 values that become 25,088 are told; the rest is a usual LeNet-like one."),
            "",
            (1, 28, 28),
            lecture_cnn_model(),
        ),
        "lenet5": Preset(
            N_("LeNet-5"),
            N_(
                "Of 1998, simplified as usual: each map of C3 sees all six before it, poolings "
                "learn nothing, the last layer is a Linear."
            ),
            "LeCun, Bottou, Bengio, Haffner 1998, https://doi.org/10.1109/5.726791",
            (1, 32, 32),
            lenet5(),
        ),
        "alexnet": Preset(
            N_("AlexNet"),
            N_("As in torchvision: features, average pooling and classifier."),
            "Krizhevsky 2014, https://arxiv.org/abs/1404.5997",
            IMAGENET_SHAPE,
            alexnet(),
        ),
        "vgg11": Preset(
            N_("VGG-11, features"),
            N_("As in torchvision, without the classifier."),
            "Simonyan, Zisserman 2014, https://arxiv.org/abs/1409.1556",
            IMAGENET_SHAPE,
            vgg_features(_VGG11),
        ),
        "vgg16": Preset(
            N_("VGG-16, features"),
            N_("As in torchvision, without the classifier."),
            "Simonyan, Zisserman 2014, https://arxiv.org/abs/1409.1556",
            IMAGENET_SHAPE,
            vgg_features(_VGG16),
        ),
        "resnet18": Preset(
            N_("ResNet-18, start without shortcuts"),
            N_("Stem and first two blocks: a shortcut's sum cannot stand in a plain stack."),
            "He, Zhang, Ren, Sun 2015, https://arxiv.org/abs/1512.03385",
            IMAGENET_SHAPE,
            resnet18_start(),
        ),
        "mobilenet_v2": Preset(
            N_("MobileNetV2, first stages"),
            N_("As in torchvision up to features.2: the first shortcut comes after it."),
            "Sandler and others 2018, https://arxiv.org/abs/1801.04381",
            IMAGENET_SHAPE,
            mobilenet_v2_start(),
        ),
    }
)
