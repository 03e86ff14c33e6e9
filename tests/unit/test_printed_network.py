"""A printed network: PyTorch's own lines, each with the module it opens."""

from __future__ import annotations

import pytest
from torch import nn

from explorer.networks.architectures import build_skeleton
from explorer.networks.printed_network import print_network


@pytest.mark.parametrize("name", ["alexnet", "resnet18", "mobilenet_v2", "mobilenet_v3_small"])
def test_lines_are_pytorchs_and_name_every_module(name: str) -> None:
    network = build_skeleton(name)
    lines = print_network(network)
    assert "\n".join(line.text for line in lines) == repr(network)
    named = dict(network.named_modules())
    told = [line.module for line in lines if line.module]
    assert told == [module for module in named if module]
    for line in lines:
        if line.module:
            own = repr(named[line.module]).split("\n")[0]
            assert line.text.strip() == f"({line.module.split('.')[-1]}): {own}"


def test_lines_that_stand_for_several_name_none() -> None:
    alike = nn.ModuleList(nn.ReLU() for _number in range(3))
    network = nn.Sequential(alike, nn.Conv2d(1, 1, 1))
    lines = print_network(network)
    assert "\n".join(line.text for line in lines) == repr(network)
    assert [line.module for line in lines] == [
        "",
        "0",
        "",
        "",
        "1",
        "",
    ]  # the lines: (0): ModuleList( … (0-2): 3 x ReLU() … )
