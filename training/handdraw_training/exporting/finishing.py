"""From a trained network to one that callers can rely on."""

import keras

from handdraw_training.candidate import Candidate
from handdraw_training.learning.calibration import calibrate, with_calibrated_outputs
from handdraw_training.learning.network import in_words, reader
from handdraw_training.learning.training import TrainedNetwork


def finish(trained: TrainedNetwork) -> Candidate:
    """Calibrate it, where there is something to calibrate it on."""
    calibration = calibrate(trained.model, trained.material.calibration)
    model = with_calibrated_outputs(trained.model, calibration) if calibration else without_optimizer(trained.model)
    return Candidate(
        material=trained.material,
        model=model,
        read=reader(model),
        architecture=in_words(trained.model),
        parameters=trained.model.count_params(),
        calibration=calibration,
        epochs=trained.epochs,
    )


def without_optimizer(model: keras.Model) -> keras.Model:
    """Its state is twice the size of the weights."""
    return keras.Model(model.inputs, model.outputs, name=model.name)
