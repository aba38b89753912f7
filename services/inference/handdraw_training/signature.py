"""The names by which TensorFlow Serving and its callers know the network."""

MODEL = "digits"
SIGNATURE = "serving_default"
INPUT = "image"  # float32 [n, 28, 28, 1], 0..1, white ink on black
OUTPUT = "probabilities"  # float32 [n, 10]
