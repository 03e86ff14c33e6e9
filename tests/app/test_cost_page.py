"""The cost page: the lecture's numbers, every closer look, a measurement, and bad links."""

from __future__ import annotations

import itertools

import pytest
from streamlit.testing.v1 import AppTest
from torch import nn

from explorer.ui.cost.shelf import measurement_shelf
from tests.reading import Visit, metrics, problems, prose

VIEWS = ["growth", "bottleneck", "separable", "memory", "measured", "device", "compare", "code"]
COUNTS = (
    "Parameters, convolution",
    "Parameters, linear",
    "Multiply-adds, convolution",
    "Multiply-adds, linear",
)


def counts(app: AppTest) -> tuple[str, ...]:
    shown = metrics(app)
    return tuple(shown[label] for label in COUNTS)


def test_the_first_visit_is_the_lectures_case(visit: Visit) -> None:
    app = visit("cost")
    assert not problems(app)
    assert counts(app) == (
        str(6 * (3 * 3 * 3) + 6),
        f"{3 * 32 * 32 * 6 + 6:,}",
        f"{6 * 27 * 32 * 32:,}",
        f"{3 * 32 * 32 * 6:,}",
    )
    assert counts(app) == ("168", "18,438", "165,888", "18,432")
    text = prose(app)
    assert "The convolution has 168 parameters, the linear layer 18,438: 110 times" in text
    assert "used 1,024 times, once for each position of its 32 × 32 output" in text
    assert f"a linear layer with as many outputs takes {3072 * 6144 + 6144:,} parameters" in text


def test_the_formulas_hold_the_numbers(visit: Visit) -> None:
    app = visit("cost")
    convolution, linear = (formula.value for formula in app.latex[:2])
    assert r"6 \cdot 3 \cdot 3 \cdot 3 + 6 = 168" in convolution
    assert r"6 \cdot 3 \cdot 3 \cdot 3 \cdot 32 \cdot 32 = 165{,}888" in convolution
    assert r"(3 \cdot 32 \cdot 32) \cdot 6 + 6 = 18{,}438" in linear


def test_further_controls_count(visit: Visit) -> None:
    app = visit(
        "cost", cost_stride="2", cost_padding="0", cost_bias="false", cost_out_features="10"
    )
    layer = nn.Conv2d(3, 6, 3, stride=2, bias=False)
    assert counts(app) == (
        str(layer.weight.numel()),
        f"{3072 * 10:,}",
        f"{162 * 15 * 15:,}",  # (32 − 3) // 2 + 1 = 15
        f"{3072 * 10:,}",
    )
    assert any("nn.Linear(3072, 10, bias=False)" in caption.value for caption in app.caption)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "link",
    [
        {},
        {"cost_size": "1", "cost_in_channels": "1", "cost_out_channels": "1"},
        {"cost_size": "512", "cost_in_channels": "512", "cost_out_channels": "512"},
        {"cost_size": "11", "cost_kernel_size": "11", "cost_padding": "0", "cost_bias": "false"},
    ],
    ids=["lecture", "least", "most", "one window"],
)
def test_every_closer_look_at_every_size(visit: Visit, view: str, link: dict[str, str]) -> None:
    app = visit("cost", cost_view=view, **link)
    assert not problems(app)
    assert all(metrics(app)[label] for label in COUNTS)
    refused = view == "measured" and link.get("cost_size") == "512"
    assert bool(app.warning) == refused


def test_a_convolution_of_one_window_is_the_linear_layer(visit: Visit) -> None:
    app = visit("cost")
    app.button(key="cost_challenge_0").click().run()
    parameters = f"{3 * 11 * 11 * 6 + 6:,}"
    products = f"{3 * 11 * 11 * 6:,}"
    assert counts(app) == (parameters, parameters, products, products)
    text = prose(app)
    assert "this convolution is a linear layer over the whole input" in text
    assert "Both answer with 6 numbers." in text
    app.slider(key="cost_size").set_value(12).run()  # the look: which count stands still?
    assert counts(app)[0] == parameters
    assert parameters not in counts(app)[1:]


def test_the_bottleneck_that_costs_more(visit: Visit) -> None:
    app = visit("cost")
    app.button(key="cost_challenge_1").click().run()
    shown = metrics(app)
    assert shown["Parameters, bottleneck"] == f"{64 * 60 + 60 + 9 * 60 * 64 + 64:,}" == "38,524"
    assert shown["Parameters, convolution"] == f"{9 * 64 * 64 + 64:,}" == "36,928"
    assert shown["Break-even C_mid"] == f"{36_864 / 641:.2f}" == "57.51"
    text = prose(app)
    assert "4.32 % more" in text
    assert "in weights alone below 57.60, in multiply-adds below 57.60" in text
    app.slider(key="cost_mid_channels").set_value(57).run()
    assert "% fewer" in prose(app)


def test_a_separable_layers_share(visit: Visit) -> None:
    app = visit("cost", cost_view="separable")
    shown = metrics(app)
    assert shown["Multiply-adds, separable"] == f"{(3 * 9 + 3 * 6) * 1024:,}"
    assert shown["Parameters, separable"] == str(3 * 9 + 3 + 3 * 6 + 6)
    assert shown["Share of the multiply-adds"] == "27.8 %"
    assert r"\frac{1}{6} + \frac{1}{9} = 0.278" in app.latex[2].value
    app = visit("cost", cost_view="separable", cost_kernel_size="1")
    assert "splitting saves nothing" in prose(app)


def test_memory_of_the_lectures_layers(visit: Visit) -> None:
    app = visit("cost", cost_view="memory")
    rows = app.table[0].value
    cells = dict(zip(rows.iloc[:, 0], rows["convolution"], strict=True))
    assert cells["weights and biases"] == f"{4 * 168} bytes"
    assert cells["input"] == f"{4 * 32 * 3072 / 2**10:.0f} KiB" == "384 KiB"
    assert cells["output"] == f"{4 * 32 * 6144 / 2**10:.0f} KiB" == "768 KiB"
    app = visit("cost", cost_view="memory", cost_optimizer="none", cost_dtype="float16")
    rows = app.table[0].value
    assert list(rows.iloc[:, 0]) == ["weights and biases", "input", "output", "together"]
    assert rows["convolution"].iloc[0] == f"{2 * 168} bytes"


def test_growth_keeps_the_convolutions_parameters(visit: Visit) -> None:
    text = prose(visit("cost", cost_view="growth"))
    assert "From 32 × 32 to 64 × 64 pixels the convolution keeps its 168 parameters" in text
    assert "takes 4 times the multiply-adds; the linear layer grows to 4 times" in text
    assert "to 16 times" in text


def test_a_measurement_on_demand(visit: Visit) -> None:
    measurement_shelf.clear()
    app = visit("cost", cost_view="measured", cost_size="8")
    assert not app.table
    assert any("Nothing is measured yet" in caption.value for caption in app.caption)
    app.button(key="cost_measure").click().run()
    assert not problems(app)
    rows = app.table[0].value
    work = [int(cell.replace(",", "")) for cell in rows["multiply-adds"]]
    assert work[:2] == [162 * 8 * 8, 18 * 8 * 8]
    for count, milliseconds, rate in zip(
        work[:-1], rows["ms, median"], rows["billion multiply-adds a second"], strict=False
    ):
        if "·" not in rate and "·" not in milliseconds:
            assert float(rate) == pytest.approx(count / float(milliseconds) / 1e6, rel=0.02)
    assert "**3 × 3 convolution** against **depthwise 3 × 3, then 1 × 1**" in prose(app)
    other = visit("cost", cost_view="measured", cost_size="8")
    assert other.table[0].value.equals(rows)  # kept for everybody on this server
    another = visit("cost", cost_view="measured", cost_size="9")
    assert not another.table


def test_a_second_visitor_is_asked_to_wait(visit: Visit) -> None:
    measurement_shelf.clear()
    app = visit("cost", cost_view="measured", cost_size="8")
    with measurement_shelf().measuring():
        app.button(key="cost_measure").click().run()
    assert not problems(app)
    assert "somebody else is measuring" in app.warning[0].value
    assert metrics(app)["Parameters, convolution"] == "168"


def test_too_large_a_measurement_names_a_size_that_will_do(visit: Visit) -> None:
    link = {"cost_view": "measured", "cost_in_channels": "64", "cost_out_channels": "64"}
    app = visit("cost", cost_size="512", **link)
    assert not problems(app)
    remedy = app.warning[0].value
    side = remedy.rsplit(" ", 1)[1]
    assert not visit("cost", cost_size=side, **link).warning
    assert metrics(app)["Multiply-adds, convolution"] == f"{64 * 64 * 9 * 512 * 512:,}"


def test_the_third_challenge_is_ready_to_be_measured(visit: Visit) -> None:
    app = visit("cost")
    app.button(key="cost_challenge_2").click().run()
    assert not problems(app)
    assert not app.warning
    assert app.button(key="cost_measure")
    assert counts(app)[2] == f"{64 * 64 * 9 * 56 * 56:,}"


def test_the_device_is_named(visit: Visit) -> None:
    app = visit("cost", cost_view="device")
    rows = app.table[0].value
    assert list(rows.iloc[:, 0])[-3:] == ["PyTorch", "CUDA", "Apple MPS"]
    assert "torch.cuda.is_available()" in app.code[0].value


def test_a_kept_state_is_compared_and_survives_in_the_link(visit: Visit) -> None:
    app = visit("cost", cost_view="compare", cost_kernel_size="5")
    app.button(key="keep_cost_compare").click().run()
    app.slider(key="cost_kernel_size").set_value(3).run()
    rows = app.table[0].value
    assert rows["A"].iloc[2] == str(6 * 3 * 25 + 6)
    assert rows["B"].iloc[2] == "168"
    assert app.query_params["cost_compare"] == "cost_kernel_size:5"


def test_reset_puts_everything_back(visit: Visit) -> None:
    app = visit("cost", cost_size="64", cost_padding="3", cost_view="memory", cost_batch="7")
    app.button(key="cost_reset").click().run()
    assert counts(app) == ("168", "18,438", "165,888", "18,432")
    assert "cost_size" not in app.query_params


def test_a_challenge_leaves_the_picture_of_other_pages_alone(visit: Visit) -> None:
    app = visit("filters", image="cross_5x5")
    app.switch_page("pages/cost.py").run()
    app.button(key="cost_challenge_0").click().run()
    assert app.session_state["image"] == "cross_5x5"


def test_a_kernel_that_does_not_fit_names_the_remedy(visit: Visit) -> None:
    app = visit("cost", cost_size="4", cost_kernel_size="11")
    assert not problems(app)
    assert "spans 11 pixels, the padded input has 6: raise padding to 4" in app.warning[0].value
    assert not app.metric
    assert app.slider(key="cost_size")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cost_size", "0"),
        ("cost_size", "1e3"),
        ("cost_in_channels", "513"),
        ("cost_out_channels", ""),
        ("cost_kernel_size", "12"),
        ("cost_stride", "-1"),
        ("cost_bias", "perhaps"),
        ("cost_out_features", "0"),
        ("cost_out_features", "many"),
        ("cost_mid_channels", "0"),
        ("cost_batch", "0.5"),
        ("cost_optimizer", "<b>"),
        ("cost_dtype", "int8"),
        ("cost_view", "nothing"),
        ("cost_compare", "cost_size:0"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored_and_told(visit: Visit, key: str, value: str) -> None:
    app = visit("cost", **{key: value})
    assert not problems(app)
    assert counts(app) == ("168", "18,438", "165,888", "18,432")
    assert any(f"{key}={value}" in note.value for note in app.info)


def test_pairs_of_extremes_never_break_the_page(visit: Visit) -> None:
    app = visit("cost")
    ends = {
        "cost_size": (1, 512),
        "cost_in_channels": (1, 512),
        "cost_kernel_size": (1, 11),
        "cost_padding": (0, 10),
        "cost_stride": (1, 8),
    }
    for (first, firsts), (second, seconds) in itertools.combinations(ends.items(), 2):
        for one, other in itertools.product(firsts, seconds):
            app.slider(key=first).set_value(one)
            app.slider(key=second).set_value(other).run()
            assert not problems(app), (first, one, second, other)
            assert app.metric or app.warning
        app.button(key="cost_reset").click().run()
