"""Recipes: text and back, the draws of a program with the same seed, chances, risks, mixing."""

from __future__ import annotations

import itertools
import threading

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Beta
from torchvision.transforms import InterpolationMode, v2

from explorer.augmentation import steps as kinds
from explorer.augmentation.chances import chance_unchanged, count_branches, step_chances
from explorer.augmentation.drawing import build_step, draw_batch, draw_pictures
from explorer.augmentation.mixing import draw_shares, mix_batch
from explorer.augmentation.presets import PRESETS
from explorer.augmentation.recipe import (
    EMPTY,
    MOST_STEPS,
    Apply,
    Choose,
    Recipe,
    all_steps,
    read_recipe,
    write_recipe,
)
from explorer.augmentation.risks import LABEL_KINDS, find_risks
from explorer.augmentation.salt_and_pepper import SaltAndPepper
from explorer.augmentation.seeded import SeededDraws
from explorer.augmentation.steps import STEPS, StepSpec
from explorer.errors import ExplorerError, SettingError
from explorer.layers.layer_arguments import Argument

PICTURE = torch.rand(3, 48, 48, generator=torch.Generator().manual_seed(0))
ALL: Recipe = (
    *(kind() for kind in STEPS.values()),
    Apply(0.5, (kinds.GaussianBlur(), kinds.RandomGrayscale(0.5))),
    Choose((0.2, 0.4, 0.6), (kinds.RandomRotation(), kinds.ColorJitter(), kinds.RandomErasing())),
)


# --- text ---------------------------------------------------------------------------------


def value_of(argument: Argument) -> st.SearchStrategy[object]:
    limits = argument.limits
    if argument.name == "kernel_size":
        return st.integers(0, 15).map(lambda half: 2 * half + 1)
    if limits.form == "whole":
        return st.integers(int(limits.low), int(limits.high))
    hundredths = st.integers(round(100 * limits.low), round(100 * limits.high))
    real = hundredths.map(lambda number: number / 100)
    if limits.form == "span":
        return st.tuples(real, real).map(lambda pair: tuple(sorted(pair)))
    return real


def step_of(kind: type[StepSpec]) -> st.SearchStrategy[StepSpec]:
    return st.fixed_dictionaries({a.name: value_of(a) for a in kind.arguments()}).map(
        lambda given: kind(**given)
    )


STEP = st.sampled_from(list(STEPS.values())).flatmap(step_of)
SOME = st.lists(STEP, min_size=1, max_size=3).map(tuple)
WEIGHT = st.integers(1, 900).map(lambda number: number / 100)
ITEM = st.one_of(
    STEP,
    st.builds(Apply, st.integers(0, 100).map(lambda n: n / 100), SOME),
    SOME.flatmap(
        lambda some: st.lists(WEIGHT, min_size=len(some), max_size=len(some)).map(
            lambda weights: Choose(tuple(weights), some)
        )
    ),
)


@given(st.lists(ITEM, max_size=6).map(tuple))
def test_a_recipe_comes_back_from_its_text(recipe: Recipe) -> None:
    text = write_recipe(recipe)
    assert read_recipe(text) == recipe
    assert not set(text) & set(' &?#%+"<>')


@given(st.one_of(st.text(max_size=60), st.text("rothflipaycse~_()*.0123456789-", max_size=60)))
def test_any_other_text_is_refused_with_a_word(text: str) -> None:
    try:
        recipe = read_recipe(text)
    except ExplorerError:
        return
    assert read_recipe(write_recipe(recipe)) == recipe


def test_texts_written_out() -> None:
    assert write_recipe(()) == EMPTY
    assert read_recipe("-") == ()
    assert write_recipe(PRESETS["imagenet"].recipe) == "crop~0.08~1~0.75~1.3333_hflip~0.5"
    both = read_recipe("apply~0.5(blur~5~0.1~2_gray~0.1)_choice(1*auto~0.5_2*vflip~1)")
    assert both == (
        Apply(0.5, (kinds.GaussianBlur(5, (0.1, 2.0)), kinds.RandomGrayscale(0.1))),
        Choose((1.0, 2.0), (kinds.RandomAutocontrast(0.5), kinds.RandomVerticalFlip(1.0))),
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: kinds.RandomRotation((30, -30)), "begins at 30 and ends at -30: swap the two"),
        (lambda: kinds.RandomHorizontalFlip(1.5), "p is 1.5: choose a value from 0 to 1"),
        (lambda: kinds.GaussianBlur(4), "kernel_size 4 has no middle: choose 3 or 5"),
        (lambda: kinds.RandomErasing(0.5, (0.1, 2)), "scale is 2: choose a value"),
        (lambda: Apply(0.5, ()), "RandomApply holds no step"),
        (lambda: Choose((0.0,), (kinds.RandomRotation(),)), "all weights of RandomChoice are 0"),
        (lambda: read_recipe("_".join(["auto~0.5"] * (MOST_STEPS + 1))), "has 25 steps"),
    ],
)
def test_what_cannot_be_says_what_can(make: object, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        make()  # type: ignore[operator]


# --- draws --------------------------------------------------------------------------------


def plain_compose(recipe: Recipe, side: int) -> v2.Compose:
    """The recipe as anybody would write it, without listening."""

    def plain(item: object) -> object:
        if isinstance(item, Apply):
            return v2.RandomApply([plain(step) for step in item.steps], p=item.p)
        if isinstance(item, Choose):
            return v2.RandomChoice([plain(step) for step in item.steps], p=list(item.weights))
        assert isinstance(item, StepSpec)
        return build_step(item, side)

    return v2.Compose([plain(item) for item in recipe])


def test_draws_are_those_of_a_program_with_the_same_seed() -> None:
    transform = plain_compose(ALL, 48)
    torch.manual_seed(7)
    expected = [transform(PICTURE) for _ in range(6)]
    torch.manual_seed(99)
    before = torch.random.get_rng_state()
    drawn = list(draw_pictures(ALL, PICTURE, 7, 6))
    for one, other in zip(drawn, expected, strict=True):
        assert torch.equal(one.picture, other)
    assert torch.equal(torch.random.get_rng_state(), before), "nobody else's numbers are used"


def test_threads_do_not_disturb_each_other() -> None:
    alone = [draw.picture for draw in draw_pictures(ALL, PICTURE, 3, 4)]
    found: dict[int, list[torch.Tensor]] = {}

    def work(number: int) -> None:
        found[number] = [draw.picture for draw in draw_pictures(ALL, PICTURE, 3, 4)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        torch.rand(100)
    for pictures in found.values():
        assert all(torch.equal(a, b) for a, b in zip(pictures, alone, strict=True))


def test_what_is_told_is_what_was_done() -> None:
    recipe = (kinds.RandomRotation((-90, 90)), kinds.RandomHorizontalFlip(0.5))
    for draw in draw_pictures(recipe, PICTURE, 1, 8):
        turned, flipped = draw.steps
        angle = turned.params["angle"]
        again = v2.functional.rotate(PICTURE, angle, InterpolationMode.BILINEAR, fill=0)
        if flipped.params is not None:
            again = again.flip(-1)
        assert torch.equal(draw.picture, again)


def test_a_choice_takes_exactly_one_and_an_apply_all_or_none() -> None:
    seen = set()
    for draw in draw_pictures(ALL[-2:], PICTURE, 0, 40):
        applied = draw.steps[0].params is not None
        chosen = [step for step in draw.steps[2:] if step.params is not None]
        sometimes_left_out = isinstance(draw.steps[4].step, kinds.RandomErasing)
        assert len(chosen) == 1 or (sometimes_left_out and not chosen)
        assert applied or draw.steps[1].params is None
        seen.add((applied, tuple(step.place for step in chosen)))
    assert len(seen) == 8  # 2 · (3 choices, or an erasing that was left out)


def test_an_empty_recipe_is_the_picture_itself() -> None:
    (draw,) = draw_pictures((), PICTURE, 5, 1)
    assert torch.equal(draw.picture, PICTURE)
    assert draw.steps == ()
    batch = torch.stack([PICTURE, PICTURE])
    assert torch.equal(draw_batch((), batch, 5), batch)


@given(STEP, st.integers(0, 10**6))
def test_every_step_keeps_size_and_range(step: StepSpec, seed: int) -> None:
    (draw,) = draw_pictures((step,), PICTURE, seed, 1)
    assert draw.picture.shape == PICTURE.shape
    assert draw.picture.isfinite().all()
    assert -1e-5 <= draw.picture.min() <= draw.picture.max() <= 1 + 1e-5


def test_salt_and_pepper_hits_as_many_as_it_says() -> None:
    noise = SaltAndPepper(amount=0.2, salt=0.25)
    grey = torch.full((3, 200, 200), 0.5)
    with SeededDraws(4):
        noisy = noise(grey)
    white, black = (noisy == 1).all(0).sum().item(), (noisy == 0).all(0).sum().item()
    # 40,000 pixels: 40,000 · 0.2 · 0.25 = 2,000 and 40,000 · 0.2 · 0.75 = 6,000, ± 4 deviations
    assert abs(white - 2_000) < 4 * (40_000 * 0.05 * 0.95) ** 0.5
    assert abs(black - 6_000) < 4 * (40_000 * 0.15 * 0.85) ** 0.5
    assert ((noisy == 0.5).all(0).sum() + white + black).item() == 40_000
    assert SaltAndPepper(amount=0.0)(grey).equal(grey)
    eight = torch.full((1, 40, 40), 100, dtype=torch.uint8)
    assert set(SaltAndPepper(amount=1.0)(eight).unique().tolist()) == {0, 255}


# --- chances ------------------------------------------------------------------------------


def test_chances_of_the_lectures_containers() -> None:
    chances = step_chances(PRESETS["lecture"].recipe)
    assert chances[0, 0] == 1  # a rotation is always drawn
    assert chances[2, 0] == chances[2, 1] == 0.5  # p of the whole list
    # weights .2, .4, .6 of 1.2; the grey one has p = 1, salt none of its own
    assert [chances[3, at] for at in range(3)] == pytest.approx([1 / 6, 1 / 3, 1 / 2])
    inner = (Apply(0.5, (kinds.RandomHorizontalFlip(0.3),)),)
    assert step_chances(inner) == {(0, 0): pytest.approx(0.5 * 0.3)}


def test_the_chance_that_nothing_happens() -> None:
    assert chance_unchanged(()) == 1
    assert chance_unchanged((kinds.RandomHorizontalFlip(0.3), kinds.RandomGrayscale(0.1))) == (
        pytest.approx(0.7 * 0.9)
    )
    recipe = (Apply(0.5, (kinds.RandomHorizontalFlip(0.3), kinds.RandomVerticalFlip(0.2))),)
    assert chance_unchanged(recipe) == pytest.approx(0.5 + 0.5 * 0.7 * 0.8)
    chosen = (Choose((1, 3), (kinds.RandomAutocontrast(0.4), kinds.RandomRotation())),)
    assert chance_unchanged(chosen) == pytest.approx(0.25 * 0.6)


def test_a_thousand_draws_agree_with_the_chances() -> None:
    counts = count_branches(ALL, seed=2, draws=1_000)
    for count in counts:
        spread = 4.5 * (1_000 * count.chance * (1 - count.chance)) ** 0.5
        assert abs(count.taken - 1_000 * count.chance) <= spread, count
    low, high = counts[1].expected  # the flip: 500 ± 1.96 · √(1000 · 0.25)
    assert (low, high) == pytest.approx((500 - 30.99, 500 + 30.99), abs=0.01)


# --- risks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "label", "words"),
    [
        (kinds.RandomRotation((-180, 180)), "digit", "a 6 turned by 180° is a 9"),
        (kinds.RandomAffine((-170, 0)), "digit", "a 6 turned by 170° is a 9"),
        (kinds.RandomVerticalFlip(), "digit", "upside down"),
        (kinds.RandomHorizontalFlip(), "digit", "a b is a d"),
        (kinds.RandomHorizontalFlip(), "side", "left into right"),
        (kinds.RandomErasing(0.5, (0.1, 0.8)), "object", "up to 80% of the area"),
        (kinds.RandomResizedCrop((0.08, 1)), "object", "a crop of 8% of the area"),
        (kinds.ColorJitter(0, 0, 0, 0.4), "colour", "hue ±0.4"),
        (kinds.RandomGrayscale(), "colour", "without colours"),
        (kinds.SaltAndPepper(0.6), "texture", "60% of the pixels"),
        (kinds.GaussianBlur(31, (0.1, 9)), "object", "σ of 9 pixels in 128"),
    ],
)
def test_a_recipe_that_destroys_its_label_is_told(step: StepSpec, label: str, words: str) -> None:
    (risk,) = find_risks((Apply(0.5, (step,)),), label, 128)  # type: ignore[arg-type]
    assert words in risk.template.format(**risk.values)


def test_harmless_recipes_and_steps_never_taken_are_not_warned_of() -> None:
    assert find_risks(PRESETS["digits"].recipe, "digit", 128) == ()
    assert find_risks((kinds.RandomVerticalFlip(0.0),), "digit", 128) == ()
    assert find_risks((kinds.RandomHorizontalFlip(),), "object", 128) == ()
    for label in LABEL_KINDS:
        for risk in find_risks(tuple(all_steps(ALL)), label, 64):  # type: ignore[arg-type]
            assert risk.template.format(**risk.values)


# --- mixing -------------------------------------------------------------------------------

BATCH = torch.rand(5, 1, 12, 12, generator=torch.Generator().manual_seed(3))
LABELS = torch.tensor([0, 1, 2, 1, 0])


def test_mixup_adds_pictures_and_labels_alike() -> None:
    mixed = mix_batch(BATCH, LABELS, "mixup", alpha=1.0, classes=3, seed=11)
    share, before = mixed.share, BATCH.roll(1, 0)
    assert torch.allclose(mixed.pictures, share * BATCH + (1 - share) * before)
    one_hot = torch.eye(3)[LABELS]
    assert torch.allclose(mixed.labels, share * one_hot + (1 - share) * one_hot.roll(1, 0))
    torch.manual_seed(11)
    assert share == pytest.approx(Beta(1.0, 1.0).sample(()).item())


@pytest.mark.parametrize("seed", range(4))
def test_cutmix_keeps_as_much_label_as_picture(seed: int) -> None:
    mixed = mix_batch(BATCH, LABELS, "cutmix", alpha=1.0, classes=3, seed=seed)
    assert mixed.box is not None
    left, top, right, bottom = mixed.box
    inside = torch.zeros(12, 12, dtype=torch.bool)
    inside[top:bottom, left:right] = True
    expected = torch.where(inside, BATCH.roll(1, 0), BATCH)
    assert torch.equal(mixed.pictures, expected)
    assert mixed.share == pytest.approx(1 - (right - left) * (bottom - top) / 144)
    assert torch.allclose(mixed.labels.sum(1), torch.ones(5))
    assert mixed.labels[2, 2] == pytest.approx(mixed.share)  # 2 over 1


def test_shares_follow_the_beta_distribution() -> None:
    shares = draw_shares(0.4, 20_000, 0).numpy()
    assert shares.mean() == pytest.approx(0.5, abs=0.01)
    # variance of Beta(α, α): 1 / (4 (2 α + 1)) = 1 / 7.2
    assert shares.var() == pytest.approx(1 / 7.2, abs=0.005)
    assert np.array_equal(shares, draw_shares(0.4, 20_000, 0).numpy())


def test_every_pair_of_steps_runs_on_digits() -> None:
    small = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(1))
    for first, second in itertools.pairwise([*STEPS.values()] * 2):
        if kinds.GaussianBlur in {first, second}:
            continue
        for draw in draw_pictures((first(), second()), small, 0, 2):
            assert draw.picture.shape == small.shape
