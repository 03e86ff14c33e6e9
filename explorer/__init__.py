"""An interactive explorer of convolutional networks: the library behind the pages."""
