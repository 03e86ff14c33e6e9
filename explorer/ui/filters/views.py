"""The filters page's closer looks: the race, and the detectors people made by hand."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.layers.detectors import HarrisSettings, find_corners
from explorer.layers.filtering import RaceResult, race
from explorer.layers.haar import best_haar_features, face_pictures, haar_feature_map
from explorer.plots.colours import diverging_picture, enlarge, grey_picture
from explorer.plots.faces import two_groups_figure
from explorer.plots.overlays import mark_boxes, mark_points
from explorer.plots.race import race_figure
from explorer.ui.controls import draw_all
from explorer.ui.filters import settings as controls
from explorer.ui.filters.lab import FilterView
from explorer.ui.language import _, ngettext
from explorer.ui.lessons import lesson_section
from explorer.ui.numerals import show_number

_LEAST_SIDE = 480  # pixels a picture is enlarged to before it goes to the browser


def show_race(view: FilterView) -> None:
    """Race the three implementations on this picture and this kernel, and compare the answers."""
    asked = (view.picture.key, view.grey.shape, view.kernel.tobytes())
    if st.button(_("Run the race"), icon=":material/timer:", key="run_race", type="primary"):
        with st.spinner(_("Racing …")):
            st.session_state["_race"] = (asked, race(view.grey, view.kernel))
    kept = st.session_state.get("_race")
    if kept is None or kept[0] != asked:
        st.caption(_("Not run on this picture and kernel yet."))
    else:
        _show_results(kept[1])
    st.markdown(lesson_section("filters", "race"))


def _show_results(results: tuple[RaceResult, ...]) -> None:
    names = {
        "loops": _("four Python loops"),
        "linear": _("one linear layer over patches"),
        "conv2d": "torch.nn.functional.conv2d",
    }
    fastest = min(result.best_s for result in results)
    chart, table = st.columns(2)
    chart.plotly_chart(
        race_figure(
            [names[result.method] for result in results],
            [result.best_s for result in results],
            axis_label=_("milliseconds, logarithmic"),
        ),
        key="race_chart",
        alt=_("Time of each implementation"),
    )
    table.table(
        {
            _("implementation"): [names[result.method] for result in results],
            _("times the fastest"): [f"{result.best_s / fastest:,.1f}" for result in results],
            _("largest difference"): [f"{result.max_difference:.1e}" for result in results],
        }
    )
    height, width = results[0].input_shape
    agree = all(result.agrees for result in results)
    table.caption(
        _(
            "On the middle {height} × {width} pixels: {count} multiply-adds each, on this "
            "server's processor. Differences are to a float64 reference; float32 allows "
            "{tolerance}."
        ).format(
            height=height,
            width=width,
            count=f"{results[0].multiply_adds:,}",
            tolerance=f"{results[0].tolerance:.1e}",
        )
        + " "
        + (_("All three agree within it.") if agree else _("**They do not agree.**"))
    )


def show_harris(view: FilterView) -> None:
    """Harris corners on the picture, and the response they are the peaks of."""
    values = draw_all(controls.HARRIS, st.columns(len(controls.HARRIS)))
    found = find_corners(
        view.grey,
        HarrisSettings(
            k=values["harris_k"],
            sigma=values["harris_sigma"],
            min_distance=values["harris_min_distance"],
            threshold=values["harris_threshold"],
        ),
    )
    left, right = st.columns(2)
    base = grey_picture(view.grey, float(view.grey.min()), float(view.grey.max()))
    left.image(
        mark_points(base, found.corners, _LEAST_SIDE),
        caption=ngettext("{count} corner", "{count} corners", len(found.corners)).format(
            count=len(found.corners)
        ),
        alt=_("The picture with a ring round each corner"),
        width="stretch",
    )
    limit = float(np.quantile(np.abs(found.response), 0.995)) or None
    right.image(
        enlarge(diverging_picture(found.response, limit), min_side=_LEAST_SIDE),
        caption=_(
            "det(A) − k·trace(A)²: orange at corners, blue on edges; the scale ends at the "
            "99.5th percentile, ±{limit}"
        ).format(limit=f"{limit or 0:.2g}"),
        alt=_("Harris response: positive at corners, negative on edges"),
        width="stretch",
    )
    st.markdown(lesson_section("filters", "harris"))


def show_haar(view: FilterView) -> None:
    """A Haar-like feature on the picture, and the ten that tell faces best."""
    values = draw_all(controls.HAAR, st.columns(len(controls.HAAR)))
    feature = haar_feature_map(
        view.grey, values["haar_kind"], values["haar_width"], values["haar_height"]
    )
    left, right = st.columns(2)
    base = grey_picture(view.grey, float(view.grey.min()), float(view.grey.max()))
    row, column = np.unravel_index(np.abs(feature.values).argmax(), feature.values.shape)
    left.image(
        mark_boxes(base, feature.kernel, int(row), int(column), _LEAST_SIDE),
        caption=_("Where it answers most strongly: {value} at row {row}, column {column}").format(
            value=show_number(float(feature.values[row, column])), row=row, column=column
        ),
        alt=_("The picture with the feature's boxes at its strongest answer"),
        width="stretch",
    )
    right.image(
        enlarge(diverging_picture(feature.values.astype(np.float32), None), min_side=_LEAST_SIDE),
        caption=_("Its answer at every place, zero in the middle of the scale"),
        alt=_("Response of the feature at every place"),
        width="stretch",
    )
    st.markdown(lesson_section("filters", "haar"))
    _show_faces()


def _show_faces() -> None:
    """How well one of the ten best features alone tells faces from other pictures."""
    rank = controls.HAAR_RANK.draw(st)
    with st.spinner(_("Trying every feature on 200 small pictures, once per server start …")):
        test = best_haar_features(10)[rank - 1]
    chosen = test.feature
    pictures, faces = face_pictures()
    mean_face = grey_picture(pictures[faces].mean(axis=0).astype(np.float32), 0.0, 1.0)
    left, right = st.columns([1, 2])
    kernel = haar_feature_map(pictures[0], chosen.kind, chosen.width, chosen.height).kernel
    left.image(
        mark_boxes(mean_face, kernel, chosen.row, chosen.column, 320),
        caption=_("Mean of 100 faces, with the feature on it"),
        alt=_("Mean face with the boxes of feature number {rank}").format(rank=rank),
        width="stretch",
    )
    right.plotly_chart(
        two_groups_figure(
            test.values,
            test.faces,
            test.threshold,
            names=(_("faces"), _("other pictures")),
            axis_label=_("value of the feature"),
            count_label=_("pictures"),
            threshold_label=_("threshold"),
        ),
        key="faces_chart",
        alt=_("Values of the feature on faces and on other pictures"),
    )
    right.markdown(
        _(
            "This one difference of boxes, with one threshold, gets **{accuracy}** of 100 faces "
            "and 100 other pictures right (half would be guessing). The threshold was chosen on "
            "the same 200 pictures, so new ones would do worse."
        ).format(accuracy=f"{test.accuracy:.0%}")
    )
