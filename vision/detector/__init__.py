"""A bureau's own detector: an ONNX file with a JSON file beside it that says what it tells."""
