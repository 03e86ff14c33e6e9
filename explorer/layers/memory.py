"""How many bytes a layer holds while it runs and while it learns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType

from explorer.layers.counting import LayerCost
from explorer.layers.limits import require_within

# Numbers kept a parameter: torch.optim.SGD, with momentum its buffer, Adam two running means.
OPTIMIZER_STATES = MappingProxyType({"sgd": 0, "momentum": 1, "adam": 2})
BYTES_PER_VALUE = MappingProxyType({"float32": 4, "float16": 2})


@dataclass(frozen=True, slots=True)
class MemoryCost:
    """Bytes of one layer; what inference does not need is 0 there."""

    parameters: int
    inputs: int
    outputs: int
    parameter_gradients: int
    activation_gradients: int
    optimizer_state: int

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(getattr(self, field.name) for field in fields(self))

    @property
    def activations(self) -> int:
        """What grows with the batch: inputs, outputs and their gradients."""
        return self.inputs + self.outputs + self.activation_gradients


def memory_cost(
    cost: LayerCost, *, batch: int, dtype: str = "float32", optimizer: str | None = None
) -> MemoryCost:
    """Count the bytes of a layer on `batch` pictures; `optimizer` None means inference.

    Left out: the library's working memory, Adam's step counter (4 bytes a tensor), and copies.
    """
    require_within("batch", batch, 1, 1_000_000)
    size = BYTES_PER_VALUE[dtype]
    parameters = size * cost.parameters
    inputs, outputs = (size * batch * values for values in (cost.inputs, cost.outputs))
    training = optimizer is not None
    states = OPTIMIZER_STATES[optimizer] if optimizer is not None else 0
    return MemoryCost(
        parameters=parameters,
        inputs=inputs,
        outputs=outputs,
        parameter_gradients=parameters if training else 0,
        activation_gradients=inputs + outputs if training else 0,
        optimizer_state=states * parameters,
    )
