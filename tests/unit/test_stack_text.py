"""Stacks as PyTorch code: written, printed and read back; nothing is ever executed."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.errors import SettingError
from explorer.layers import layer_specs as specs
from explorer.layers.call_reading import TextError
from explorer.layers.layer_kinds import KINDS
from explorer.layers.stack_text import parse_sequential, write_sequential
from explorer.networks.building import build_sequential
from tests.drawn_stacks import stacks


def printed(stack: specs.Stack) -> specs.Stack:
    """What PyTorch prints of a stack: it leaves two arguments of AvgPool2d out."""
    return tuple(
        specs.AvgPool2d(each.kernel_size, each.stride, each.padding)
        if isinstance(each, specs.AvgPool2d)
        else each
        for each in stack
    )


@settings(deadline=None)
@given(stacks)
def test_what_is_written_reads_back(stack: specs.Stack) -> None:
    assert parse_sequential(write_sequential(stack)) == stack


@settings(deadline=None)
@given(stacks)
def test_what_is_written_is_what_pytorch_builds(stack: specs.Stack) -> None:
    built = eval(write_sequential(stack), {"nn": nn})  # noqa: S307 - our own text
    assert tuple(settings_of(layer) for layer in built) == stack


def settings_of(layer: nn.Module) -> specs.LayerSpec:
    """The settings a PyTorch layer was made with."""
    kind = KINDS[type(layer).__name__]
    given = {each.name: getattr(layer, each.name) for each in kind.arguments}
    if kind.name in {"Conv2d", "Linear"}:
        given["bias"] = layer.bias is not None
    return kind.spec(**given)


@settings(deadline=None)
@given(stacks, st.booleans())
def test_what_pytorch_prints_reads_back(stack: specs.Stack, one_line: bool) -> None:
    text = str(build_sequential(stack, seed=0))
    assert parse_sequential(" ".join(text.split()) if one_line else text) == printed(stack)


def test_only_what_differs_from_the_defaults_is_written() -> None:
    stack = (
        specs.Conv2d(3, 64, (11, 11), stride=(4, 4), padding=(2, 2)),
        specs.Conv2d(64, 8, (3, 1), padding="same", groups=8, bias=False, padding_mode="reflect"),
        specs.ReLU(),
        specs.MaxPool2d((3, 3), stride=(2, 2), ceil_mode=True),
        specs.AdaptiveAvgPool2d((None, None)),
        specs.BatchNorm2d(8, momentum=None),
        specs.Dropout(0.25),
    )
    shapes = [(64, 55, 55), (8, 55, 55)]
    assert write_sequential(stack, shapes) == (
        "nn.Sequential(\n"
        "    nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2),  # (64, 55, 55)\n"
        '    nn.Conv2d(64, 8, kernel_size=(3, 1), padding="same", groups=8, bias=False, '
        'padding_mode="reflect"),  # (8, 55, 55)\n'
        "    nn.ReLU(),\n"
        "    nn.MaxPool2d(3, stride=2, ceil_mode=True),\n"
        "    nn.AdaptiveAvgPool2d((None, None)),\n"
        "    nn.BatchNorm2d(8, momentum=None),\n"
        "    nn.Dropout(p=0.25),\n"
        ")"
    )
    assert write_sequential(()) == "nn.Sequential()"


LENET = (specs.Conv2d(1, 6, (5, 5)), specs.ReLU(), specs.Linear(400, 120))


@pytest.mark.parametrize(
    "text",
    [
        "nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.Linear(16 * 5 * 5, 120))",
        "torch.nn.Sequential(torch.nn.Conv2d(1, 6, (5, 5)), torch.nn.ReLU(True),"
        " torch.nn.Linear(400, out_features=120, device=None))",
        "import torch\nfrom torch import nn\n\nmodel: nn.Module = nn.Sequential(  # mine\n"
        "  nn.Conv2d(in_channels=1, out_channels=6, kernel_size=[5, 5]),\n"
        "  nn.ReLU(inplace=True),\n  nn.Linear(+400, 120),\n)",
        "    self.features = nn.Sequential(\n        nn.Sequential(Conv2d(1, 6, 5)),\n"
        "        nn.Sequential(nn.ReLU(), nn.Sequential(nn.Linear(400, 120))))",
        'nn.Sequential(OrderedDict([("a", nn.Conv2d(1, 6, 5)), ("b", nn.ReLU()),'
        ' ("c", nn.Linear(400, 120))]))',
        'nn.Sequential(collections.OrderedDict({"a": nn.Conv2d(1, 6, 5), "b": nn.ReLU(),'
        ' "c": nn.Linear(400, 120)}))',
        "Sequential(\n  (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))\n"
        "  (1): ReLU(inplace=True)\n  (2): Linear(in_features=400, out_features=120, bias=True)\n)",
    ],
)
def test_many_ways_to_write_the_same_stack(text: str) -> None:
    assert parse_sequential(text) == LENET


def test_torchvisions_printed_features_are_read() -> None:
    from torchvision.models import alexnet

    with torch.device("meta"):
        text = str(alexnet().features)
    assert parse_sequential(text)[3] == specs.Conv2d(64, 192, (5, 5), padding=(2, 2))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "there is no nn.Sequential(…)"),
        ("import torch", 1, "there is no nn.Sequential(…)"),
        ("x", 1, "only one nn.Sequential(…)"),
        ("nn.Sequential(nn.ReLU())\n\nprint(1)", 3, "only one nn.Sequential(…)"),
        ("a = 1\nnn.Sequential(nn.ReLU())", 1, "only one nn.Sequential(…)"),
        ("AlexNet(\n  (features): Sequential(\n  )\n)", 1, "this is AlexNet(…)"),
        (
            "nn.Sequential(\n    nn.ReLU(),\n    nn.Softmax(dim=1),\n)",
            3,
            "nn.Softmax(…) is not one",
        ),
        ("nn.Sequential(\n    *blocks,\n)", 2, "*blocks is not one"),
        ("nn.Sequential(\n    __import__('os').system('x'),\n)", 2, "is not one of the layers"),
        ("nn.Sequential(\n    tf.nn.ReLU(),\n)", 2, "tf.nn.ReLU(…) is not one"),
        ("nn.Sequential(nn.ReLU()\n    nn.ReLU())", 1, "this is not Python"),
        ("nn.Sequential(\n    nn.Conv2d(3, 8),\n)", 2, "Conv2d lacks kernel_size"),
        ("nn.Sequential(\n  nn.Conv2d(\n    3,\n    n,\n    3))", 4, "n is not a value"),
        ("nn.Sequential(nn.Linear(4 ** 2, 3))", 1, "4 ** 2 is not a value"),
        ("nn.Sequential(nn.Linear(len('a'), 3))", 1, "len(…) is not a value"),
        ("nn.Sequential(nn.Dropout(-(0.5)))", 1, "p is -0.5"),
        ("nn.Sequential(nn.Dropout(1j))", 1, "1j is not a value"),
        ("nn.Sequential(nn.Conv2d(3, 8, 3, size=3))", 1, "not size: remove it"),
        ("nn.Sequential(nn.Conv2d(3, 8, 3, kernel_size=3))", 1, "each once, not kernel_size"),
        ("nn.Sequential(nn.Conv2d(3, 8, 3, **more))", 1, "not **"),
        ("nn.Sequential(nn.Tanh(1))", 1, "Tanh takes at most 0 arguments, 1 stand here"),
        ("nn.Sequential(nn.MaxPool2d(2, return_indices=True))", 1, "can only be False here"),
        ("nn.Sequential(\n  nn.Conv2d(3, 8, 3, groups=2))", 2, "groups must divide"),
        ("nn.Sequential(first=nn.ReLU())", 1, "remove first="),
        ("nn.Sequential(OrderedDict(a=nn.ReLU()))", 1, 'a list of ("name", layer)'),
        ("nn.Sequential(OrderedDict([nn.ReLU()]))", 1, 'a list of ("name", layer)'),
        ("nn.Sequential(" * 21 + ")" * 21, 1, "more than 20 Sequentials"),
        ("nn.Sequential(" * 1400 + ")" * 5, 1, "this is not Python"),
        ("nn.Sequential(" + "-" * 19_000 + "1)", 1, "nested too deeply"),
        ("nn.Sequential(nn.Linear(" + "1*" * 9_000 + "1, 1))", 1, "nested too deeply"),
        ("nn.Sequential(nn.Linear(" + "1*" * 40 + "1, 1))", 1, "is not a value"),
        ("nn.Sequential(" + "1 if 1 else " * 1_600 + "1)", 1, "is not one of the layers"),
        ("nn.Sequential(nn.Linear(" + "9" * 4_000 + ", 1))", 1, "in_features is > 10^40"),
        ("nn.Sequential(nn.Linear(" + "9" * 5_000 + ", 1))", 1, "this is not Python"),
        ("nn.Sequential(nn.Linear(" + "99999*" * 6 + "1, 1))", 1, "is not a value"),
        ("nn.Sequential(\0)", 1, "this is not Python"),
        ("nn.Sequential(\ud800)", 1, "holds no Python"),
    ],
)
def test_anything_else_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(TextError) as caught:
        parse_sequential(text)
    assert caught.value.line == line
    assert words in str(caught.value.problem)
    assert str(caught.value) == f"line {line}: {caught.value.problem}"


def test_an_unknown_layer_is_told_what_is_known() -> None:
    with pytest.raises(TextError, match=", ".join(KINDS)):
        parse_sequential("nn.Sequential(nn.LSTM(3, 4))")


def test_long_texts_and_stacks_are_refused_before_they_are_read() -> None:
    with pytest.raises(SettingError, match="1,000,000 characters"):
        parse_sequential("(" * 1_000_000)
    with pytest.raises(SettingError, match="201 layers"):
        parse_sequential(f"nn.Sequential({'nn.ReLU(),' * 201})")
    assert len(parse_sequential(f"nn.Sequential({'nn.ReLU(),' * 200})")) == 200


@settings(deadline=None)
@given(
    st.text(max_size=200) | st.text(alphabet="nSequential.Conv2d(),=0123 \n*[]{}:\"'", max_size=80)
)
def test_no_text_gets_past_the_reader(text: str) -> None:
    try:
        stack = parse_sequential(text)
    except SettingError:
        return
    assert parse_sequential(write_sequential(stack)) == stack
