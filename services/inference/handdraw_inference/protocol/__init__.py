"""TensorFlow Serving's wire protocol, the part that the gateway speaks; ``make protocol`` generates the module."""
