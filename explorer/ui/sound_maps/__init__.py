"""The sound page's 2D convolution on a spectrogram."""
