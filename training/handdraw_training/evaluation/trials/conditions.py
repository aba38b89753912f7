"""Every condition under which the digits are drawn otherwise."""

from handdraw_training.evaluation.trials import (
    lined_paper,
    marks,
    photographs,
    pictures,
    screenshots,
    stationery,
    tablets,
)

UNCLUTTERED = (*pictures.CONDITIONS, *tablets.CONDITIONS)
CLUTTERED = (
    *marks.CONDITIONS,
    *stationery.CONDITIONS,
    *lined_paper.CONDITIONS,
    *screenshots.CONDITIONS,
    *photographs.CONDITIONS,
)
"""Those in whose pictures there is something else than the digit, or an uneven light."""
CONDITIONS = (*UNCLUTTERED, *CLUTTERED)
