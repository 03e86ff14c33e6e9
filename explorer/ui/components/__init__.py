"""Small client-side pictures: plain JavaScript beside a typed Python wrapper."""
