"""A models folder to change: the version in service twice, and what may happen to it."""

import json
import shutil
from pathlib import Path

from handdraw_inference.drawings.normalisation import NORMALISATION
from handdraw_inference.engines.model_versions import stable_version


def copy_stable(models_dir: Path, folder: Path) -> None:
    """Have the stable version in ``folder`` as version 1, which is stable there, and as version 2."""
    for number in ("1", "2"):
        shutil.copytree(stable_version(models_dir).folder, folder / "digits" / number)
    call_stable(folder, 1)


def call_stable(models_dir: Path, version: int) -> None:
    (models_dir / "models.config").write_text(
        'model_config_list { config { name: "digits" base_path: "/models/digits" model_platform: "tensorflow" '
        "model_version_policy { specific { versions: 1 versions: 2 } } "
        f'version_labels {{ key: "stable" value: {version} }} }} }}'
    )


def make_foreign(models_dir: Path, version: int) -> str:
    """Have its card name a normalisation that the gateway does not perform, and return how it says so."""
    file = models_dir / "digits" / str(version) / "assets.extra" / "model_card.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"normalisation": NORMALISATION + 1}))
    return f"Version {version} wants normalisation {NORMALISATION + 1}, and the gateway performs {NORMALISATION}"
