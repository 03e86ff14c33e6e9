"""Which networks there are, and how the offline weights were made."""
