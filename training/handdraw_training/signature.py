"""The names by which TensorFlow Serving and its callers know the network."""

MODEL = "digits"
SIGNATURE = "serving_default"
INPUT = "image"  # float32 [n, 28, 28, 1], 0..1, white ink on black
OUTPUT = "probabilities"  # float32 [n, 10]
UNLIKE = "unlike_a_digit"  # float32 [n], above 0.5: a warning is due. Not every version has it
