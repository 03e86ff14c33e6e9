"""What two convolutions on top of each other see of the picture."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.layers.geometry import AxisGeometry, ConvSettings, LayerGeometry, lay_out


@dataclass(frozen=True, slots=True)
class StackGeometry:
    """Two layers, the second laid over the first one's output."""

    first: LayerGeometry
    second: LayerGeometry

    @property
    def receptive_field(self) -> tuple[int, int]:
        """Rows and columns of the (padded) picture behind one output of the second layer."""
        return (
            _joint_span(self.first.rows, self.second.rows),
            _joint_span(self.first.columns, self.second.columns),
        )

    @property
    def parameters(self) -> int:
        """Learned numbers of both layers."""
        return self.first.settings.parameters + self.second.settings.parameters

    @property
    def multiply_adds(self) -> int:
        """Products summed by both layers in one forward pass."""
        return self.first.multiply_adds + self.second.multiply_adds


def stack(first: LayerGeometry, second: ConvSettings) -> StackGeometry:
    """Lay a second layer over the first one's output; raises SettingError where it does not fit."""
    return StackGeometry(first, lay_out(second, *first.output_shape[1:]))


def _joint_span(first: AxisGeometry, second: AxisGeometry) -> int:
    """Return span₁ + (span₂ − 1) · stride₁, as in https://distill.pub/2019/computing-receptive-fields."""
    return first.span + (second.span - 1) * first.stride
