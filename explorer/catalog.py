"""The one list of pages: what exists, in which chapter, and which lecture headings it answers."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.text import N_


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: `slug` is its file name and URL; texts are English and marked for translation.

    `name` stands in the navigation, `title` on the page; `lecture` are the headings it answers.
    """

    slug: str
    chapter: str
    icon: str
    name: str
    title: str
    question: str
    builds_on: tuple[str, ...] = ()
    lecture: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The page's file, from the repository's root."""
        return f"pages/{self.slug}.py"


WHY = N_("Why convolutions")
LAYER = N_("The layer")
NETWORKS = N_("Networks")
BEYOND = N_("Beyond images")
INSIDE = N_("Inside a trained network")
TRAINING = N_("Training")

PAGES: tuple[PageEntry, ...] = (
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
    PageEntry(
        slug="sound",
        chapter=BEYOND,
        icon=":material/graphic_eq:",
        name=N_("Sound"),
        title=N_("Sound: convolution along time"),
        question=N_("What does a convolution sound like?"),
        builds_on=("filters", "convolution"),
        lecture=(
            N_("Conv1d(1, 16, 3, stride=2) on a recording"),
            N_("From a waveform to a spectrogram: sound as a picture"),
            N_("Spectra of solutions: 1D on a curve, 2D on a matrix"),
        ),
    ),
    PageEntry(
        slug="correlation",
        chapter=BEYOND,
        icon=":material/compare_arrows:",
        name=N_("Correlation"),
        title=N_("Correlation: the mathematics of convolution"),
        question=N_("Why do networks call a correlation a convolution, and is it a matrix?"),
        builds_on=("filters", "convolution"),
        lecture=(
            N_("Convolution and cross-correlation of two functions"),
            N_("A convolution as a matrix: [1 2 4 5 3 0] with [5 4]"),
            N_("The convolution theorem"),
        ),
    ),
    PageEntry(
        slug="volume",
        chapter=BEYOND,
        icon=":material/view_in_ar:",
        name=N_("Volume"),
        title=N_("Volume: convolution through time and depth"),
        question=N_("What does a kernel see that slides through time as well?"),
        builds_on=("convolution", "channels"),
        lecture=(
            N_("Conv3d on 16 → 33 channels: cubic and (3, 5, 2)"),
            N_("A clip as a volume: frames behind each other"),
        ),
    ),
    PageEntry(
        slug="weights",
        chapter=INSIDE,
        icon=":material/texture:",
        name=N_("Weights"),
        title=N_("Weights: what a network has learned"),
        question=N_(
            "What has the first layer learned, and why does the second stop being readable?"
        ),
        builds_on=("filters", "channels", "architecture"),
        lecture=(
            N_("AlexNet's first layer: 64 filters of 11 × 11"),
            N_("The second layer: filter 0 and its 64 kernels"),
            N_("print(model): the layers and their names"),
        ),
    ),
    PageEntry(
        slug="activations",
        chapter=INSIDE,
        icon=":material/visibility:",
        name=N_("Activations"),
        title=N_("Activations: a picture inside a network"),
        question=N_("What does each layer answer to this picture?"),
        builds_on=("architecture", "receptive_field"),
        lecture=(
            N_("Forward hooks: looking at a layer's maps"),
            N_("Maps of the first and of deeper layers"),
            N_("What a channel answers to, and where"),
            N_("Top-5 predictions of a trained network"),
        ),
    ),
    PageEntry(
        slug="feature_space",
        chapter=INSIDE,
        icon=":material/scatter_plot:",
        name=N_("Feature space"),
        title=N_("Feature space: pictures as points"),
        question=N_("What does a network know that pixels do not?"),
        builds_on=("pixels", "architecture"),
        lecture=(
            N_("A network as a feature extractor: the classifier cut off"),
            N_("Nearest neighbours in feature space"),
            N_("Maps of the feature space: PCA and t-SNE"),
        ),
    ),
    PageEntry(
        slug="augmentation",
        chapter=TRAINING,
        icon=":material/auto_awesome_motion:",
        name=N_("Augmentation"),
        title=N_("Augmentation: one picture, many draws"),
        question=N_("How does one picture teach like many, and when does it teach wrongly?"),
        builds_on=("pixels", "filters"),
        lecture=(
            N_("Augmentation: transforms drawn at random"),
            N_("RandomApply, RandomChoice and their p"),
            N_("Salt and pepper, random erasing, mixup"),
            N_("Dataset and DataLoader"),
        ),
    ),
)


def find_page(slug: str) -> PageEntry:
    """Return the entry of `slug`; raises KeyError if there is no such page."""
    for entry in PAGES:
        if entry.slug == slug:
            return entry
    raise KeyError(slug)


def chapters() -> dict[str, list[PageEntry]]:
    """Pages by chapter, in reading order."""
    grouped: dict[str, list[PageEntry]] = {}
    for entry in PAGES:
        grouped.setdefault(entry.chapter, []).append(entry)
    return grouped


def neighbours(slug: str) -> tuple[PageEntry | None, PageEntry | None]:
    """Return the pages before and after `slug` in reading order."""
    index = PAGES.index(find_page(slug))
    before = PAGES[index - 1] if index else None
    after = PAGES[index + 1] if index + 1 < len(PAGES) else None
    return before, after
