"""Volume: convolution through time and depth."""

from __future__ import annotations

from explorer.ui.layout import page_end, plain_toolbar
from explorer.ui.shell import start_page

start_page("volume")
plain_toolbar("volume", ())
page_end("volume")
