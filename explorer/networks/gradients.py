"""How a class's score answers to each value of a layer's maps: gradients kept by backward hooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.errors import SettingError
from explorer.networks.convolution_layers import Tap
from explorer.networks.hooks import recording
from explorer.networks.loaded_network import LoadedNetwork
from explorer.text import N_

Floats = NDArray[np.float32]


@contextmanager
def recording_gradients(maps: Mapping[Tap, Tensor]) -> Iterator[dict[Tap, Tensor]]:
    """Collect ∂/∂map of what the block calls `backward` on, by tap.

    The hooks sit on the tensors, not on the modules: a ReLU module that runs twice has one backward
    hook for both of its calls. Gone again whatever happens meanwhile. What is not in the way of the
    score is not in the result.
    """
    found: dict[Tap, Tensor] = {}

    def listen(tap: Tap, gradient: Tensor) -> None:
        found[tap] = gradient.detach()

    with ExitStack() as handles:
        for tap, values in maps.items():
            handle = values.register_hook(partial(listen, tap))  # type: ignore[no-untyped-call]
            handles.callback(handle.remove)
        yield found


def score_gradient(network: LoadedNetwork, inputs: Floats, tap: Tap, target: int) -> Floats:
    """Return ∂score[target]/∂map of what a tap gives on one picture, (C, h, w) float32.

    inputs: (3, H, W) float32 as the network is fed; the score is the output before any softmax.
    All 0 where the maps do not reach the score. Raises SettingError where there is no such output.
    """
    pictures = torch.from_numpy(inputs)[None].clone().requires_grad_()  # (1, 3, H, W)
    with network.lock, torch.enable_grad(), recording(network.module, [tap]) as maps:
        scores: Tensor = network.module(pictures)  # (1, K)
        if not 0 <= target < scores.shape[1]:
            raise SettingError(
                N_("the network has no output {target}: choose 0 to {last}"),
                target=target,
                last=scores.shape[1] - 1,
            )
        with recording_gradients(maps) as gradients:
            torch.autograd.backward(scores[0, target])
    gradient = gradients.get(tap)
    found = torch.zeros_like(maps[tap]) if gradient is None else gradient
    values: Floats = found[0].detach().numpy()
    return values
