"""The correlation page's matrix twin of a convolution."""
