"""The correlation page's convolution theorem."""
