"""Entry file: `streamlit run streamlit_app.py`."""

from __future__ import annotations

from explorer.ui.shell import run_app

if __name__ == "__main__":
    run_app()
