"""What the parts of the correlation page share."""
