"""What is said of a kernel on a synthetic spectrum, and the formulas with its numbers."""

from __future__ import annotations

from explorer.signals.fluorescence import (
    BASELINE_DECAY_NM,
    COUNTED_SHARE,
    EMISSION_NM,
    EXCITATION_NM,
    SCATTER_HEIGHT,
    SCATTER_WIDTH_NM,
    STEP_NM,
    SolutionSettings,
)
from explorer.signals.spectral_kernels import CurveKernel
from explorer.signals.spectral_peaks import TOLERANCE_NM, find_curve_peaks
from explorer.ui.language import _, ngettext
from explorer.ui.numerals import show_number, tex_number
from explorer.ui.spectra.compute import REPEATS, SpectraView
from explorer.ui.wording import aligned

NOTHING = "–"


def headline_numbers(view: SpectraView) -> dict[str, str]:
    """Return the four results by label."""
    gain, judgement = view.gain, view.judge()
    numbers = {
        _("Signal to noise"): _("no noise")
        if gain.before is None
        else f"{_known(gain.before)} → {_known(gain.after)}",
        _("Hits · misses · false alarms"): " · ".join(
            str(len(each)) for each in (judgement.hits, judgement.misses, judgement.false_alarms)
        ),
    }
    band = view.narrowest
    if view.kernel.smooths and band is not None:
        before, after = view.shapes(band)
        numbers |= {
            _("Narrowest band: height kept"): f"{after.height / before.height:.1%}",
            _("Its width at half height"): _("{before} → {after} nm").format(
                before=f"{before.width_nm:.1f}", after=f"{after.width_nm:.1f}"
            ),
        }
    else:
        numbers |= {
            _("Noise multiplied by"): show_number(view.noise_factor),
            _("True bands"): str(len(view.bands)),
        }
    return numbers


def describe(view: SpectraView) -> list[str]:
    """Say what the kernel does to the noise, what it costs, and what was found."""
    return [_("**Synthetic data.**"), _tell_noise(view), *_tell_price(view), *_tell_peaks(view)]


def write_place(place: tuple[float, ...]) -> str:
    """Write wavelengths as chemists do: excitation / emission, or the emission alone."""
    return " / ".join(f"{wavelength:g}" for wavelength in place)


def _known(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3g}" if value < 1e4 else f"{value:,.0f}"


def _tell_noise(view: SpectraView) -> str:
    gain = view.gain
    if gain.factor is None:
        return _("There is no noise: what you see is what the kernel does to the truth alone.")
    over = (
        _("over {count} repeats of this spectrum").format(count=REPEATS)
        if view.measured.ndim == 1
        else _("over the matrix")
    )
    return _(
        "The kernel multiplies the noise's spread by {measured}, measured {over}; √Σw² says "
        "{theory}. Signal to noise goes from {before} to {after}: the span of the noiseless "
        "values over the noise's standard deviation."
    ).format(
        measured=show_number(gain.factor),
        over=over,
        theory=show_number(view.noise_factor),
        before=_known(gain.before),
        after=_known(gain.after),
    )


def _tell_price(view: SpectraView) -> list[str]:
    band = view.narrowest
    if not view.kernel.smooths or band is None:
        return []
    before, after = view.shapes(band)
    return [
        _(
            "The price: the narrowest band, {title}, keeps {height} of its height and goes from "
            "{narrow} to {wide} nm at half of it (measured on that band alone, without noise)."
        ).format(
            title=_(band.title),
            height=f"{after.height / before.height:.1%}",
            narrow=f"{before.width_nm:.1f}",
            wide=f"{after.width_nm:.1f}",
        )
    ]


def _tell_peaks(view: SpectraView) -> list[str]:
    if not view.bands:
        return [_("No fluorophore is in the solution: every peak found is a false alarm.")]
    judgement = view.judge()
    told = _("{hits} of {count} true bands are found").format(
        hits=len(judgement.hits), count=len(view.bands)
    )
    if judgement.misses:
        told += _(", missed: {names}").format(
            names=", ".join(
                f"{_(view.bands[number].title)} ({write_place(view.true_nm[number])} nm)"
                for number in judgement.misses
            )
        )
    alarms = len(judgement.false_alarms)
    if alarms:
        told += ngettext(
            "; {count} more peak is none of them.", "; {count} more peaks are none of them.", alarms
        ).format(count=alarms)
    else:
        told += _(", and nothing else.")
    return [told, *_tell_shoulders(view)]


def _tell_shoulders(view: SpectraView) -> list[str]:
    """Bands that the noiseless curve has no maximum at: no smoothing brings them out."""
    kernel = view.kernel
    if not isinstance(kernel, CurveKernel) or kernel.derivative == 2:
        return []
    maxima = len(find_curve_peaks(view.truth, CurveKernel("average", 3)).places)
    if maxima >= len(view.bands):
        return []
    return [
        _(
            "Even without noise the curve has {maxima} maxima for {count} bands: the rest are "
            "shoulders, which the second derivative can tell."
        ).format(maxima=maxima, count=len(view.bands))
    ]


def model_formula(settings: SolutionSettings) -> str:
    """Write the model of the synthetic matrix with its numbers, as LaTeX."""
    lines = [
        r"I(\lambda_x, \lambda_m) &= \sum_k c_k\, e_k(\lambda_x)\, m_k(\lambda_m)",
        rf"&\quad + {tex_number(settings.baseline)}\, "
        rf"e^{{-(\lambda_m - {EMISSION_NM[0]:g})/{BASELINE_DECAY_NM:g}}}",
    ]
    if settings.scatter:
        lines.append(
            rf"&\quad + {SCATTER_HEIGHT:g}\, "
            rf"e^{{-(\lambda_m - \lambda_x)^2/(2 \cdot {SCATTER_WIDTH_NM:g}^2)}}"
        )
    if settings.noise == "photons":
        count = settings.photons
        lines.append(rf"x &\sim \tfrac{{1}}{{{count}}}\,\mathrm{{Poisson}}({count}\, I)")
    else:
        lines.append(
            rf"x &= I + {tex_number(settings.sigma)}\,\varepsilon,"
            r"\quad \varepsilon \sim \mathcal{N}(0, 1)"
        )
    return aligned(*lines)


def kernel_formula(view: SpectraView) -> str:
    """Write the cross-correlation, and what it makes of the noise, as LaTeX."""
    reach = view.kernel.reach
    total = rf"\sum_{{j=-{reach}}}^{{{reach}}} w_j\, x_{{n+j}}"
    if view.measured.ndim == 2:
        total = rf"\sum_{{i,j=-{reach}}}^{{{reach}}} w_{{i,j}}\, x_{{r+i,\,n+j}}"
    gain = view.gain
    return aligned(
        f"y &= {total}",
        r"\sigma_y &= \sigma_x \sqrt{\textstyle\sum w^2}"
        rf" = {tex_number(gain.noise_before)} \cdot {tex_number(view.noise_factor)}"
        rf" = {tex_number(gain.noise_before * view.noise_factor)}",
    )


def formula_notes() -> str:
    """Name the model's letters, the grid, and what counts as a hit."""
    return _(
        "λₓ: excitation, {x_low}–{x_high} nm; λₘ: emission, {m_low}–{m_high} nm; both every "
        "{step} nm. eₖ, mₖ: Gaussians. Concentration 1 makes a band 1 high. A hit is within "
        "{tolerance} nm of a true band; true bands below {share} of the strongest are not counted."
    ).format(
        x_low=f"{EXCITATION_NM[0]:g}",
        x_high=f"{EXCITATION_NM[-1]:g}",
        m_low=f"{EMISSION_NM[0]:g}",
        m_high=f"{EMISSION_NM[-1]:g}",
        step=f"{STEP_NM:g}",
        tolerance=f"{TOLERANCE_NM:g}",
        share=f"{COUNTED_SHARE:.0%}",
    )
