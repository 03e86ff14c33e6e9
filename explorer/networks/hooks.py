"""Listening to a network's layers: hooks that are gone again whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from threading import get_ident

from torch import Tensor, nn

from explorer.networks.convolution_layers import Tap


@contextmanager
def recording(network: nn.Module, taps: Iterable[Tap]) -> Iterator[dict[Tap, Tensor]]:
    """Collect what the tapped modules put out while the block runs `network`, by tap.

    The tensors are the layers' own: where a layer works in place (`ReLU(inplace=True)`) it would
    overwrite them, so the networks here are frozen copies without such layers (`tracing.freeze`).
    Another thread's runs of the same network are not listened to. Raises AttributeError for a
    module that is not there.
    """
    found: dict[Tap, Tensor] = {}
    wanted: dict[str, set[int]] = {}
    for tap in taps:
        wanted.setdefault(tap.module, set()).add(tap.call)
    calls = dict.fromkeys(wanted, 0)
    thread = get_ident()

    def listen(name: str, output: Tensor) -> None:
        if get_ident() != thread:
            return
        if calls[name] in wanted[name]:
            found[Tap(name, calls[name])] = output
        calls[name] += 1

    with ExitStack() as handles:  # what has been hooked is let go, whichever module is not there
        for name in wanted:
            handle = network.get_submodule(name).register_forward_hook(
                lambda _module, _inputs, output, name=name: listen(name, output)
            )
            handles.callback(handle.remove)
        yield found
