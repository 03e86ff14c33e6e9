"""The architecture page: counts, edits, mends, pasted text, every closer look, and bad links."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from explorer.layers.stack_code import decode_stack, encode_stack
from explorer.layers.stack_presets import PRESETS
from explorer.layers.stack_text import write_sequential
from tests.reading import Visit, metrics, problems, prose

VIEWS = ["table", "text", "flatten", "relu", "maps", "compare", "code"]
BROKEN = "c1-3k3.r.c3-6k3.r.f.l2904-10"


def network(app: AppTest) -> tuple[str, ...]:
    """What the page counts: layers, parameters, multiply-adds, output."""
    shown = metrics(app)
    return tuple(shown[name] for name in ("Layers", "Parameters", "Multiply-adds", "Output shape"))


def stack_of(app: AppTest) -> str:
    return str(app.session_state["stack"])


def test_the_first_visit_is_the_lectures_network(visit: Visit) -> None:
    app = visit("architecture")
    assert not problems(app)
    first, second, last = 3 * 25 + 3, 6 * 3 * 9 + 6, 2904 * 10 + 10
    work = 3 * 25 * 24 * 24 + 6 * 27 * 22 * 22 + 2904 * 10
    assert network(app) == ("6", f"{first + second + last:,}", f"{work:,}", "10")
    text = prose(app)
    assert "The lecture's MNIST network: 1 × 28 × 28 becomes 10 in 6 layers." in text
    assert "hold 0.8 % of the parameters and do 81 % of the multiply-adds" in text
    values = 2 * 3 * 24 * 24 + 3 * 6 * 22 * 22 + 10  # a ReLU's output counts too, Flatten's as well
    assert metrics(app)["Activations"] == f"{4 * values / 1024:.1f} KiB" == "47.6 KiB"


def test_alexnet_restores_and_has_the_known_counts(visit: Visit) -> None:
    app = visit("architecture", preset="alexnet")
    assert not problems(app)
    work = 70_276_800 + 223_948_800 + 112_140_288 + 149_520_384 + 99_680_256
    linear = 9216 * 4096 + 4096 * 4096 + 4096 * 1000
    assert network(app) == ("22", "61,100,840", f"{work + linear:,}", "1,000")
    assert "hold 4.0 % of the parameters and do 92 % of the multiply-adds" in prose(app)


@pytest.mark.parametrize(("preset", "parameters"), [("lenet5", "61,706"), ("vgg16", "14,714,688")])
def test_presets_restore(visit: Visit, preset: str, parameters: str) -> None:
    app = visit("architecture", preset=preset)
    assert not problems(app)
    assert metrics(app)["Parameters"] == parameters
    assert metrics(app)["Layers"] == str(len(PRESETS[preset].layers))


def test_the_formulas_hold_the_numbers(visit: Visit) -> None:
    app = visit("architecture", arch_layer="2")
    chain, layer = (formula.value for formula in app.latex[:2])
    assert r"1 \times 28 \times 28 \to 3 \times 24 \times 24 \to 6 \times 22 \times 22" in chain
    assert r"\frac{24 + 0 - 1 \cdot (3 - 1) - 1}{1} \right\rfloor + 1 = 22" in layer
    assert r"6 \cdot 3 \cdot 3 \cdot 3 + 6 = 168" in layer
    assert r"6 \cdot 3 \cdot 3 \cdot 3 \cdot 22 \cdot 22 = 78{,}408" in layer


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "link",
    [
        {},
        {"preset": "mobilenet_v2", "arch_size": "64", "arch_layer": "5"},
        {"stack": BROKEN, "arch_layer": "5"},
        {"stack": "-"},
        {"arch_size": "1"},
        {"arch_channels": "512", "arch_size": "512"},
        {"image": "pooling_4x4"},
        {"stack": ".".join(["r"] * 200), "arch_layer": "199"},
    ],
    ids=["lecture", "mobilenet", "misfit", "empty", "one pixel", "large", "4 × 4", "200 layers"],
)
def test_every_closer_look_of_every_network(visit: Visit, view: str, link: dict[str, str]) -> None:
    app = visit("architecture", arch_view=view, **link)
    assert not problems(app)
    assert "Layers" in metrics(app)
    assert all("nan" not in value.lower() for value in metrics(app).values())


def test_a_misfit_is_explained_and_mended_with_one_click(visit: Visit) -> None:
    app = visit("architecture", stack=BROKEN)
    assert not problems(app)
    assert "Layer 5, Linear, does not fit." in app.warning[0].value
    assert "2,904 inputs, Flatten gives 3,456 = 6 × 24 × 24" in app.warning[0].value
    assert metrics(app)["Output shape"] == "–"
    assert app.button(key="arch_repair_0").label == "Set in_features to 3,456"
    app.button(key="arch_repair_0").click().run()
    assert not app.warning
    assert metrics(app)["Output shape"] == "10"
    assert stack_of(app) == BROKEN.replace("2904", "3456")
    app.button(key="arch_undo").click().run()
    assert app.warning


def test_every_offered_mend_mends(visit: Visit) -> None:
    count = len([b for b in visit("architecture", stack=BROKEN).button if "repair" in str(b.key)])
    assert count >= 2
    for number in range(count):
        app = visit("architecture", stack=BROKEN)
        app.button(key=f"arch_repair_{number}").click().run()
        assert not problems(app)
        assert not app.warning
        assert metrics(app)["Output shape"] != "–"


def test_an_argument_changed_in_place_moves_the_shapes(visit: Visit) -> None:
    app = visit("architecture")
    app.number_input(key="arch_Conv2d_padding").set_value(2).run()
    assert not problems(app)
    assert decode_stack(stack_of(app))[0].padding == (2, 2)  # type: ignore[attr-defined]
    assert "Flatten gives 4,056 = 6 × 26 × 26" in app.warning[0].value
    app.number_input(key="arch_Conv2d_padding").set_value(0).run()
    assert stack_of(app) == ""  # the preset again: nothing in the link
    assert not app.warning


def test_an_impossible_argument_is_told_and_changes_nothing(visit: Visit) -> None:
    app = visit("architecture")
    app.number_input(key="arch_Conv2d_groups").set_value(2).run()
    assert not problems(app)
    assert any("groups" in warning.value for warning in app.warning)
    assert stack_of(app) == ""
    assert app.number_input(key="arch_Conv2d_groups").value == 1


def test_a_layer_is_rewritten_as_code(visit: Visit) -> None:
    app = visit("architecture", arch_layer="1")
    app.text_input(key="arch_layer_code").set_value("nn.MaxPool2d((2, 3), stride=1)").run()
    assert not problems(app)
    assert stack_of(app).split(".")[1] == "m2x3s1"
    app.text_input(key="arch_layer_code").set_value("exit()").run()
    assert not problems(app)
    assert any("exit" in warning.value for warning in app.warning)
    assert stack_of(app).split(".")[1] == "m2x3s1"


def test_layers_are_added_moved_duplicated_removed_and_undone(visit: Visit) -> None:
    app = visit("architecture", preset="lenet5")
    start = encode_stack(PRESETS["lenet5"].layers).split(".")
    app.button(key="arch_add_BatchNorm2d").click().run()
    assert stack_of(app).split(".") == [start[0], "b6", *start[1:]]  # fits the 6 maps before it
    assert app.session_state["arch_layer"] == "1"
    app.button(key="arch_right").click().run()
    assert stack_of(app).split(".")[:4] == [start[0], start[1], "b6", start[2]]
    app.button(key="arch_duplicate").click().run()
    assert stack_of(app).split(".")[2:4] == ["b6", "b6"]
    app.button(key="arch_left").click().run()
    app.button(key="arch_remove").click().run()
    assert stack_of(app).split(".").count("b6") == 1
    assert not app.warning
    for _step in range(4):
        app.button(key="arch_undo").click().run()
    app.button(key="arch_redo").click().run()
    assert stack_of(app).split(".") == [start[0], "b6", *start[1:]]
    app.button(key="arch_original").click().run()
    assert stack_of(app) == ""
    assert not problems(app)


def test_a_network_from_nothing(visit: Visit) -> None:
    app = visit("architecture", stack="-")
    assert network(app) == ("0", "0", "0", "1 × 28 × 28")
    assert app.button(key="arch_remove").disabled
    for kind in ("Conv2d", "ReLU", "MaxPool2d", "Flatten", "Linear"):
        app.button(key=f"arch_add_{kind}").click().run()
    assert not problems(app)
    assert stack_of(app) == "c1-8k3p1.r.m2.f.l1568-10"  # 8 · 14 · 14 = 1,568
    assert metrics(app)["Output shape"] == "10"


def test_no_button_adds_to_a_full_network(visit: Visit) -> None:
    app = visit("architecture", stack=".".join(["r"] * 200))
    assert app.button(key="arch_duplicate").disabled
    app.button(key="arch_add_Tanh").click().run()
    assert not problems(app)
    assert any("201 layers" in warning.value for warning in app.warning)
    assert metrics(app)["Layers"] == "200"


def test_the_input_is_changed_and_comes_back(visit: Visit) -> None:
    app = visit("architecture", preset="alexnet", arch_size="448")
    assert "3 × 448 × 448" in prose(app)
    assert metrics(app)["Parameters"] == "61,100,840"
    assert not app.warning  # the adaptive pooling makes it fit
    app.number_input(key="arch_size_field").set_value(224).run()
    assert app.session_state["arch_size"] == ""
    app.number_input(key="arch_channels_field").set_value(1).run()
    assert (
        "in_channels of the Conv2d is 3, the number of channels that come in is 1"
        in app.warning[0].value
    )


def test_another_network_ends_the_edits(visit: Visit) -> None:
    app = visit("architecture", stack="r.s", arch_size="5", arch_layer="1")
    app.selectbox(key="preset").set_value("alexnet").run()
    assert network(app)[1] == "61,100,840"
    assert stack_of(app) == app.session_state["arch_size"] == ""
    app.button(key="arch_undo").click().run()
    assert stack_of(app) == "r.s"
    assert "1 × 5 × 5" in prose(app)


def test_pasted_text_becomes_the_network(visit: Visit) -> None:
    app = visit("architecture", arch_view="text")
    shown = app.code[0].value
    assert "nn.Linear(2904, 10),  # (10,)" in shown
    pasted = write_sequential(PRESETS["alexnet"].layers)
    app.text_area(key="arch_paste").set_value(pasted).run()
    app.button(key="arch_apply").click().run()
    assert not problems(app)
    assert app.success[0].value == "22 layers read."
    assert decode_stack(stack_of(app)) == PRESETS["alexnet"].layers
    assert (
        "in_channels of the Conv2d is 3, the number of channels that come in is 1"
        in app.warning[0].value
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nn.Sequential"),
        ("nn.Sequential(\n    nn.ReLU(),\n    nn.LSTM(3),\n)", "line 3"),
        ("__import__('os').system('true')", "line 1"),
        ("nn.Sequential(" * 500, "line 1"),
        ("nn.Sequential(nn.ReLU())" + " " * 1_000_000, "1,000,024 characters"),
        ("nn.Sequential(" + "nn.ReLU()," * 201 + ")", "201 layers"),
    ],
    ids=["nothing", "unknown layer", "code", "deep", "1 MB", "201 layers"],
)
def test_what_cannot_be_read_is_told_and_nothing_is_lost(
    visit: Visit, text: str, told: str
) -> None:
    app = visit("architecture", arch_view="text", preset="lenet5")
    app.text_area(key="arch_paste").set_value(text).run()
    app.button(key="arch_apply").click().run()
    assert not problems(app)
    assert told in app.error[0].value
    assert metrics(app)["Parameters"] == "61,706"
    assert app.text_area(key="arch_paste").value == text


def test_the_table_holds_every_layer(visit: Visit) -> None:
    rows = visit("architecture", preset="alexnet").table[0].value
    assert len(rows) == 22
    assert rows["output shape"].iloc[0] == "64 × 55 × 55"
    assert rows["parameters"].iloc[16] == f"{9216 * 4096 + 4096:,}"
    assert rows["share of them"].iloc[16] == "62 %"
    assert rows["multiply-adds"].iloc[3] == "223,948,800"
    broken = visit("architecture", stack=BROKEN).table[0].value
    assert broken["parameters"].iloc[5] == "?"


def test_four_ways_to_flatten_agree(visit: Visit) -> None:
    app = visit("architecture", arch_view="flatten")
    rows = app.table[0].value
    assert set(rows["shape"]) == {"2 × 2,904"}
    assert set(rows["first values of picture 1"]) == {"2,904, 2,905, 2,906, 2,907, 2,908, 2,909, …"}
    assert len(rows) == 4
    assert "agree" in app.success[0].value
    codes = [block.value for block in app.code]
    assert f"# ({2 * 2904},)" in codes[0]
    assert "RuntimeError: view size is not compatible" in codes[1]


def test_the_relu_keeps_two_layers_from_being_one(visit: Visit) -> None:
    app = visit("architecture", arch_view="relu")
    shown = metrics(app)
    assert shown["Parameters, two layers"] == str((4 * 9 + 4) + (4 * 9 + 1))
    assert shown["Parameters, one kernel"] == str(5 * 5 + 1)
    assert float(shown["Not reached, with ReLU"].removesuffix(" %")) > 30
    assert "10⁻" in shown["Largest difference, no ReLU"]
    assert "In the network above" not in " ".join(note.value for note in app.info)
    # Sobel / 4 to the right minus half of it to the left, spread by a 3 × 3 mean, and so downwards:
    # at the corner −¼ · 1½ / 9 for each of the two directions.
    corner = -(1 / 4) * (1 - 1 / 2) / 9 * 2
    assert rf"w_{{5\times5}} = \begin{{bmatrix}}{corner:.2g} &" in app.latex[-1].value


def test_the_challenge_without_a_relu_names_the_one_layer(visit: Visit) -> None:
    app = visit("architecture")
    app.button(key="architecture_challenge_2").click().run()
    assert not problems(app)
    told = " ".join(note.value for note in app.info)
    parameters = 6 * 1 * 7 * 7 + 6  # 5 + 1 · (3 − 1) = 7
    assert f"`nn.Conv2d(1, 6, kernel_size=7)` with {parameters} parameters" in told
    assert f"do what their {78 + 168} do" in told
    assert "**Layers 0 and 1 have nothing between them: one 7 × 7 convolution" in prose(app)
    app.button(key="arch_add_ReLU").click().run()
    assert "In the network above" not in " ".join(note.value for note in app.info)
    assert "have nothing between them" not in prose(app)
    captions = " ".join(caption.value for caption in app.caption)
    assert "no two convolutions follow each other directly" in captions


def test_the_challenge_that_does_not_fit(visit: Visit) -> None:
    app = visit("architecture")
    app.button(key="architecture_challenge_0").click().run()
    assert not problems(app)
    assert "3,456 = 6 × 24 × 24" in app.warning[0].value
    app.session_state["arch_layer"] = ""
    app.run()
    app.number_input(key="arch_Conv2d_kernel_size").set_value(5).run()  # the look: 2,904 is kept
    assert not app.warning
    assert metrics(app)["Output shape"] == "10"


def test_the_challenge_of_alexnet(visit: Visit) -> None:
    app = visit("architecture")
    app.button(key="architecture_challenge_1").click().run()
    rows = app.table[0].value
    assert rows["share of them"].iloc[16] == "62 %"
    assert rows["share of these"].iloc[16] == "5.3 %"
    before = metrics(app)
    app.number_input(key="arch_size_field").set_value(448).run()
    after = metrics(app)
    assert after["Parameters"] == before["Parameters"]
    assert after["Multiply-adds"] != before["Multiply-adds"]
    assert not app.warning


def test_maps_of_the_chosen_layer(visit: Visit) -> None:
    app = visit("architecture", arch_view="maps", arch_layer="2", arch_seed="3")
    assert not problems(app)
    captions = " ".join(caption.value for caption in app.caption)
    assert "random start, seed 3, nothing learned" in captions
    assert "as 1 × 28 × 28" in captions
    app.button(key="arch_maps_after").click().run()
    assert app.session_state["arch_layer"] == "3"
    app = visit("architecture", arch_view="maps", arch_layer="4")
    assert any("44 rows of 66" in caption.value for caption in app.caption)


def test_maps_that_cannot_be_run_are_told(visit: Visit) -> None:
    app = visit("architecture", arch_view="maps", arch_channels="5", stack="c5-8k3")
    assert not problems(app)
    assert "a picture has 1 or 3 channels" in app.warning[0].value
    app = visit("architecture", arch_view="maps", stack="f.l784-200000", arch_layer="1")
    assert not problems(app)
    assert "parameters" in app.warning[0].value
    app = visit("architecture", arch_view="maps", stack="c1-64k3p1", arch_size="512")
    assert not problems(app)
    assert f"{64 * 512 * 512:,} values" in app.warning[0].value
    app = visit("architecture", arch_view="maps", stack=BROKEN, arch_layer="5")
    assert not problems(app)
    assert any("Choose a layer before the misfit" in note.value for note in app.info)


def test_a_kept_network_is_compared_and_survives_in_the_link(visit: Visit) -> None:
    app = visit(
        "architecture", arch_view="compare", preset="lenet5", stack="c1-6k5.s", arch_size="8"
    )
    app.button(key="keep_arch_compare").click().run()
    app.selectbox(key="preset").set_value("alexnet").run()
    assert not problems(app)
    rows = app.table[0].value
    assert rows["A"].iloc[1] == "1 × 8 × 8"
    assert rows["A"].iloc[4] == str(6 * 25 + 6)
    assert rows["B"].iloc[4] == "61,100,840"
    assert app.query_params["arch_compare"] == "preset:lenet5~arch_size:8~stack:c1-6k5.s"


def test_reset_puts_everything_back(visit: Visit) -> None:
    app = visit(
        "architecture",
        preset="vgg11",
        stack="r.s",
        arch_size="64",
        arch_layer="1",
        arch_view="text",
    )
    app.button(key="architecture_reset").click().run()
    assert not problems(app)
    assert network(app)[:2] == ("6", "29,296")
    assert not {"preset", "stack", "arch_size", "arch_layer", "arch_view"} & set(app.query_params)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("preset", "resnet1000"),
        ("stack", "c1-3k3.x9"),
        ("stack", "r" * 30_000),
        ("stack", ".".join(["r"] * 201)),
        ("stack", "c0-3k3"),
        ("stack", "<b>"),
        ("arch_size", "0"),
        ("arch_size", "513"),
        ("arch_channels", "-1"),
        ("arch_channels", "three"),
        ("arch_layer", "200"),
        ("arch_layer", "1.5"),
        ("arch_view", "nothing"),
        ("arch_seed", "100"),
        ("arch_relu_maps", "0"),
        ("arch_compare", "stack:zzz!"),
    ],
)
def test_a_bad_value_in_a_link_is_ignored_and_told(visit: Visit, key: str, value: str) -> None:
    app = visit("architecture", **{key: value})
    assert not problems(app)
    assert network(app)[:2] == ("6", "29,296")
    assert any(f"{key}={value[:40]}" in note.value for note in app.info)


def test_a_layer_past_the_end_is_the_last_one(visit: Visit) -> None:
    app = visit("architecture", arch_layer="150")
    assert not problems(app)
    assert "**Layer 5** `Linear`" in prose(app)


def test_the_way_on_carries_the_network_and_its_input(visit: Visit) -> None:
    app = visit("architecture", preset="cnn_model")
    links = [link.proto for link in app.get("page_link")]
    (way,) = [link for link in links if "unit of this network" in link.label]
    assert way.page == "receptive_field"
    side = PRESETS["cnn_model"].input_shape[1]
    assert way.query_string == f"rf_network=stack&rf_size={side}"
