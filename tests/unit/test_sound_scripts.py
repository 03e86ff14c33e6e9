from __future__ import annotations

import numpy as np
import pytest

from explorer.signals.filtering_1d import Conv1dSettings, run_conv1d
from explorer.signals.sound_clip import SoundClip
from explorer.signals.sound_scripts import waveform_script


@pytest.mark.parametrize("guard", [False, True])
def test_a_visitors_own_sound_is_stood_in_for(*, guard: bool) -> None:
    rng = np.random.default_rng(0)
    clip = SoundClip(rng.uniform(-1, 1, 5_001).astype(np.float32), 22_050, "mine")
    weight = rng.normal(size=(2, 4)).astype(np.float32)
    layer = Conv1dSettings(2, 4, 3, 2, 5)
    output = run_conv1d(clip.samples, weight, layer)[1]
    script = waveform_script(
        clip, None, layer, weight, output, shown=1, guard=guard, random_seed=None
    )
    assert "stands" in script
    names: dict[str, object] = {}
    exec(compile(script, "own.py", "exec"), names)  # noqa: S102
    assert names["output"].shape == (2, len(output))  # type: ignore[attr-defined]
