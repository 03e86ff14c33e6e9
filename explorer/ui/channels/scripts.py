"""The channels page's exported script."""

from __future__ import annotations

from explorer.data.pictures import Picture
from explorer.layers.channel_scripts import channel_script
from explorer.ui.channels.compute import ChannelView
from explorer.ui.layout import code_section


def show_script(picture: Picture, view: ChannelView) -> None:
    """Show the script that makes the maps on screen and takes the shown filter apart."""
    code_section(write_script(picture, view), "channels.py")


def write_script(picture: Picture, view: ChannelView) -> str:
    """Write a complete script for this picture and layer; it ends in asserts on what is shown."""
    lines = [picture.load_code.strip()]
    if len(picture.pixels) == 1:
        lines.append("picture = np.broadcast_to(picture, (3, *picture.shape[1:])).copy()  # grey")
    if view.state.order == "bgr":
        lines.append("picture = picture[::-1].copy()  # blue, green, red")
    return channel_script(
        "\n".join(lines), view.state.layer, view.maps, view.geometry.settings.parameters
    )
