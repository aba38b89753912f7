"""Writes the Job that delivers what a gateway which was scaled away left in its outbox.

``kubectl get statefulset inference -o json | python3 drain_job.py 3 | kubectl apply -f -``, where inference-3 is gone.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any, Final

CLAIM: Final = "outbox"
NAME: Final = "outbox-drain"
TAKEN: Final = ("envFrom", "image", "imagePullPolicy", "resources", "securityContext", "volumeMounts")
"""From the gateway's container: the Job needs what the gateway had, but for its port and its probes."""
KEPT: Final = (
    *("automountServiceAccountToken", "dnsConfig", "enableServiceLinks", "imagePullSecrets"),
    *("nodeSelector", "securityContext", "serviceAccountName", "tolerations"),
)
"""Of the gateway's pod."""


class StillThere(Exception):
    """That gateway is not scaled away. Its text says what to do."""


def write_job(gateways: dict[str, Any], ordinal: int) -> dict[str, Any]:
    """Return the Job for the volume of one of a StatefulSet's former pods. Raises StillThere."""
    name, spec = gateways["metadata"]["name"], gateways["spec"]
    if ordinal < max(spec["replicas"], gateways.get("status", {}).get("replicas", 0)):
        raise StillThere(f"{name}-{ordinal} is not gone: scale {name} to {ordinal} first, and wait until it is")
    pod = spec["template"]["spec"]
    (container,) = pod["containers"]
    drain = {key: container[key] for key in TAKEN if key in container}
    drain |= {"name": NAME, "command": ["python", "-m", "handdraw_inference.outbox.drain"]}
    claim = {"name": CLAIM, "persistentVolumeClaim": {"claimName": f"{CLAIM}-{name}-{ordinal}"}}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": f"{NAME}-{ordinal}", "namespace": gateways["metadata"]["namespace"]},
        "spec": {
            "backoffLimit": 20,
            "template": {
                "metadata": {"labels": {"app.kubernetes.io/name": NAME, "app.kubernetes.io/part-of": "handdraw"}},
                "spec": {key: pod[key] for key in KEPT if key in pod}
                | {"restartPolicy": "Never", "containers": [drain], "volumes": [*pod["volumes"], claim]},
            },
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        epilog="Reads the StatefulSet of the gateways, as JSON, and writes the Job, as JSON.",
    )
    parser.add_argument("ordinal", type=int, metavar="ORDINAL", help="3 of inference-3")
    ordinal = parser.parse_args(arguments).ordinal
    try:
        print(json.dumps(write_job(json.load(sys.stdin), ordinal), indent=2))
    except StillThere as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
