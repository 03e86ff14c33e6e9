"""What a network knows that pixels do not: features, neighbours, maps and groups."""
