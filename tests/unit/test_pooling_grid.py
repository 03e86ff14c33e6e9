"""The Python side of the pooling grid: arrays that must fit, and what is sent to the browser."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.nn import functional

from explorer.ui.components import pooling_grid as module
from explorer.ui.components.grid_labels import grid_labels
from explorer.ui.components.linked_grid import GridEvent
from explorer.ui.components.pooling_grid import pooling_grid, pooling_labels

Floats = NDArray[np.float32]


def zeros(*shape: int) -> Floats:
    return np.zeros(shape, np.float32)


def draw(**changes: Any) -> GridEvent:
    """A 2 × 2 pooling of (2, 5, 7) with stride 2, one argument or two made different."""
    arguments: dict[str, Any] = {
        "inputs": zeros(2, 5, 7),
        "output": zeros(2, 2, 3),  # (5 - 2) // 2 + 1 = 2 rows, (7 - 2) // 2 + 1 = 3 columns
        "kind": "max",
        "kernel_size": (2, 2),
        "stride": (2, 2),
        "padding": (0, 0),
        "channel_names": ["a", "b"],
        "alt": "grid",
        "key": "grid",
    }
    return pooling_grid(**{**arguments, **changes})


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the component was last mounted with; its answer is a pin at (1, 2)."""
    kept: dict[str, Any] = {}

    def mount(**arguments: Any) -> dict[str, Any]:
        kept.update(arguments["data"])
        return {"pinned": [1, 2]}

    monkeypatch.setattr(module, "_component", mount)
    return kept


def test_a_pin_is_read_if_the_output_has_that_cell(sent: dict[str, Any]) -> None:
    assert draw().pinned == (1, 2)
    assert draw(inputs=zeros(2, 4, 4), output=zeros(2, 2, 2)).pinned is None
    assert sent["out"] == [2, 2]


def test_what_the_browser_needs_is_sent_with_the_pictures_own_size(sent: dict[str, Any]) -> None:
    draw(padding=(1, 0), output=zeros(2, 3, 3), kind="average", count_include_pad=False, channel=1)
    assert sent["shape"] == [2, 5, 7]  # without the padding
    assert (sent["kernel"], sent["stride"], sent["padding"]) == ([2, 2], [2, 2], [1, 0])
    assert (sent["kind"], sent["count_include_pad"], sent["channel"]) == ("average", False, 1)
    assert sent["labels"]["sign"] == "avg"


def test_an_eight_bit_photo_and_its_maxima_travel_as_bytes(sent: dict[str, Any]) -> None:
    photo = np.arange(16, dtype=np.float32).reshape(1, 4, 4) / np.float32(255)
    draw(inputs=photo, output=photo[:, 1::2, 1::2], channel_names=["a"])
    assert sent["x"].tolist() == list(range(16))
    assert sent["y"].tolist() == [5, 7, 13, 15]
    assert (sent["x"].dtype, sent["y"].dtype) == (np.uint8, np.uint8)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "average"},
        {"count_include_pad": False},
        {"inputs": zeros(2, 5, 7) + 1},
        {"padding": (1, 0), "output": zeros(2, 3, 3)},
        {"output": zeros(2, 3, 4)},  # ceil_mode
    ],
)
def test_another_layer_or_picture_has_another_token(
    sent: dict[str, Any], changes: dict[str, Any]
) -> None:
    draw()
    before = sent["token"]
    draw()
    assert sent["token"] == before
    draw(**changes)
    assert sent["token"] != before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "min"}, "kind is max or average, got 'min'"),
        ({"inputs": zeros(5, 7)}, r"expected \(C, H, W\)"),
        ({"output": zeros(2, 3)}, r"expected \(C, H, W\)"),
        ({"output": zeros(1, 2, 3)}, "output has 1 channels, inputs have 2"),
        ({"output": zeros(2, 3, 3)}, r"make \(2, 3\), with ceil_mode \(3, 4\), got \(3, 3\)"),
        ({"stride": (0, 2)}, "at least 1"),
        ({"padding": (2, 0)}, r"padding \(2, 0\) is more than half of kernel_size \(2, 2\)"),
        ({"padding": (-1, 0)}, "padding"),
        ({"kernel_size": (8, 2)}, r"make \(0, 3\), with ceil_mode \(0, 4\), got \(2, 3\)"),
        ({"channel_names": ["a"]}, "1 channel names for 2 channels"),
        ({"channel": 2}, "no channel 2 among 2"),
        ({"rgb": True}, "rgb needs 3 channels, got 2"),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw(**changes)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_output_that_pytorch_makes_is_accepted(
    sent: dict[str, Any], data: st.DataObject
) -> None:
    kernel, stride = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 6))
    padding = data.draw(st.integers(0, kernel // 2))
    ceil_mode, include = data.draw(st.booleans()), data.draw(st.booleans())
    # with ceil_mode a window may be larger than the padded picture, by less than a stride
    least = max(1, kernel - 2 * padding - (stride - 1) * ceil_mode)
    height, width = (data.draw(st.integers(least, 12)) for _ in range(2))
    pixels = torch.rand(1, 1, height, width)
    for kind, output in {
        "max": functional.max_pool2d(pixels, kernel, stride, padding, ceil_mode=ceil_mode),
        "average": functional.avg_pool2d(pixels, kernel, stride, padding, ceil_mode, include),
    }.items():
        sizes = {"kernel_size": (kernel,) * 2, "stride": (stride,) * 2, "padding": (padding,) * 2}
        draw(
            inputs=pixels[0].numpy(), output=output[0].numpy(), kind=kind,
            channel_names=["a"], **sizes,
        )  # fmt: skip
        assert sent["out"] == list(output.shape[2:])


def test_every_word_of_the_grid_is_there_and_says_what_pooling_does() -> None:
    words = asdict(pooling_labels("max"))
    assert all(words.values())
    assert set(asdict(grid_labels())) < set(words)
    assert (words["kernel"], words["sign"]) == ("window", "max")
