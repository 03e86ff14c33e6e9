"""A recipe as Python: the code that torchvision's documentation would show."""

from __future__ import annotations

import inspect

from explorer.augmentation import salt_and_pepper
from explorer.augmentation.recipe import Apply, Choose, Item, Recipe, all_steps
from explorer.augmentation.steps import SaltAndPepper, StepSpec

TOLERANCE = 1e-4


def step_code(step: StepSpec, side: int) -> str:
    """Write one transform as its constructor: `v2.RandomRotation(degrees=(-15.0, 15.0), …)`."""
    place = "" if isinstance(step, SaltAndPepper) else "v2."
    keywords = step.keywords(side)
    parts = [f"{name}={_value(name, value)}" for name, value in keywords.items()]
    return f"{place}{step.kind}({', '.join(parts)})"


def recipe_code(recipe: Recipe, side: int, indent: str = "") -> str:
    """Write a recipe as `v2.Compose([...])`, an item a line."""
    if not recipe:
        return "v2.Identity()"
    lines = [f"{indent}    {line}" for item in recipe for line in _item_lines(item, side)]
    return "\n".join(["v2.Compose([", *lines, f"{indent}])"])


def _item_lines(item: Item, side: int) -> list[str]:
    if isinstance(item, StepSpec):
        return [step_code(item, side) + ","]
    inner = [f"    {step_code(step, side)}," for step in item.steps]
    if isinstance(item, Apply):
        return ["v2.RandomApply([", *inner, f"], p={item.p:g}),"]
    assert isinstance(item, Choose)  # noqa: S101 - the last of three kinds
    chances = ", ".join(f"{chance:.3g}" for chance in item.chances)
    weights = ", ".join(f"{weight:g}" for weight in item.weights)
    return ["v2.RandomChoice([", *inner, f"], p=[{weights}]),  # weights: {chances}"]


def recipe_script(
    load_code: str, recipe: Recipe, *, side: int, channels: int, seed: int, means: list[float]
) -> str:
    """Write a script that draws as the page does; `means`: of each drawn picture, in order."""
    imports, noise = _noise_parts(recipe)
    lines = [
        '"""Draws of an augmentation recipe, as training would see one picture again and again."""',
        "",
        *imports,
        "import numpy as np",
        "import torch",
        "from torchvision.transforms import InterpolationMode, v2",
        "",
        load_code.strip(),
        "",
        *noise,
        f"transform = {recipe_code(recipe, side)}",
        "image = torch.from_numpy(picture)  # (C, H, W) float32 in [0, 1]",
        *([] if channels == 3 else ["image = image.expand(3, -1, -1)  # as networks take it"]),
        f"torch.manual_seed({seed})",
        f"drawn = [transform(image) for _ in range({len(means)})]",
        "means = [version.mean().item() for version in drawn]",
        'print("means of the drawn pictures", means)',
        "",
        f"shown = {[float(f'{mean:.6g}') for mean in means]}",
        f"assert np.allclose(means, shown, atol={TOLERANCE}), means",
    ]
    return "\n".join(lines) + "\n"


def _noise_parts(recipe: Recipe) -> tuple[list[str], list[str]]:
    """Return the import and the class that the own transform needs, nothing where it is not in."""
    if not any(isinstance(step, SaltAndPepper) for step in all_steps(recipe)):
        return [], []
    return ["from typing import Any", ""], [noise_source(), ""]


def noise_source() -> str:
    """Return the source of the lecture's own transform, as a script holds it."""
    source = inspect.getsource(salt_and_pepper.SaltAndPepper)
    return source.replace("  # type: ignore[misc]", "")


def _value(name: str, value: object) -> str:
    if name == "interpolation":
        return "InterpolationMode.BILINEAR"
    if isinstance(value, tuple):
        return "(" + ", ".join(f"{part:g}" for part in value) + ")"
    return f"{value:g}" if isinstance(value, float) else repr(value)


def loader_script(load_code: str, recipe: Recipe, *, side: int, batch: int) -> str:
    """Write the lecture's Dataset and DataLoader with a recipe; `load_code` makes the arrays."""
    imports, noise = _noise_parts(recipe)
    lines = [
        '"""A data set whose pictures are drawn anew each time one is asked for."""',
        "",
        *imports,
        "import numpy as np",
        "import torch",
        "from PIL import Image",
        "from torch.utils.data import DataLoader, Dataset",
        "from torchvision.transforms import InterpolationMode, v2",
        "",
        load_code.strip(),
        "",
        *noise,
        f"transform = {recipe_code(recipe, side)}",
        "",
        "",
        "class Pictures(Dataset):",
        "    def __init__(self, pixels, labels, transform=None):",
        "        self.pixels, self.labels, self.transform = pixels, labels, transform",
        "",
        "    def __len__(self):",
        "        return len(self.labels)",
        "",
        "    def __getitem__(self, index):",
        "        image = torch.from_numpy(self.pixels[index]).expand(3, -1, -1) / 255",
        "        if self.transform is not None:",
        "            image = self.transform(image)  # another one each time",
        "        return image, int(self.labels[index])",
        "",
        "",
        "dataset = Pictures(pixels, labels, transform)",
        f"loader = DataLoader(dataset, batch_size={batch}, shuffle=True)",
        "images, targets = next(iter(loader))",
        'print("images", tuple(images.shape), "labels", tuple(targets.shape))',
        "",
        f"assert images.shape == ({batch}, 3, {side}, {side}) and targets.shape == ({batch},)",
    ]
    return "\n".join(lines) + "\n"
