"""The weights page's script for weights that are fetched: run with a network put in their place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from torch import nn

from explorer.networks.layer_weights import read_weights
from explorer.networks.loaded_network import load_random
from explorer.ui.weights.compute import WeightsView
from explorer.ui.weights.scripts import write_script


@pytest.mark.parametrize("layer", ["layer1.0.conv2", "layer2.0.downsample.0"])
def test_the_script_of_fetched_weights_holds(monkeypatch: pytest.MonkeyPatch, layer: str) -> None:
    from torchvision import models

    network = replace(load_random("resnet18"), source="imagenet")
    asked = []

    def fetch(weights: str) -> nn.Module:
        asked.append(weights)
        return network.module

    monkeypatch.setattr(models, "resnet18", fetch)
    bank = read_weights(network, layer)
    script = write_script(WeightsView(network, bank, None, None, 7, 0))
    exec(compile(script, "weights.py", "exec"), {"__name__": "__main__"})  # noqa: S102
    assert asked == ["IMAGENET1K_V1"]
    spoilt = script.replace("isclose(norms[FILTER].item(), ", "isclose(1 + norms[FILTER].item(), ")
    assert spoilt != script
    with pytest.raises(AssertionError):
        exec(compile(spoilt, "spoilt.py", "exec"), {})  # noqa: S102
