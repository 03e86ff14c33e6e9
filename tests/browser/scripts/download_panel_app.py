"""The panel that offers a file, inside a fragment as on the pages; the link says which file."""

from pathlib import Path

import streamlit as st

from explorer.data.remote_files import RemoteFile, find_file
from explorer.ui.downloads import download_panel


@st.fragment
def show() -> None:
    given = st.query_params
    source = RemoteFile(given["url"], "weights.pth", given["digest"], int(given["size"]))
    if find_file(source, Path(given["folder"])) is None:
        download_panel(source, Path(given["folder"]), "Weights of a test.")
    else:
        st.success("here")


st.title("Download")
show()
