"""Random numbers of one's own: PyTorch's global generator belongs to all visitors at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

_DRAWING = frozenset(
    {
        torch.rand,
        torch.randn,
        torch.randint,
        torch.randperm,
        torch.multinomial,
        torch.bernoulli,
        torch.normal,
        torch.Tensor.uniform_,
        torch.Tensor.normal_,
        torch.Tensor.bernoulli_,
        nn.init.uniform_,
        nn.init.normal_,
        nn.init.kaiming_uniform_,
        nn.init.kaiming_normal_,
        torch._sample_dirichlet,  # noqa: SLF001 - behind the Beta that mixup draws λ from
    }
)


class SeededDraws(TorchFunctionMode):
    """Within it, on this thread alone, random functions draw from one generator.

    Code that knows no `generator` argument, such as torchvision's transforms and PyTorch's layers
    at their start, then draws what it would after `torch.manual_seed(seed)` in a program of its
    own, whatever other threads do. What draws inside the library, as `functional.dropout` does,
    is out of reach.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.generator = torch.Generator().manual_seed(seed)

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Hand the generator to a function that draws; others run as they are."""
        kwargs = kwargs or {}
        if func in _DRAWING and kwargs.get("generator") is None:
            kwargs = {**kwargs, "generator": self.generator}
        return func(*args, **kwargs)
