"""Complete scripts for the convolution theorem and for its race."""

from __future__ import annotations

import inspect

import numpy as np

from explorer.signals import fourier_timing as timing
from explorer.signals.fourier import Theorem
from explorer.signals.fourier_inputs import KERNELS, SIGNALS


def theorem_script(view: Theorem, signal: str, kernel: str) -> str:
    """Write the script of this state; its asserts hold the theorem, PyTorch, and what wraps."""
    make_signal, make_kernel = SIGNALS[signal][1], KERNELS[kernel][1]
    correlation = view.operation == "correlation"
    strongest = int(np.abs(view.product).argmax())
    expected = complex(view.product[strongest])
    lines = [
        '"""The convolution theorem: the product of two spectra, transformed back."""',
        "",
        "import numpy as np",
        "import torch",
        "from torch.nn import functional",
        "",
        "",
        *inspect.getsource(make_signal).splitlines(),
        "",
        "",
        *inspect.getsource(make_kernel).splitlines(),
        "",
        "",
        f"x = torch.from_numpy({make_signal.__name__}({len(view.signal)}))",
        f"k = torch.from_numpy({make_kernel.__name__}({len(view.kernel)}))",
        f"n_fft = {view.n_fft}  # nothing wraps from {view.needed} on",
        "X, K = torch.fft.rfft(x, n_fft), torch.fft.rfft(k, n_fft)",
        *(["K = K.conj()  # turns the kernel round: a cross-correlation"] if correlation else []),
        "y = torch.fft.irfft(X * K, n_fft)",
        "",
        "# The same as a plain sum: conv1d correlates, so a convolution flips the kernel.",
        f"weight = {'k' if correlation else 'k.flip(0)'}[None, None]",
        "direct = functional.conv1d(x[None, None], weight, padding=len(k) - 1)[0, 0]",
        f"places = torch.arange({view.start}, {view.start + len(view.direct)}) % n_fft",
        "folded = torch.zeros(n_fft, dtype=x.dtype).index_add(0, places, direct)",
        "wrapped = int((torch.bincount(places, minlength=n_fft) > 1).sum())",
        'print("largest difference", (y - folded).abs().max().item(), "places mixed", wrapped)',
        "",
        "# And as a layer with circular padding: the FFT thinks the signal is a circle.",
        "circle = functional.pad(x, (0, n_fft - len(x)))[None, None]",
        f"sides = {'(0, len(k) - 1)' if correlation else '(len(k) - 1, 0)'}",
        'rounded = functional.pad(circle, sides, mode="circular")',
        "circular = functional.conv1d(rounded, weight)[0, 0]",
        "",
        "assert torch.allclose(y, folded, atol=1e-12)",
        "assert torch.allclose(y, circular, atol=1e-12)",
        f"assert wrapped == {int(view.wrapped.sum())}",
        f"assert np.isclose((X * K)[{strongest}].item(), {expected!r}, rtol=1e-9)",
    ]
    return "\n".join(lines) + "\n"


def race_script(name: str) -> str:
    """Write the script that times both ways; its assert holds that they agree."""
    shape, sizes = timing.RACES[name]
    lines = [
        '"""A plain convolution against one through the FFT, on one thread of the CPU."""',
        "",
        "import torch",
        "from scipy.fft import next_fast_len",
        "from torch import Tensor",
        "from torch.nn import functional",
        "from torch.utils.benchmark import Timer",
        "",
        "",
        *inspect.getsource(timing.convolve_directly).splitlines(),
        "",
        "",
        *(
            line
            for line in inspect.getsource(timing.convolve_by_fft).splitlines()
            if "import" not in line
        ),
        "",
        "",
        f"values = torch.randn(1, 1, {', '.join(map(str, shape))})",
        f"for size in {sizes}:",
        f"    kernel = torch.randn(1, 1, {', '.join(['size'] * len(shape))})",
        "    answers, seconds = [], []",
        "    for way in (convolve_directly, convolve_by_fft):",
        "        answers.append(way(values, kernel))",
        '        names = {"way": way, "values": values, "kernel": kernel}',
        '        timer = Timer("way(values, kernel)", globals=names, num_threads=1)',
        f"        measured = timer.blocked_autorange(min_run_time={timing.SECONDS_A_TIMING})",
        "        seconds.append(min(measured.times))",
        '    print(f"K = {size:5} {1000 * seconds[0]:9.3f} ms {1000 * seconds[1]:9.3f} ms")',
        "    assert torch.allclose(*answers, atol=1e-5 * answers[0].abs().max().item())",
    ]
    return "\n".join(lines) + "\n"
