"""Pages beyond images, inside a trained network, and on training one."""

from __future__ import annotations

from explorer.catalog.entry import PageEntry
from explorer.text import N_

BEYOND = N_("Beyond images")
INSIDE = N_("Inside a trained network")
TRAINING = N_("Training")

LATER_PAGES: tuple[PageEntry, ...] = (
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
    PageEntry(
        slug="training",
        chapter=TRAINING,
        icon=":material/model_training:",
        name=N_("Training"),
        title=N_("Training: from scratch, frozen, fine-tuned"),
        question=N_("What does a network that has seen other pictures already save you?"),
        builds_on=("architecture", "feature_space", "augmentation"),
        lecture=(
            N_("Transfer learning: a frozen trunk and a new head"),
            N_("Fine-tuning with a lower learning rate"),
            N_("Training from scratch, and how many labels it takes"),
            N_("Reading the curves: loss, accuracy, best epoch"),
        ),
    ),
)
