"""The sound page's spectra of solutions."""
