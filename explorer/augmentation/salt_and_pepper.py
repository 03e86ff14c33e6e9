"""The lecture's own transform: single pixels turned white or black."""

from __future__ import annotations

from typing import Any

import torch
from torchvision.transforms import v2


class SaltAndPepper(v2.Transform):  # type: ignore[misc]
    """Turn a share of all pixels white (salt) or black (pepper), as many as chance has it.

    `amount`: the chance of a pixel to be hit, in [0, 1]; `salt`: of those, the share that turns
    white. A pixel is hit in all channels at once.
    """

    def __init__(self, amount: float = 0.05, salt: float = 0.5) -> None:
        super().__init__()
        self.amount = amount
        self.salt = salt

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw one number for each pixel: below `amount` it is hit."""
        return {"chance": torch.rand(flat_inputs[0].shape[-2:])}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """Paint the pixels that are hit."""
        chance = params["chance"]
        white, hit = chance < self.amount * self.salt, chance < self.amount
        top = 1.0 if inpt.is_floating_point() else 255
        return inpt.masked_fill(hit, 0).masked_fill(white, top)
