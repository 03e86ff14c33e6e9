"""The training page: what is trained, live curves, and what came out."""
