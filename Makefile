# Two commands for a new machine: `make demo` and `make test`. Everything lives in .venv and var/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
unexport PYTHONDONTWRITEBYTECODE # else every run of the tests, and every child, compiles everything anew

.PHONY: demo run test unit check faults soak bench-check lock screenshots clean

demo: $(VENV)/.runtime
	@$(BIN)/python -m bot demo $(ARGS)

run: $(VENV)/.runtime
	@$(BIN)/python -m bot run $(if $(TELEGRAM_TOKEN),,--local) $(ARGS)

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n 4 --dist worksteal -m "not soak" $(ARGS)

unit: $(VENV)/.dev ## the pure ones alone: a second run, without compiling them, should take under two seconds
	@$(BIN)/python -m pytest -q tests/unit $(ARGS)

faults: $(VENV)/.dev ## the table of docs/faults.md: row, verdict, tests, figures
	@$(BIN)/python -m pytest -n 2 -q --no-header -m "fault and not soak" --faults $(ARGS)

soak: $(VENV)/.dev
	@$(BIN)/python -m pytest -m soak --faults $(ARGS)

bench-check: $(VENV)/.dev ## whether anything is a fifth slower than benchmarks/ratios.json says
	@$(BIN)/python -m benchmarks.check $(ARGS)

check: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/house

screenshots: $(VENV)/.dev ## the pictures of README.md and docs/commands.md; needs chromium
	@$(BIN)/python docs/pictures/make.py

lock: ## after a change of dependencies; needs uv
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --extra postgres pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "isswire needs Python 3.11 or newer; call make PYTHON=...")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; } # half of one would be taken for a whole one

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "setting up $(VENV) (once, about half a minute)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q bot storage
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
