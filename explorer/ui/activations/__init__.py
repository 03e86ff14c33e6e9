"""The page `activations`: what a network makes of a picture, layer by layer."""
