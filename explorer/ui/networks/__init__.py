"""Which network, whose weights, which layer: what the pages inside a network share."""
