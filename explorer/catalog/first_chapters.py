"""Pages from "why not a fully connected network" to whole networks."""

from __future__ import annotations

from explorer.catalog.entry import PageEntry
from explorer.text import N_

WHY = N_("Why convolutions")
LAYER = N_("The layer")
NETWORKS = N_("Networks")

FIRST_PAGES: tuple[PageEntry, ...] = (
    PageEntry(
        slug="home",
        chapter=WHY,
        icon=":material/home:",
        name=N_("Home"),
        title=N_("Convolutional networks, hands on"),
        question=N_("Where do I start?"),
    ),
    PageEntry(
        slug="pixels",
        chapter=WHY,
        icon=":material/view_comfy:",
        name=N_("Pixels"),
        title=N_("Pixels: a picture as a vector"),
        question=N_("What does a linear layer see of a picture?"),
        lecture=(
            N_("A picture as numbers: height, width, channels"),
            N_("Flattening: which neighbours stay neighbours"),
            N_("Why not a fully connected network"),
        ),
    ),
    PageEntry(
        slug="filters",
        chapter=WHY,
        icon=":material/grid_on:",
        name=N_("Filters"),
        title=N_("Filters: made by hand, then learned"),
        question=N_("How can nine numbers find an edge, and who chooses them?"),
        builds_on=("pixels",),
        lecture=(
            N_("Edges, blurs and other filters made by hand"),
            N_("The cross detector on a 5 × 5 picture"),
            N_("Harris corners and Haar-like features"),
            N_("A filter as a linear layer over patches"),
            N_("From made to learned: gradient descent on a filter's weights"),
        ),
    ),
    PageEntry(
        slug="convolution",
        chapter=LAYER,
        icon=":material/layers:",
        name=N_("Convolution"),
        title=N_("The convolution layer"),
        question=N_("Why did the last column disappear?"),
        builds_on=("filters",),
        lecture=(
            N_("Kernel size, stride, padding, dilation"),
            N_("The output size, and what happens to the remainder"),
            N_("Channels in, channels out, bias: weights and their shapes"),
            N_("Two layers stacked: 32 → 28 → 24"),
            N_("(H, W, C) or (C, H, W): the usual first error"),
            N_("One layer for every input size: 32 × 32 and 100 × 100"),
        ),
    ),
    PageEntry(
        slug="channels",
        chapter=LAYER,
        icon=":material/palette:",
        name=N_("Channels"),
        title=N_("Channels: one filter, three planes, one sum"),
        question=N_("How does one number come out of three colours?"),
        builds_on=("convolution",),
        lecture=(
            N_("Convolution of a colour picture: a partial response a channel, summed, one bias"),
            N_("Several filters, several maps"),
            N_("1 × 1 convolution: mixing channels"),
            N_("Groups and depthwise convolution"),
        ),
    ),
    PageEntry(
        slug="pooling",
        chapter=LAYER,
        icon=":material/compress:",
        name=N_("Pooling"),
        title=N_("Pooling and strides: making maps smaller"),
        question=N_("What survives when four numbers become one?"),
        builds_on=("convolution",),
        lecture=(
            N_("Max pooling and average pooling: the 4 × 4 example"),
            N_("Kernel, stride, padding and ceil_mode of a pooling layer"),
            N_("Pooling or a strided convolution"),
            N_("What a small shift of the picture changes"),
        ),
    ),
    PageEntry(
        slug="cost",
        chapter=LAYER,
        icon=":material/speed:",
        name=N_("Cost"),
        title=N_("Cost: parameters, operations, memory, time"),
        question=N_("What does a layer cost, and why do the milliseconds disagree?"),
        builds_on=("convolution", "channels"),
        lecture=(
            N_("168 parameters against 18,438: convolution and linear layer"),
            N_("Multiplications: 165,888 against 18,432"),
            N_("The 1 × 1 bottleneck and depthwise separable convolutions"),
            N_("CPU or GPU: where the network runs"),
        ),
    ),
    PageEntry(
        slug="architecture",
        chapter=NETWORKS,
        icon=":material/account_tree:",
        name=N_("Architecture"),
        title=N_("Architecture: from one layer to a network"),
        question=N_("Where do a network's parameters sit, and where is its work done?"),
        builds_on=("convolution", "pooling", "cost"),
        lecture=(
            N_("The MNIST network: 5 × 5, 3 × 3, Linear with 2,904 inputs"),
            N_("LeNet-5 and AlexNet: layers, shapes, parameters"),
            N_("flatten, view, reshape, nn.Flatten"),
            N_("Why an activation stands between two convolutions"),
        ),
    ),
    PageEntry(
        slug="receptive_field",
        chapter=NETWORKS,
        icon=":material/center_focus_strong:",
        name=N_("Receptive field"),
        title=N_("Receptive field: what one unit sees"),
        question=N_("Which pixels can a unit of a deep layer see, and which of them count?"),
        builds_on=("convolution", "pooling", "architecture"),
        lecture=(
            N_("The receptive field of a layer, and how it grows"),
            N_("How many layers until a unit sees all 1024 pixels"),
            N_("From receptor to cortex: the hierarchy of the visual system"),
        ),
    ),
)
