"""Every control of every page and every closer look, driven to all it offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui.activations.settings import VIEW as ACTIVATIONS_VIEW
from explorer.ui.architecture.settings import VIEW as ARCHITECTURE_VIEW
from explorer.ui.augmentation.settings import VIEW as AUGMENT_VIEW
from explorer.ui.channels.settings import VIEW as CHANNELS_VIEW
from explorer.ui.convolution.settings import VIEW as CONVOLUTION_VIEW
from explorer.ui.correlation.settings import PART as CORRELATION_PART
from explorer.ui.cost.settings import VIEW as COST_VIEW
from explorer.ui.feature_space.settings import VIEW as FEATURE_VIEW
from explorer.ui.filters.settings import VIEW as FILTERS_VIEW
from explorer.ui.flipped.settings import VIEW as FLIPPED_VIEW
from explorer.ui.fourier.settings import VIEW as FOURIER_VIEW
from explorer.ui.pixels.settings import VIEW as PIXELS_VIEW
from explorer.ui.pooling.settings import VIEW as POOLING_VIEW
from explorer.ui.receptive_field.settings import VIEW as FIELD_VIEW
from explorer.ui.sliding.settings import VIEW as SLIDING_VIEW
from explorer.ui.sound.settings import PART as SOUND_PART
from explorer.ui.sound_filter.settings import VIEW as WAVEFORM_VIEW
from explorer.ui.sound_maps.settings import VIEW as MAPS_VIEW
from explorer.ui.spectra.settings import VIEW as SPECTRA_VIEW
from explorer.ui.spectrogram.settings import VIEW as SPECTROGRAM_VIEW
from explorer.ui.toeplitz.settings import VIEW as TOEPLITZ_VIEW
from explorer.ui.training.settings import VIEW as TRAIN_VIEW
from explorer.ui.volume.settings import VIEW as VOLUME_VIEW
from explorer.ui.weights.settings import VIEW as WEIGHTS_VIEW
from tests.reading import Visit, problems, settled

LOOKS = [
    *(("pixels", PIXELS_VIEW.key, look) for look in PIXELS_VIEW.options),
    *(("convolution", CONVOLUTION_VIEW.key, look) for look in CONVOLUTION_VIEW.options),
    *(("channels", CHANNELS_VIEW.key, look) for look in CHANNELS_VIEW.options),
    *(("filters", FILTERS_VIEW.key, look) for look in FILTERS_VIEW.options),
    *(("pooling", POOLING_VIEW.key, look) for look in POOLING_VIEW.options),
    *(("cost", COST_VIEW.key, look) for look in COST_VIEW.options),
    *(("receptive_field", FIELD_VIEW.key, look) for look in FIELD_VIEW.options),
    *(("activations", ACTIVATIONS_VIEW.key, look) for look in ACTIVATIONS_VIEW.options),
    *(("architecture", ARCHITECTURE_VIEW.key, look) for look in ARCHITECTURE_VIEW.options),
    *(("weights", WEIGHTS_VIEW.key, look) for look in WEIGHTS_VIEW.options),
    *(("feature_space", FEATURE_VIEW.key, look) for look in FEATURE_VIEW.options),
    *(("volume", VOLUME_VIEW.key, look) for look in VOLUME_VIEW.options),
    *(("augmentation", AUGMENT_VIEW.key, look) for look in AUGMENT_VIEW.options),
    *(("training", TRAIN_VIEW.key, look) for look in TRAIN_VIEW.options),
]

SOUND_LOOKS = {
    "waveform": WAVEFORM_VIEW,
    "spectrogram": SPECTROGRAM_VIEW,
    "maps": MAPS_VIEW,
    "spectra": SPECTRA_VIEW,
}
CORRELATION_LOOKS = {
    "functions": SLIDING_VIEW,
    "pictures": FLIPPED_VIEW,
    "matrix": TOEPLITZ_VIEW,
    "theorem": FOURIER_VIEW,
}
OF_PARTS = [
    (slug, {part.key: name, view.key: look})
    for slug, part, looks in (
        ("sound", SOUND_PART, SOUND_LOOKS),
        ("correlation", CORRELATION_PART, CORRELATION_LOOKS),
    )
    for name, view in looks.items()
    for look in view.options
]


def settings(app: AppTest) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield every widget's kind, key and the values to try: both ends, or all options."""
    for slider in app.slider:
        ends = (slider.min, slider.max)
        span = isinstance(slider.value, (tuple, list))
        tries = [ends] if span else [type(slider.value)(end) for end in ends]
        yield "slider", slider.key, tries
    for number in app.number_input:
        yield "number_input", number.key, [int(number.min), int(number.max)]
    for select in app.selectbox:
        yield "selectbox", select.key, [select.options[0], select.options[-1]]
    for group in app.segmented_control:
        yield "segmented_control", group.key, list(group.options)
    for toggle in app.toggle:
        yield "toggle", toggle.key, [not toggle.value]
    for text in app.text_input:
        yield "text_input", text.key, ["1,0;0,-1", "nonsense;", ""]


@pytest.mark.parametrize(("slug", "view", "look"), LOOKS)
def test_every_control_answers(visit: Visit, slug: str, view: str, look: str) -> None:
    drive(visit, slug, {view: look})


@pytest.mark.parametrize(("slug", "looks"), OF_PARTS, ids=str)
def test_every_control_of_a_part_answers(visit: Visit, slug: str, looks: dict[str, str]) -> None:
    drive(visit, slug, looks)


def drive(visit: Visit, slug: str, looks: dict[str, str]) -> None:
    """Set every control to all it offers, the looks themselves left as they are."""
    link = {**looks, "image_size": "32"}
    skipped = {*looks, "lang", "picture_camera"}  # the looks are parameters, the others shared
    skipped |= {"network", "weights_from"}  # seconds each to build: the pages' own tests
    app = settled(visit(slug, **link))
    trials = [trial for trial in settings(app) if trial[1] not in skipped]
    assert trials
    for kind, key, values in trials:
        if key not in {widget.key for widget in getattr(app, kind)}:
            app = settled(visit(slug, **link))  # another control took this one away
        before = getattr(app, kind)(key=key).value
        for value in (*values, before):
            getattr(app, kind)(key=key).set_value(value).run()
            assert not problems(app), (kind, key, value)
