"""Numbers in, figures and pictures out."""
