"""Each exported script runs as it stands, and its asserts hold what the page showed."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from tests.reading import Visit, problems, run_script, settled

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
PIXELS = [
    {},
    {"pixel_layout": "hwc", "pixel_at": "2,12,31", "pixel_width": "40", "pixel_height": "17"},
    {"pixel_layout": "grey", "image": "coins", "pixel_out_features": "128"},
    {"pixel_layout": "grey", "image": "cat", "pixel_at": "0,0,0", "pixel_width": "1"},
    {"image": "column_7x7", "pixel_width": "4", "pixel_values": "byte"},
    {"image": "digit_8x8", "pixel_layout": "grey", "pixel_at": "0,3,3"},
    {"pixel_width": "1", "pixel_height": "1"},
]
TEMPLATES = [
    {},
    {"pixel_template": "3", "pixel_filter": "60", "pixel_template_shift": "-8", "image": "coins"},
    {"image": "column_7x7", "pixel_template_shift": "5"},
]
FILTERS = [
    {},
    {"filter": "gabor", "filter_size": "9", "filter_angle": "30"},
    {"filter": "cross", "image": "cross_5x5"},
    {"filter_kernel": "0.5,-1;2,0;1,1", "image": "digit_8x8"},
    {"filter": "gaussian", "filter_size": "4", "image": "coins"},
]
CHANNELS = [
    {},
    {"channel_filter": "red_spot", "channel_bias": "-0.35", "channel_order": "bgr"},
    {"channel_kernel_size": "1", "channel_filters": "16", "channel_filter": "blue_spot"},
    {"channel_kernel_size": "7", "channel_filters": "16", "channel_filter": "three_ways"},
    {"image": "camera", "channel_filter": "red_green_edge", "channel_bias": "0.5"},
    {"image": "column_7x7", "channel_kernel_size": "5"},
]
POOLINGS = [
    {},
    {"image": "pooling_4x4", "pool_kind": "average"},
    {"pool_kernel_size": "3", "pool_padding": "1", "pool_ceil_mode": "true"},
    {
        "pool_kind": "average",
        "pool_kernel_size": "3",
        "pool_padding": "1",
        "pool_count_include_pad": "false",
        "pool_channels": "grey",
    },
    {"image": "digit_8x8", "pool_kernel_size": "5", "pool_stride": "3"},
]
SHIFTS = [
    {},
    {"image_size": "320", "pool_shift": "32", "pool_shift_filter": "blur"},
    {"image": "step_16x16", "pool_shift_filter": "spot", "pool_shift": "3"},
    {"image": "coins", "pool_kernel_size": "3", "pool_stride": "4", "pool_shift": "7"},
]
COSTS = [
    {},
    {"cost_size": "1", "cost_in_channels": "1", "cost_out_channels": "1"},
    {"cost_size": "512", "cost_in_channels": "512", "cost_out_channels": "512"},
    {"cost_stride": "3", "cost_padding": "0", "cost_bias": "false", "cost_kernel_size": "4"},
    {"cost_out_features": "100", "cost_mid_channels": "60", "cost_in_channels": "64"},
]
NETWORKS = [
    {},
    {"preset": "lenet5"},
    {"preset": "alexnet"},
    {"preset": "mobilenet_v2", "arch_size": "65"},
    {"stack": "c3-8k3x5psame.g.c8-4k3s2x1g4", "arch_channels": "3"},
    {"stack": "c1-4k3p2d2mreflect.b4.m3s2p1c.a2ni.z2xn.f.l16-7nb", "arch_size": "9"},
    {"stack": "-"},
]

FIELDS = [
    {"image_size": "128"},
    {"rf_layer": "features.12", "rf_row": "0", "rf_column": "5"},
    {"rf_layer": "avgpool", "rf_size": "320"},
    {"rf_network": "resnet18", "rf_layer": "layer1.0.relu", "rf_size": "64"},
    {"rf_network": "mobilenet_v2", "rf_layer": "features.7", "rf_size": "112"},
    {"rf_network": "mobilenet_v3_small", "rf_layer": "features.4", "rf_size": "224"},
    {"rf_network": "mobilenet_v3_small", "rf_layer": "features.4.block.2.fc1", "rf_size": "64"},
    {"rf_network": "lenet5", "rf_size": "32", "rf_layer": "5"},
    {"rf_network": "cnn_model", "rf_size": "28", "rf_layer": "10"},
]

WEIGHTS = [
    {},
    {"filter": "17", "image": "column_7x7", "input_size": "64"},
    {"image": "camera", "weights_from": "random"},
    {"layer": "features.3", "filter": "191"},
    {"network": "resnet18", "weights_from": "random", "layer": "layer2.0.downsample.0"},
    {"network": "mobilenet_v2", "weights_from": "random", "layer": "features.2.conv.1.0"},
]

FEATURES = [
    {"feature_data": "faces", "input_size": "64"},
    {"weights_from": "random", "feature_layer": "features.3", "input_size": "64"},
    {"network": "resnet18", "weights_from": "random", "feature_data": "faces", "input_size": "64"},
    {
        "network": "mobilenet_v2",
        "weights_from": "random",
        "feature_layer": "features.2.conv.0.0",
        "feature_data": "digits",
        "input_size": "64",
    },
]

ACTIVATIONS = [
    {},
    {"layer": "features.3", "channel": "17", "activation_stage": "before", "image": "coins"},
    {"layer": "features.10", "activation_show": "gradient", "input_size": "64"},
    {"layer": "features.6", "activation_show": "product", "activation_stage": "before"},
    {"image": "column_7x7", "input_size": "160", "weights_from": "random"},
    {
        "network": "resnet18",
        "weights_from": "random",
        "layer": "layer2.0.conv2",  # its ReLU module runs twice: the second call counts
        "input_size": "64",
        "activation_show": "gradient",
    },
    {
        "network": "mobilenet_v3_small",
        "weights_from": "random",
        "layer": "features.1.block.1.fc2",
        "input_size": "96",
    },
]


def exported(visit: Visit, slug: str, view: str, link: dict[str, str]) -> str:
    app = visit(slug, **{view: "code", "image_size": "32", **link})
    assert not problems(app)
    return str(app.code[0].value)


@pytest.mark.parametrize("link", LAYERS, ids=str)
def test_the_layers_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "convolution", "conv_view", link)
    run_script(script, "convolution.py")


@pytest.mark.parametrize("link", PIXELS, ids=str)
def test_the_pixels_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "pixels", "pixel_view", link)
    run_script(script, "pixels.py")
    spoilt = re.sub(r"(assert parameters == )", r"\g<1>1", script)
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


@pytest.mark.parametrize("link", TEMPLATES, ids=str)
def test_the_templates_script_holds(visit: Visit, link: dict[str, str]) -> None:
    app = visit("pixels", pixel_view="templates", pixel_template_code="true", **link)
    assert not problems(app)
    script = str(app.code[0].value)
    run_script(script, "templates.py")
    for name in ("isclose(value.item(), ", "isclose(answers.max().item(), "):
        spoilt = script.replace(name, f"{name}1 + ")
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")


@pytest.mark.parametrize("link", FILTERS, ids=str)
def test_the_filters_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "filters", "filter_view", link)
    run_script(script, "filter.py")


@pytest.mark.parametrize("link", CHANNELS, ids=str)
def test_the_channels_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "channels", "channel_view", link)
    run_script(script, "channels.py")
    two_biases = script.replace("partial.sum(dim=0) +", "partial.sum(dim=0) + 1 +")
    assert two_biases != script
    with pytest.raises(AssertionError):
        run_script(two_biases, "spoilt.py")


@pytest.mark.parametrize("link", POOLINGS, ids=str)
def test_the_poolings_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "pooling", "pool_view", link)
    run_script(script, "pooling.py")


@pytest.mark.parametrize("link", SHIFTS, ids=str)
def test_the_shift_meters_script_holds(visit: Visit, link: dict[str, str]) -> None:
    app = visit(
        "pooling", pool_view="shift", pool_shift_code="true", **{"image_size": "32", **link}
    )
    assert not problems(app)
    script = str(app.code[0].value)
    run_script(script, "shift_meter.py")
    spoilt = re.sub(r'"max": \([-\d.e]+,', '"max": (1e3,', script)
    assert spoilt != script
    with pytest.raises(AssertionError, match="max"):
        run_script(spoilt, "spoilt.py")


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
    run_script(app.code[0].value, "learning.py")


@pytest.mark.parametrize("link", COSTS, ids=str)
def test_the_costs_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "cost", "cost_view", link)
    run_script(script, "cost.py")
    name, wrong = 'counts["linear"] == (', 'counts["linear"] == (1'
    assert name in script
    with pytest.raises(AssertionError):
        run_script(script.replace(name, wrong), "spoilt.py")


@pytest.mark.parametrize("link", [{}, {"cost_size": "9", "cost_bias": "false"}], ids=str)
def test_the_timing_script_runs_and_counts_alike(visit: Visit, link: dict[str, str]) -> None:
    app = visit("cost", cost_view="measured", cost_timing_code="true", **link)
    assert not problems(app)
    script = app.code[0].value.replace("min_run_time=0.15", "min_run_time=0.002")
    run_script(script, "timing.py")
    with pytest.raises(AssertionError):
        run_script(script.replace("] == ", "] == 1 + "), "spoilt.py")


@pytest.mark.parametrize("link", FIELDS, ids=str)
def test_the_receptive_fields_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "receptive_field", "rf_view", link)
    run_script(script, "receptive_field.py")
    spoilt = script.replace("assert box == (", "assert box == (1 + ")
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


@pytest.mark.parametrize("link", WEIGHTS, ids=str)
def test_the_weights_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "weights", "weights_view", link)
    run_script(script, "weights.py")
    names = re.findall(r"isclose\((norms|share|answer)", script)
    for name in names:
        spoilt = re.sub(rf"isclose\({name}(.*?), [-\d.e]+,", rf"isclose({name}\1, 1e3,", script)
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")


@pytest.mark.parametrize("link", FEATURES, ids=str)
def test_the_features_script_holds(visit: Visit, link: dict[str, str]) -> None:
    app = settled(visit("feature_space", feature_view="code", **link))
    assert not problems(app)
    script = str(app.code[0].value)
    run_script(script, "feature_space.py")
    spoilt = script.replace("assert features.shape == (", "assert features.shape == (1 + ")
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


@pytest.mark.parametrize("link", ACTIVATIONS, ids=str)
def test_the_activations_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "activations", "activation_view", link)
    run_script(script, "activations.py")
    spoilt = re.sub(r"\.item\(\), [-\d.e]+, abs_tol", ".item(), 1e3, abs_tol", script)
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


def test_without_its_clone_the_hook_would_keep_what_the_relu_left(visit: Visit) -> None:
    script = exported(visit, "activations", "activation_view", {"activation_stage": "before"})
    shared = script.replace(".detach().clone()", ".detach()")
    assert shared != script
    names: dict[str, object] = {}
    run_script(script, "activations.py", names)
    assert names["maps"].min() < 0  # type: ignore[attr-defined]
    with suppress(AssertionError):  # its last line, where the value it tells was below zero
        run_script(shared, "shared.py", names)
    assert names["maps"].min() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("slug", "view"),
    [
        ("convolution", "conv_view"),
        ("filters", "filter_view"),
        ("pooling", "pool_view"),
        ("channels", "channel_view"),
    ],
)
def test_a_wrong_value_would_be_noticed(visit: Visit, slug: str, view: str) -> None:
    script = exported(visit, slug, view, {})
    spoilt = re.sub(r"isclose\(strongest, [-\d.e]+,", "isclose(strongest, 1e3,", script)
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


@pytest.mark.parametrize("link", NETWORKS, ids=str)
def test_the_networks_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "architecture", "arch_view", link)
    run_script(script, "network.py")
    for name in ("assert parameters == ", "assert multiply_adds == "):
        spoilt = script.replace(name, f"{name}1 + ")
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")


WAVEFORMS = [
    {},
    {"sound_filter": "random", "sound_kernel_size": "3", "sound_stride": "2", "sound": "yes_no"},
    {"sound_filter": "random", "sound_kernel_size": "8", "sound_out_channels": "16"},
    {
        "sound_filter": "hand",
        "sound_taps": "1,-0.5",
        "sound_kernel_size": "9",
        "sound_stride": "5",
        "sound_antialias": "true",
        "sound_padding": "30",
        "sound_out_channels": "5",
        "sound_channel": "2",
    },
    {"sound_filter": "comb", "sound_dilation": "7", "sound_padding_rule": "same"},
]


@pytest.mark.parametrize("link", WAVEFORMS, ids=str)
def test_the_waveform_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "sound", "sound_view", link)
    run_script(script, "conv1d.py")
    for spoilt in (
        script.replace("layer.bias.zero_()", "layer.bias.fill_(0.1)"),
        script.replace("assert parameters == ", "assert parameters == 1 + "),
    ):
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")


SPECTRA = [
    {},
    {"spectra_kernel": "average", "spectra_noise": "photons", "spectra_photons": "20"},
    {"spectra_kernel": "gaussian", "spectra_kernel_size": "3.0", "spectra_excitation": "350"},
    {"spectra_kernel": "first", "spectra_scatter": "true", "spectra_threshold": "0.5"},
    {"spectra_kernel": "second", "spectra_order": "4", "spectra_seed": "3"},
    {"spectra_of": "matrix", "spectra_filter": "gaussian"},
    {"spectra_of": "matrix", "spectra_filter_sigma": "2.5", "spectra_scatter": "true"},
    {
        "spectra_sigma": "0.0",
        "spectra_baseline": "0.0",
        **dict.fromkeys(
            ("spectra_tyrosine", "spectra_tryptophan", "spectra_fulvic", "spectra_humic"), "0.0"
        ),
    },
]


@pytest.mark.parametrize("link", SPECTRA, ids=str)
def test_the_spectra_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "sound", "spectra_view", {"sound_part": "spectra", **link})
    run_script(script, "spectra.py")
    spoilt = script.replace(", rtol=1e-6)", " + 1, rtol=1e-6)")
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


THEOREM = [
    {},
    {"fourier_operation": "correlation", "fourier_zeros": "40", "fourier_kernel": "difference"},
    {"fourier_signal": "noise", "fourier_kernel_size": "64", "fourier_signal_size": "16"},
    {"fourier_signal": "tones", "fourier_kernel_size": "1", "fourier_kernel": "bell"},
]


@pytest.mark.parametrize("link", THEOREM, ids=str)
def test_the_theorems_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "correlation", "fourier_view", {"correlation_part": "theorem", **link})
    run_script(script, "theorem.py")
    for name in ("assert wrapped == ", ".item(), ("):
        spoilt = script.replace(name, f"{name}1 + ")
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")


def test_the_fft_race_script_runs(visit: Visit) -> None:
    app = visit("correlation", correlation_part="theorem", fourier_view="measured")
    script = str(app.code[0].value).replace("min_run_time=0.15", "min_run_time=0.001")
    script = re.sub(r"for size in \(.*\):", "for size in (3, 31):", script)
    run_script(script, "fft_race.py")


SLIDING = [
    {},
    {"sliding_operation": "convolution", "sliding_f": "drawn", "sliding_g": "exponential"},
    {"sliding_f": "impulse", "sliding_g": "triangle", "sliding_g_shift": "0.4"},
    {"sliding_f": "gaussian", "sliding_g": "impulse", "sliding_f_shift": "-0.3"},
    {"sliding_domain": "numbers"},
    {"sliding_domain": "numbers", "sliding_edges": "full", "sliding_signal": "1 -2.5 1000 0"},
]


@pytest.mark.parametrize("link", SLIDING, ids=str)
def test_the_sliding_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "correlation", "sliding_view", link)
    run_script(script, "sliding.py")
    spoilt = script.replace("w.flip(-1)", "w").replace("kernel.flip(-1)", "kernel")
    spoilt = spoilt.replace("isclose(value, ", "isclose(value, 9 + ")
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


FLIPPED = [
    {},
    {"flipped_operation": "convolution", "flipped_kernel": "arrow", "flipped_scene": "three"},
    {"flipped_scene": "photo", "flipped_kernel": "sobel_x", "flipped_operation": "convolution"},
    {"flipped_scene": "photo", "flipped_kernel": "gaussian", "image": "camera"},
    {"flipped_weights": "1,2;3,4;5,6.5"},
]


@pytest.mark.parametrize("link", FLIPPED, ids=str)
def test_the_flipping_script_holds(visit: Visit, link: dict[str, str]) -> None:
    part = {"correlation_part": "pictures"}
    script = exported(visit, "correlation", "flipped_view", part | link)
    run_script(script, "flipped.py")
    for name in ("strongest", "apart"):
        spoilt = re.sub(rf"isclose\({name}, [-\d.e]+,", f"isclose({name}, 1e3,", script)
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")


@pytest.mark.parametrize("start", ["mirrored", "same"])
def test_the_script_of_both_learnings_holds(visit: Visit, start: str) -> None:
    link = {"flipped_kernel": "emboss", "flipped_start": start, "flipped_code": "true"}
    part = {"correlation_part": "pictures", "flipped_view": "learn"}
    script = exported(visit, "correlation", "image_size", {"image_size": "128", **part, **link})
    run_script(script, "learning_flipped.py")
    spoilt = script.replace("convolved.flip(-1, -2)", "convolved")
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


MATRICES = [
    {},
    {"toeplitz_operation": "convolution", "toeplitz_padding": "1", "toeplitz_stride": "2"},
    {"toeplitz_input": "random", "toeplitz_weights": "local", "toeplitz_dilation": "2"},
    {"toeplitz_input": "picture", "toeplitz_kernel_2d": "1 0 -0.1; 0.3 2 1", "toeplitz_at": "2"},
    {"toeplitz_input": "column_7x7", "toeplitz_stride": "3", "toeplitz_weights": "full"},
    {"toeplitz_input": "digit_8x8", "toeplitz_operation": "convolution", "toeplitz_padding": "2"},
    {"toeplitz_input": "camera", "toeplitz_stride": "2"},
]


@pytest.mark.parametrize("link", MATRICES, ids=str)
def test_the_matrix_script_holds(visit: Visit, link: dict[str, str]) -> None:
    link = {"correlation_part": "matrix", **link}
    script = exported(visit, "correlation", "toeplitz_view", link)
    run_script(script, "matrix.py")
    for name in ("isclose(answer", "assert filled == "):
        spoilt = script.replace(name, name + "1 + " if "==" in name else "isclose(1 + answer")
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")


VOLUMES = [
    {},
    {"clip": "lamp", "volume_kernel": "difference", "volume_depth": "2", "volume_bias": "true"},
    {"clip": "pan_camera", "volume_out_channels": "5", "volume_stride": "2,1,1"},
    {"volume_kernel": "random", "volume_seed": "7", "volume_padding_rule": "same"},
    {"volume_weights": "1,0;0,-1|0,1;-1,0", "volume_backwards": "true", "volume_dilation": "2"},
    {"volume_kernel": "left", "volume_width": "4", "volume_padding_mode": "circular"},
]


@pytest.mark.parametrize("link", VOLUMES, ids=str)
def test_the_volumes_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "volume", "volume_view", link)
    run_script(script, "volume.py")
    spoilt = re.sub(r"isclose\(strongest, [-\d.e]+,", "isclose(strongest, 1e3,", script)
    assert spoilt != script
    with pytest.raises(AssertionError):
        run_script(spoilt, "spoilt.py")


SOUND_MAPS: list[dict[str, str]] = [
    {},
    {"sound": "chord", "sound_maps_mix": "drums", "sound_maps_filter": "hit"},
    {"sound": "string", "sound_maps_filter": "tone", "sound_maps_threshold": "12"},
    {"sound": "drums", "sound_maps_mix": "chord", "sound_maps_kernel": "1,0,-1,2;0.5,0,0,-2"},
]


@pytest.mark.parametrize("link", SOUND_MAPS, ids=str)
def test_the_masks_script_holds(visit: Visit, link: dict[str, str]) -> None:
    script = exported(visit, "sound", "sound_maps_view", {"sound_part": "maps", **link})
    run_script(script, "sound_mask.py")
    for name in (".item() - ", "assert abs(share - "):
        spoilt = script.replace(name, f"{name}1 - ")
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")


SPECTROGRAMS = [
    {},
    {"spectrogram_win_length": "300", "spectrogram_n_fft": "1024", "sound": "two_chirps"},
    {"spectrogram_mel": "true", "spectrogram_window": "boxcar", "sound": "vowels"},
    {"spectrogram_db": "false", "spectrogram_power": "1", "spectrogram_hop_length": "512"},
    {"spectrogram_reference": "one", "spectrogram_top_db": "30", "spectrogram_window": "blackman"},
]


@pytest.mark.parametrize("link", SPECTROGRAMS, ids=str)
def test_the_spectrograms_script_holds(visit: Visit, link: dict[str, str]) -> None:
    part = {"sound_part": "spectrogram", **link}
    script = exported(visit, "sound", "spectrogram_view", part)
    run_script(script, "spectrogram.py")
    for spoilt in (
        re.sub(r"\.item\(\), ([-\d.e]+), abs", r".item(), 1e3 + \1, abs", script),
        script.replace("-angle.sin()", "angle.sin()"),
    ):
        assert spoilt != script
        with pytest.raises(AssertionError):
            run_script(spoilt, "spoilt.py")
