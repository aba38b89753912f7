"""Every condition under which the digits are drawn otherwise."""

from handdraw_training.evaluation.trials import marks, photographs, pictures, screenshots, stationery, tablets

BESIDE_THE_DIGIT = (*marks.CONDITIONS, *stationery.CONDITIONS, *screenshots.CONDITIONS, *photographs.CONDITIONS)
"""Those in whose pictures there is something else than the digit, or light that is uneven."""
CONDITIONS = (*pictures.CONDITIONS, *tablets.CONDITIONS, *BESIDE_THE_DIGIT)
