# Everything starts here; `make help` lists it. Needs Python 3.11 or newer, make and git, no more.
#
# DOCUMENTS  folder of files to read          (documents)
# WAREHOUSE  folder for all that is built     (warehouse)
# TARGET     engine of the models, or spark   (duckdb)
# PYTHON     the Python that makes .venv      (python3)

DOCUMENTS ?= documents
WAREHOUSE ?= warehouse
TARGET ?= duckdb
PYTHON ?= python3
ROWS ?=
FILE ?=
Q ?=
A ?=
B ?=
# Recipes read these from the environment: a path with spaces, quotes or Chinese reaches the program as it is.
export DOCUMENTS WAREHOUSE TARGET FILE Q A B PYTHON

.DEFAULT_GOAL := build
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help build full status diff explain ask sql docs export dashboard superset ocr test bench week client-test bi-test spark-test ocr-test crash-test dashboard-test dashboard-picture lint format clean setup

VENV := .venv
RUN := $(VENV)/bin/python
SUPERSET := .venv-superset
SPARK := .venv-spark
BROWSER := .venv-browser
SAMPLE := target/sample
# One test process more than there are cores, since each waits for others and for the disk now and then; five at most.
WORKERS = $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores < 4 ? cores + 1 : 5)))
# Stands for: this lock file is installed, for this Python. Nothing else is asked on later runs.
STAMP := $(VENV)/.installed-$(shell $(PYTHON) -c 'import hashlib, sys; print(hashlib.sha256(open("requirements.lock", "rb").read()).hexdigest()[:16] + "-py%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none)
OCR_STAMP := $(VENV)/.ocr
# What runs the pipeline: with TARGET=spark the environment that has Spark in it.
ifeq ($(TARGET),spark)
ENGINE := $(SPARK)/bin/python
ENGINE_STAMP := $(SPARK)/.installed
else
ENGINE := $(RUN)
ENGINE_STAMP := $(STAMP)
endif
# A lock into an environment. Byte code is made on all cores, which pip does not; a file that does not compile, such as a
# template, is its package's matter, and compiled or refused when it is imported.
define install
@$(1) -m pip install --quiet --disable-pip-version-check --no-input --no-compile --require-hashes -r $(2)
@$(1) -W ignore -c 'import compileall, sysconfig; compileall.compile_dir(sysconfig.get_path("purelib"), workers=0, quiet=2)'
endef
OPTIONS = --documents "$$DOCUMENTS" --warehouse "$$WAREHOUSE" --target "$$TARGET"

help: ## this list 帮助
	@echo 'make [target] [DOCUMENTS=folder] [WAREHOUSE=folder]'
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/  \1\t\2/p' Makefile | expand -t 12

build: $(ENGINE_STAMP) ## read the documents and publish warehouse/jixiao.duckdb (the default) 构建并发布
	@$(ENGINE) -m pipeline build $(OPTIONS)

full: $(ENGINE_STAMP) ## the same from scratch, without what earlier runs kept 全部重建
	@$(ENGINE) -m pipeline full $(OPTIONS)

status: $(STAMP) ## the last run, the published file, whether it is up to date 状态
	@$(RUN) -m pipeline status $(OPTIONS)

diff: $(STAMP) ## A= B=: what changed between two published files, by default the last two 两次发布的差异
	@$(RUN) -m pipeline diff "$$A" "$$B" $(OPTIONS)

explain: $(STAMP) ## FILE=…: how one document is read, cell by cell 解释一个文件的读法
	@test -n "$$FILE" || { echo 'make explain FILE=path/to/document' >&2; exit 2; }
	@$(RUN) -m ingest explain "$$FILE"

ask: $(STAMP) ## Q=…: answer a question of analyses/; without Q, list them 回答一个问题
	@$(RUN) -m serving.ask "$$Q" --warehouse "$$WAREHOUSE"

sql: $(STAMP) ## a read-only SQL prompt on the published file 只读 SQL 命令行
	@test -f "$$WAREHOUSE/jixiao.duckdb" || { echo "There is no $$WAREHOUSE/jixiao.duckdb; run make first." >&2; exit 1; }
	@$(VENV)/bin/duckdb -readonly "$$WAREHOUSE/jixiao.duckdb"

docs: $(STAMP) ## documentation of all tables as one page, warehouse/docs/index.html 数据字典与血缘
	@$(RUN) -m pipeline docs $(OPTIONS)

export: $(STAMP) ## the marts as Parquet and as CSV for Excel, with dictionary and checksums 导出
	@$(RUN) -m serving.export --warehouse "$$WAREHOUSE"

dashboard: $(STAMP) ## the page for people who look, warehouse/dashboard/index.html; make writes it too 看板
	@$(RUN) -m serving.dashboard --warehouse "$$WAREHOUSE"

superset: $(STAMP) $(SUPERSET)/.installed ## Apache Superset on this machine with its dashboards, in an environment of its own 启动 Superset
	@$(RUN) -m serving.superset.server --warehouse "$$WAREHOUSE" --environment $(SUPERSET)

ocr: $(OCR_STAMP) ## read scans from now on: installs the recognition of text, once 安装扫描件文字识别
	@echo 'Scans are read from the next make on. 此后的 make 将识别扫描件文字。'

lint: $(STAMP) ## ruff and sqlfluff 代码检查
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m sqlfluff lint --disable-progress-bar --processes 0 models macros analyses tests/singular tests/generic

test: lint ## lint and all tests 全部测试
	$(RUN) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: $(STAMP) ## how fast documents are read and ROWS="1000000" made-up rows are built: docs/benchmarks.md 性能
	@$(RUN) -m tests.bench --rows $(or $(ROWS),1000000) $(if $(PLAIN_MEMORY),--plain-memory $(PLAIN_MEMORY)) --keep docs/benchmarks.md

client-test: $(STAMP) ## old and new DuckDB clients, installed for the test, open the published file 客户端版本测试
	@$(RUN) -m tests.end_to_end.clients --warehouse "$$WAREHOUSE"

crash-test: $(STAMP) ## kill -9 a build a hundred times and fill its disk, while its file is read (an hour) 崩溃测试
	$(RUN) -m tests.end_to_end.crash

week: $(STAMP) ## seven nightly runs over a folder that changes and breaks, compared with its truth (ten minutes) 模拟一周
	$(RUN) -m tests.end_to_end.week

bi-test: $(STAMP) $(SUPERSET)/.installed ## what Superset shows equals SQL on the published file 核对 Superset 图表
	@$(RUN) -m tests.end_to_end.bi --warehouse "$$WAREHOUSE" --environment $(SUPERSET)

spark-test: $(SPARK)/.installed ## ROWS=: Spark makes the tables that DuckDB makes, of the sample and of made-up rows 核对两种引擎
	@$(SPARK)/bin/python -m tests.end_to_end.spark --rows $(or $(ROWS),20000)

ocr-test: $(OCR_STAMP) ## made-up forms as scans, read back; how much is right and how long a page takes 核对扫描件识别
	@$(RUN) -m pytest tests/unit/test_scan_reader.py
	@$(RUN) -m tests.bench.scans

dashboard-test: $(STAMP) $(BROWSER)/.installed ## the page of the sample in headless Chromium, figure by figure 浏览器测试
	@$(RUN) -m pipeline build --documents documents --warehouse $(SAMPLE)
	@JIXIAO_DASHBOARD_WAREHOUSE=$(SAMPLE) JIXIAO_DASHBOARD_PICTURES=target/pictures \
		$(BROWSER)/bin/python -m pytest -q --noconftest -o addopts= -p no:cacheprovider tests/end_to_end/browser_dashboard.py

dashboard-picture: $(STAMP) $(BROWSER)/.installed ## its picture, docs/dashboard.png 看板截图
	@$(RUN) -m pipeline build --documents documents --warehouse $(SAMPLE)
	@JIXIAO_DASHBOARD_WAREHOUSE=$(SAMPLE) $(BROWSER)/bin/python -m tests.end_to_end.dashboard_picture

clean: $(STAMP) ## remove build files, logs and caches; the published file stays 清理
	@$(RUN) -m pipeline clean --warehouse "$$WAREHOUSE"
	@rm -rf target logs .pytest_cache .ruff_cache .hypothesis

setup: $(STAMP) ## install what requirements.lock pins into .venv 安装
	@:

# An installation that was cut short leaves .installing behind, and is begun anew; so is one for another Python.
$(VENV)/.installed-%:
	@"$$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'Python 3.11 or newer is needed; name it with PYTHON=, as in: make PYTHON=python3.12' >&2; exit 1; }
	@echo 'Installing what requirements.lock pins into $(VENV), once …'
	@version='import sys; print("%d.%d" % sys.version_info[:2])'; \
		if test -e $(VENV)/.installing \
			|| test "$$($(RUN) -c "$$version" 2>/dev/null)" != "$$("$$PYTHON" -c "$$version")" \
			|| ! $(RUN) -m pip --version >/dev/null 2>&1; \
		then "$$PYTHON" -m venv --clear $(VENV); fi
	@touch $(VENV)/.installing
	$(call install,$(RUN),requirements.lock)
	@rm -f $(VENV)/.installed-* $(VENV)/.installing
	@touch $@

# The recognition of text joins the rest in .venv: its lock is made under the versions of requirements.lock.
$(OCR_STAMP): requirements-ocr.lock $(STAMP)
	@echo 'Installing what $< pins into $(VENV), once …'
	$(call install,$(RUN),$<)
	@touch $@

# Environments of their own, for what .venv must not hold. Superset (about 700 MB) wants other versions of shared packages;
# Spark (about 1.5 GB) is larger than all the rest, and Java 17 or newer is the machine's own; the driver of browsers needs
# a browser of the machine's (Debian: apt-get install chromium fonts-noto-cjk).
.venv-%/.installed: requirements-%.lock
	@echo 'Installing what $< pins into $(@D), once …'
	@"$$PYTHON" -m venv --clear $(@D)
	$(call install,$(@D)/bin/python,$<)
	@touch $@
