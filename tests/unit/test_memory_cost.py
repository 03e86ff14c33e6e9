"""Bytes of a layer against those of the tensors PyTorch really holds."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from explorer.errors import SettingError
from explorer.layers.counting import LinearSettings, convolution_cost, linear_cost
from explorer.layers.geometry import ConvSettings, lay_out
from explorer.layers.memory import MemoryCost, memory_cost

OPTIMIZERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.1),
}
DTYPES = {"float32": torch.float32, "float16": torch.float16}


def held_by_torch(layer: nn.Module, batch: torch.Tensor, optimizer: str) -> MemoryCost:
    """Take one training step and add up what is there afterwards."""
    steps = OPTIMIZERS[optimizer](layer.parameters())
    batch.requires_grad_()
    output = layer(batch)
    output.retain_grad()
    output.sum().backward()
    steps.step()
    assert batch.grad is not None
    assert output.grad is not None
    parameters = list(layer.parameters())
    states = [v for state in steps.state.values() for v in state.values() if v is not None]
    return MemoryCost(
        parameters=sum(p.nbytes for p in parameters),
        inputs=batch.nbytes,
        outputs=output.nbytes,
        parameter_gradients=sum(p.grad.nbytes for p in parameters if p.grad is not None),
        activation_gradients=batch.grad.nbytes + output.grad.nbytes,
        optimizer_state=sum(state.nbytes for state in states if state.dim()),  # no step counter
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_training_step_holds_what_was_counted(optimizer: str, dtype: str) -> None:
    settings = ConvSettings(3, 6, (3, 3), stride=(2, 2), padding=(1, 1))
    layer = nn.Conv2d(3, 6, 3, stride=2, padding=1, dtype=DTYPES[dtype])
    batch = torch.ones(5, 3, 9, 9, dtype=DTYPES[dtype])
    counted = memory_cost(
        convolution_cost(lay_out(settings, 9, 9)), batch=5, dtype=dtype, optimizer=optimizer
    )
    assert counted == held_by_torch(layer, batch, optimizer)


def test_a_linear_layer_by_hand() -> None:
    cost = linear_cost(LinearSettings(3072, 6))
    memory = memory_cost(cost, batch=32, optimizer="adam")
    assert memory.parameters == 4 * 18_438
    assert memory.optimizer_state == 2 * 4 * 18_438
    assert memory.activations == 2 * 4 * 32 * (3072 + 6)
    assert memory.total == 4 * 4 * 18_438 + 2 * 4 * 32 * (3072 + 6)


def test_answering_needs_no_gradients() -> None:
    cost = linear_cost(LinearSettings(10, 2))
    memory = memory_cost(cost, batch=3)
    assert memory.total == 4 * (10 * 2 + 2) + 4 * 3 * (10 + 2)
    assert memory.parameter_gradients == memory.activation_gradients == memory.optimizer_state == 0


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(SettingError, match="batch is 0"):
        memory_cost(linear_cost(LinearSettings(10, 2)), batch=0)
