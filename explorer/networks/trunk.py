"""AlexNet's five convolutions: a form that trains well, folded into torchvision's exact layout.

For training every convolution is followed by batch normalisation. In evaluation that is one
scale and one shift per channel, so it folds into the convolution's weights and bias, and what is
left is `torchvision.models.alexnet().features`: Krizhevsky 2014, arXiv:1404.5997.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

# Index in torchvision's `features`: (in_channels, out_channels, kernel_size, stride, padding).
CONVOLUTIONS: dict[int, tuple[int, int, int, int, int]] = {
    0: (3, 64, 11, 4, 2),
    3: (64, 192, 5, 1, 2),
    6: (192, 384, 3, 1, 1),
    8: (384, 256, 3, 1, 1),
    10: (256, 256, 3, 1, 1),
}
POOLED = (0, 3, 10)  # a 3×3 maximum, stride 2, follows the ReLU of these
CHANNELS = 256  # of the last layer

IMAGENET_MEAN = (0.485, 0.456, 0.406)  # of RGB in [0, 1], as torchvision's models are fed
IMAGENET_STD = (0.229, 0.224, 0.225)


def normalize(pictures: Tensor) -> Tensor:
    """Turn (N, 3, H, W) RGB in [0, 1] into what the network is fed, with ImageNet's figures."""
    mean = pictures.new_tensor(IMAGENET_MEAN).view(1, 3, 1, 1)
    std = pictures.new_tensor(IMAGENET_STD).view(1, 3, 1, 1)
    return (pictures - mean) / std


def mean_over_places(maps: Tensor) -> Tensor:
    """Return (N, C), each channel's mean over the places of (N, C, H, W)."""
    return maps.mean(dim=(2, 3))


def build_features(state: Mapping[str, Tensor] | None = None) -> nn.Sequential:
    """Build torchvision's `alexnet().features`, in evaluation mode.

    `state` holds its ten tensors as `features.0.weight`, `features.0.bias`, …, in any float type;
    without it the layers start as PyTorch starts them, from the global random state.
    """
    layers: list[nn.Module] = []
    for index, (inside, outside, kernel_size, stride, padding) in CONVOLUTIONS.items():
        layers += [nn.Conv2d(inside, outside, kernel_size, stride, padding), nn.ReLU()]
        if index in POOLED:
            layers.append(nn.MaxPool2d(3, 2))
    features = nn.Sequential(*layers)
    if state is not None:
        prefix = "features."
        own = {name.removeprefix(prefix): tensor.float() for name, tensor in state.items()}
        features.load_state_dict(own)
    return features.eval()


class TrainingTrunk(nn.Module):
    """The same layers with batch normalisation between each convolution and its ReLU."""

    def __init__(self) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        for index, (inside, outside, kernel_size, stride, padding) in CONVOLUTIONS.items():
            convolution = nn.Conv2d(inside, outside, kernel_size, stride, padding, bias=False)
            nn.init.kaiming_normal_(convolution.weight, mode="fan_out", nonlinearity="relu")
            block = [convolution, nn.BatchNorm2d(outside), nn.ReLU(inplace=True)]
            blocks.append(nn.Sequential(*block, *[nn.MaxPool2d(3, 2)] * (index in POOLED)))
        self.blocks = nn.Sequential(*blocks)

    @property
    def first_layer(self) -> nn.Conv2d:
        """The convolution that looks at the picture."""
        return self._layer(0)[0]

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (N, 256), the pooled last layer's mean over places, of normalised pictures."""
        return mean_over_places(self.blocks(pictures))

    def fold(self) -> dict[str, Tensor]:
        """Return torchvision's ten tensors, float32 on the CPU, that answer as `eval()` does.

        y = γ·(w·x − μ)/√(σ² + ε) + β = (γ/√(σ² + ε)·w)·x + (β − γ·μ/√(σ² + ε)).
        """
        state: dict[str, Tensor] = {}
        for position, index in enumerate(CONVOLUTIONS):
            convolution, norm = self._layer(position)
            mean, variance = cast(Tensor, norm.running_mean), cast(Tensor, norm.running_var)
            scale = norm.weight / torch.sqrt(variance + norm.eps)
            folded = {
                "weight": convolution.weight * scale.view(-1, 1, 1, 1),
                "bias": norm.bias - mean * scale,
            }
            for name, tensor in folded.items():
                state[f"features.{index}.{name}"] = tensor.detach().float().cpu().contiguous()
        return state

    def _layer(self, position: int) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
        block = cast(nn.Sequential, self.blocks[position])
        return cast(nn.Conv2d, block[0]), cast(nn.BatchNorm2d, block[1])
