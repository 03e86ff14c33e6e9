"""Each exported script runs as it stands, and its asserts hold what the page showed."""

from __future__ import annotations

import re

import pytest

from tests.reading import Visit, problems

LAYERS = [
    {},
    {"in_channels": "1", "kernel_size": "4", "padding": "2", "padding_mode": "reflect"},
    {"in_channels": "13", "out_channels": "6", "stride": "2"},
    {"in_channels": "8", "groups": "4", "bias": "false", "dilation": "2"},
    {"conv_weights": "random", "conv_seed": "7", "kernel_size": "5", "padding_rule": "same"},
    {"kernel": "1,0,-1;2,0,-2;1,0,-1", "conv_map": "2"},
    {"kernel": "1,0,-1;2,0,-2;1,0,-1", "conv_weights": "random", "out_channels": "64"},
    {"image": "column_7x7", "stride": "3", "in_channels": "1"},
    {"image": "camera", "kernel_size": "11", "kernel_width": "3", "out_channels": "20"},
]
FILTERS = [
    {},
    {"filter": "gabor", "filter_size": "9", "filter_angle": "30"},
    {"filter": "cross", "image": "cross_5x5"},
    {"filter_kernel": "0.5,-1;2,0;1,1", "image": "digit_8x8"},
    {"filter": "gaussian", "filter_size": "4", "image": "coins"},
]


def exported(visit: Visit, slug: str, view: str, link: dict[str, str]) -> str:
    app = visit(slug, **{view: "code", "image_size": "32", **link})
    assert not problems(app)
    return str(app.code[0].value)


@pytest.mark.parametrize("link", LAYERS, ids=str)
def test_the_layers_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "convolution", "conv_view", link)
    exec(compile(script, "convolution.py", "exec"), {"__name__": "__main__"})  # noqa: S102


@pytest.mark.parametrize("link", FILTERS, ids=str)
def test_the_filters_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "filters", "filter_view", link)
    exec(compile(script, "filter.py", "exec"), {"__name__": "__main__"})  # noqa: S102


@pytest.mark.parametrize(
    "link",
    [
        {"image_size": "64"},
        {"image_size": "224", "learn_kernel_size": "5", "learn_target": "gaussian"},
        {"image_size": "32", "learn_optimizer": "sgd", "learn_lr": "1.2"},
        {"image_size": "32", "filter_kernel": "1,2;3,4", "learn_target": "current"},
    ],
    ids=str,
)
def test_the_learning_script_repeats_the_run(visit: Visit, link: dict[str, str]) -> None:
    app = visit("filters", filter_view="learn", learn_code="true", **link)
    assert not problems(app)
    exec(compile(app.code[0].value, "learning.py", "exec"), {"__name__": "__main__"})  # noqa: S102


@pytest.mark.parametrize(
    ("slug", "view"), [("convolution", "conv_view"), ("filters", "filter_view")]
)
def test_a_wrong_value_would_be_noticed(visit: Visit, slug: str, view: str) -> None:
    script = exported(visit, slug, view, {})
    spoilt = re.sub(r"isclose\(strongest, [-\d.e]+,", "isclose(strongest, 1e3,", script)
    assert spoilt != script
    with pytest.raises(AssertionError):
        exec(compile(spoilt, "spoilt.py", "exec"), {"__name__": "__main__"})  # noqa: S102
