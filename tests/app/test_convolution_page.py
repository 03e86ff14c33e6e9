"""The convolution page: its links, its numbers, and settings that no layer can have."""

from __future__ import annotations

import itertools

import pytest
import torch
from torch import nn

from tests.reading import Visit, metrics, problems, prose


def test_the_default_layer_is_pytorchs_default(visit: Visit) -> None:
    app = visit("convolution")
    assert not problems(app)
    shown = metrics(app)
    layer = nn.Conv2d(3, 4, 3)
    shape = tuple(layer(torch.zeros(3, 128, 128)).shape)
    assert shown["Output shape"] == " × ".join(map(str, shape)) == "4 × 126 × 126"
    assert shown["Parameters"] == f"{sum(p.numel() for p in layer.parameters()):,}"
    assert shown["Multiply-adds"] == f"{4 * 3 * 3 * 3 * 126 * 126:,}"
    assert shown["Cells never visited"] == "0"


def test_alexnets_first_layer(visit: Visit) -> None:
    app = visit(
        "convolution",
        kernel_size="11",
        stride="4",
        padding="2",
        out_channels="64",
        in_channels="3",
        image_size="224",
    )
    shown = metrics(app)
    assert shown["Output shape"] == "64 × 55 × 55"
    assert shown["Parameters"] == "23,296"
    assert shown["Multiply-adds"] == f"{64 * 55 * 55 * 3 * 11 * 11:,}" == "70,276,800"
    assert shown["Cells never visited"] == "0"
    text = prose(app)
    assert "1 pixel at the right and bottom is reached by no window, but it is padding" in text


def test_the_lectures_7_3_3_loses_the_column_of_99s(visit: Visit) -> None:
    app = visit("convolution", image="column_7x7", stride="3", in_channels="1")
    assert metrics(app)["Cells never visited"] == str(7 * 7 - 6 * 6) == "13"
    text = prose(app)
    assert "13 pixels are touched by no window" in text
    assert "padding 1" in text


def test_a_rectangular_kernel_and_its_empty_default(visit: Visit) -> None:
    app = visit("convolution", kernel_size="5", kernel_width="2", image_size="32")
    assert metrics(app)["Output shape"] == f"4 × {32 - 5 + 1} × {32 - 2 + 1}"
    app = visit("convolution", kernel_size="5", image_size="32")
    assert metrics(app)["Output shape"] == f"4 × {32 - 5 + 1} × {32 - 5 + 1}"


def test_groups_and_no_bias_in_the_counts(visit: Visit) -> None:
    app = visit("convolution", groups="3", out_channels="6", bias="false")
    assert metrics(app)["Parameters"] == str(6 * 1 * 3 * 3)


def test_same_and_valid_rule_over_the_number(visit: Visit) -> None:
    app = visit("convolution", padding_rule="same", padding="7", kernel_size="5", image_size="32")
    assert metrics(app)["Output shape"] == "4 × 32 × 32"
    app = visit("convolution", padding_rule="valid", padding="7", kernel_size="5", image_size="32")
    assert metrics(app)["Output shape"] == "4 × 28 × 28"


@pytest.mark.parametrize("view", ["maps", "coverage", "stack", "layout", "compare", "code"])
@pytest.mark.parametrize("in_channels", ["1", "3", "13", "8"])
def test_every_closer_look_on_every_input(visit: Visit, view: str, in_channels: str) -> None:
    app = visit("convolution", conv_view=view, in_channels=in_channels, image_size="32")
    assert not problems(app)
    assert not app.warning
    assert metrics(app)["Parameters"] == str(4 * int(in_channels) * 9 + 4)


def test_the_same_layer_takes_32_and_100_pixels(visit: Visit) -> None:
    app = visit("convolution", kernel_size="5")
    count = 4 * 3 * 5 * 5 + 4
    assert any(
        f"The same {count} parameters serve every input size: 32 × 32 → 4 × 28 × 28; "
        "100 × 100 → 4 × 96 × 96" in caption.value
        for caption in app.caption
    )


def test_the_lectures_two_layers(visit: Visit) -> None:
    app = visit("convolution", conv_view="stack", kernel_size="5", image_size="32")
    text = prose(app)
    assert "3 × 32 × 32 → 4 × 28 × 28 → 10 × 24 × 24" in text
    assert metrics(app)["Pixels behind one output"] == "9 × 9"


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        (
            {"image": "column_7x7", "kernel_size": "11"},
            "kernel 11 with dilation 1 spans 11 pixels, the padded input has 7: raise padding to 2 "
            "or lower the kernel to 7",
        ),
        (
            {"groups": "2"},
            "groups must divide in_channels (3) and out_channels (4), 2 does not: set groups to 1",
        ),
        (
            {"padding_rule": "same", "stride": "2"},
            "padding 'same' keeps the size only with stride 1",
        ),
        (
            {"image": "column_7x7", "padding": "8", "padding_mode": "reflect"},
            "padding_mode 'reflect' copies at most 6 of 7 pixels",
        ),
    ],
)
def test_an_impossible_setting_keeps_the_page_and_names_the_remedy(
    visit: Visit, link: dict[str, str], sentence: str
) -> None:
    app = visit("convolution", **link)
    assert not problems(app)
    assert sentence in app.warning[0].value
    assert not app.metric  # absent, not dashed
    assert app.slider(key="kernel_size")
    assert app.button(key="convolution_reset")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kernel_size", "99"),
        ("kernel_size", "abc"),
        ("kernel_size", ""),
        ("kernel_size", "-1"),
        ("stride", "0"),
        ("padding", "1e9"),
        ("padding_mode", "<script>"),
        ("in_channels", "2"),
        ("bias", "maybe"),
        ("image", "../../etc/passwd"),
        ("image_size", "100000"),
        ("kernel", "1,2;3"),
        ("kernel", "nan"),
        ("kernel_width", "0"),
        ("conv_view", "nothing"),
        ("compare", "kernel_size:99"),
        ("lang", "xx"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored(visit: Visit, key: str, value: str) -> None:
    app = visit("convolution", **{key: value})
    assert not problems(app)
    assert metrics(app)["Output shape"] == "4 × 126 × 126"


@pytest.mark.parametrize("text", ["2.5", "2e0"])
def test_a_number_that_streamlit_reads_is_not_called_ignored(visit: Visit, text: str) -> None:
    app = visit("convolution", stride=text)
    assert metrics(app)["Output shape"] == "4 × 63 × 63"
    assert not app.info


def test_what_was_ignored_is_told(visit: Visit) -> None:
    app = visit("convolution", kernel_size="99", stride="2")
    assert any("kernel_size=99" in note.value and "1–11" in note.value for note in app.info)
    assert metrics(app)["Output shape"] == "4 × 63 × 63"


def test_a_challenge_sets_the_state_and_reset_takes_it_back(visit: Visit) -> None:
    app = visit("convolution")
    app.button(key="convolution_challenge_0").click().run()
    assert metrics(app)["Cells never visited"] == "13"
    app.button(key="convolution_reset").click().run()
    assert app.slider(key="stride").value == 1
    assert metrics(app)["Output shape"].startswith("4 × ")


def test_challenges_lead_to_what_they_say_from_anywhere(visit: Visit) -> None:
    app = visit("convolution")
    shapes = ("1 × 2 × 2", "64 × 55 × 55", "4 × 15 × 15")
    for number in (0, 1, 0, 2):
        app.button(key=f"convolution_challenge_{number}").click().run()
        assert metrics(app)["Output shape"] == shapes[number]


def test_a_kernel_of_another_size_is_told(visit: Visit) -> None:
    app = visit("convolution", kernel="1,2,3", image_size="32")
    assert any("kernel by hand is 1 × 3, the layer's 3 × 3" in c.value for c in app.caption)
    app = visit("convolution", kernel="1,2,3", kernel_size="1", kernel_width="3", image_size="32")
    assert not any("not in use" in c.value for c in app.caption)
    assert "edited by hand" in prose(app)


def test_a_kept_state_is_compared_and_survives_in_the_link(visit: Visit) -> None:
    app = visit("convolution", conv_view="compare", kernel_size="5", image_size="32")
    app.button(key="keep_compare").click().run()
    app.slider(key="kernel_size").set_value(3).run()
    rows = app.table[0].value
    assert rows["A"].iloc[0] == "4 × 28 × 28"
    assert rows["B"].iloc[0] == "4 × 30 × 30"
    assert app.query_params["compare"] == "kernel_size:5"


SWEPT = ("kernel_size", "stride", "padding", "out_channels", "dilation", "groups", "conv_seed")


@pytest.mark.parametrize("key", SWEPT)
def test_every_slider_answers_at_both_ends(visit: Visit, key: str) -> None:
    app = visit("convolution", image_size="64")
    slider = app.slider(key=key)
    for value in (slider.min, slider.max, slider.value):
        app.slider(key=key).set_value(int(value)).run()
        assert not problems(app)
        assert app.metric or app.warning


def test_pairs_of_extremes_never_break_the_page(visit: Visit) -> None:
    app = visit("convolution", image_size="16")
    ends = {"kernel_size": (1, 11), "stride": (1, 8), "padding": (0, 10), "dilation": (1, 5)}
    for (first, firsts), (second, seconds) in itertools.combinations(ends.items(), 2):
        for one, other in itertools.product(firsts, seconds):
            app.slider(key=first).set_value(one)
            app.slider(key=second).set_value(other).run()
            assert not problems(app), (first, one, second, other)
            assert app.metric or app.warning
        app.button(key="convolution_reset").click().run()
