# Gatehouse. `make help` lists what there is to do.

SWIFT ?= swift
RELEASE := .build-release
BIN := $(RELEASE)/release
PEERS := .venv-peers
MATCHING_PEERS := .venv-matching
OSDP_PEERS := .venv-osdp
PACKAGES := libmodbus-dev libqrencode-dev zbar-tools libcurl4-openssl-dev libsqlite3-dev libssl-dev openssl \
  pkg-config gcc libc6-dev socat nginx-light python3-venv systemd
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# A dependency that was left out builds in a warm tree: the explicit check finds it.
CHECKED := --explicit-target-dependency-import-check error
# Rooms are small modules: the optimiser may look through their walls.
STATIC := --configuration release --scratch-path $(RELEASE) --static-swift-stdlib $(CHECKED) \
  -Xswiftc -cross-module-optimization

.DEFAULT_GOAL := help
.PHONY: help deps peers build test tsan fuzz lint demo crash sim sim-long mutants bench check-tls-libraries install clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install the C libraries and the tools of the tests (Debian packages; asks for root when needed)
	@missing=$$(for p in $(PACKAGES); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	  echo "installing:" $$missing; \
	  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' | $(SUDO) tee /usr/sbin/policy-rc.d >/dev/null; \
	    $(SUDO) chmod 755 /usr/sbin/policy-rc.d; made=1; }; \
	  $(SUDO) apt-get -q -o DPkg::Lock::Timeout=300 update && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $$missing; \
	  status=$$?; [ -z "$$made" ] || $(SUDO) rm -f /usr/sbin/policy-rc.d; exit $$status; \
	fi

$(PEERS)/ready: Tests/Peers/requirements.txt
	python3 -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check -r Tests/Peers/requirements.txt
	touch $@

$(OSDP_PEERS)/ready: Tests/Peers/requirements-osdp.txt
	python3 -m venv $(OSDP_PEERS)
	$(OSDP_PEERS)/bin/pip install --quiet --disable-pip-version-check -r Tests/Peers/requirements-osdp.txt
	touch $@

peers: deps $(PEERS)/ready $(OSDP_PEERS)/ready ## The Python counterparts of the tests, in virtual environments

build: deps ## The three programs, release, Swift runtime linked in: .build-release/release
	$(SWIFT) build $(STATIC) --product gatehoused
	$(SWIFT) build $(STATIC) --product gatectl
	$(SWIFT) build $(STATIC) --product gatesim

# One process for each suite: a test that waits for a counterpart never starves another's.
test: peers ## All tests, with their counterparts
	$(SWIFT) build $(CHECKED) --build-tests
	@for suite in $(notdir $(wildcard Tests/*Tests) Tests/Tidy); do \
	  echo "== $$suite"; \
	  GATEHOUSE_PEERS_PYTHON=$(CURDIR)/$(PEERS)/bin/python3 \
	    GATEHOUSE_OSDP_PYTHON=$(CURDIR)/$(OSDP_PEERS)/bin/python3 $(SWIFT) test --skip-build --filter "^$$suite\." \
	    > .build/test.log 2>&1; status=$$?; \
	  grep -E '✘|Test run with|skipped' .build/test.log; \
	  if [ $$status -ne 0 ]; then tail -40 .build/test.log; exit $$status; fi; \
	done; echo "all suites passed"

TSAN := .build-tsan
tsan: peers ## The suites with threads in them, under ThreadSanitizer
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path $(TSAN)
	@for suite in SiteJournal GatehouseRuntime FieldListening ModbusDevices TransportSecurity ConsoleControl \
	  UplinkForwarding UplinkHTTPS FieldDoubles InputRing OSDPReaders HTTPActuators UHPPOTEControllers; do \
	  echo "== $$suite"; \
	  GATEHOUSE_PEERS_PYTHON=$(CURDIR)/$(PEERS)/bin/python3 \
	    TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/Peers/tsan-suppressions.txt \
	    $(SWIFT) test --skip-build --sanitize=thread \
	    --scratch-path $(TSAN) --filter "^$${suite}Tests\." > $(TSAN)/test.log 2>&1; status=$$?; \
	  grep -E '✘|Test run with|WARNING: ThreadSanitizer' $(TSAN)/test.log; \
	  if [ $$status -ne 0 ] || grep -q 'WARNING: ThreadSanitizer' $(TSAN)/test.log; then \
	    grep -A30 'WARNING: ThreadSanitizer' $(TSAN)/test.log | head -60; exit 1; fi; \
	done; echo "ThreadSanitizer found nothing"

FUZZ := .build-fuzz
# The linker would take the counters of the coverage for dead: --disable-dead-strip.
FUZZERS := $(notdir $(wildcard Tests/Fuzzers/*))
fuzz: deps ## Hostile plates, lists and index files, each SECONDS (30) long; findings stay in .build-fuzz
	@for fuzzer in $(FUZZERS); do \
	  GATEHOUSE_FUZZ=1 $(SWIFT) build -c release --sanitize=fuzzer --sanitize=address --disable-dead-strip --scratch-path $(FUZZ) \
	    -Xswiftc -enable-testing --product $$fuzzer || exit 1; \
	  echo "== $$fuzzer"; mkdir -p $(FUZZ)/corpus/$$fuzzer; \
	  SEEDS=$(FUZZ)/corpus/$$fuzzer SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 \
	    $(FUZZ)/release/$$fuzzer -max_total_time=$(or $(SECONDS),30) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
	    -artifact_prefix=$(FUZZ)/$$fuzzer- $(FUZZ)/corpus/$$fuzzer > $(FUZZ)/$$fuzzer.log 2>&1; status=$$?; \
	  grep -E '^stat::number_of_executed|ERROR|Fatal error' $(FUZZ)/$$fuzzer.log; \
	  if [ $$status -ne 0 ]; then tail -30 $(FUZZ)/$$fuzzer.log; exit $$status; fi; \
	done; echo "no finding"

lint: ## The house style, strictly
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

demo: build $(OSDP_PEERS)/ready ## A checkpoint and a compound, simulated with real protocols; STAY=1 keeps it up
	$(BIN)/gatesim site --gatehoused $(BIN)/gatehoused --gatectl $(BIN)/gatectl --profiles DeviceProfiles \
	  --osdp-python $(OSDP_PEERS)/bin/python3 $(if $(STAY),--stay)

crash: build ## 100 rounds of kill -9 under load: nothing lost, nothing moved without a decision
	$(BIN)/gatesim crash --gatehoused $(BIN)/gatehoused --profiles DeviceProfiles --rounds $(or $(ROUNDS),100)

# The same seeds each time; another machine may need more SECONDS for them.
sim: build ## A site under 520 seeds in virtual time, 2 site-years, held to its promises: at most 5 minutes
	$(BIN)/gatesim simulate --seconds $(or $(SECONDS),300) --seeds $(or $(SEEDS),520) --coverage \
	  $(if $(SEEDS),,--seeds-min 500 --years-min 2)

sim-long: build ## The same for 4 hours, from another first seed
	$(BIN)/gatesim simulate --seconds $(or $(SECONDS),14400) --seeds 10000000 --first $(or $(FIRST),1000000) --coverage

mutants: deps ## Planted faults: each must be found by the simulation within 1,000 seeds
	python3 Tests/Mutants/mutants.py --scratch .build-mutants --swift $(SWIFT)

# Peers of the lookups: large, and of no use to the tests.
$(MATCHING_PEERS)/ready: Tests/Peers/requirements-matching.txt
	python3 -m venv $(MATCHING_PEERS)
	$(MATCHING_PEERS)/bin/pip install --quiet --disable-pip-version-check -r Tests/Peers/requirements-matching.txt
	touch $@

bench: build peers $(if $(filter matching,$(BENCH)),$(MATCHING_PEERS)/ready) ## Every figure beside its goal; BENCH=name runs one
	$(BIN)/gatesim bench --gatehoused $(BIN)/gatehoused --profiles DeviceProfiles \
	  --python $(MATCHING_PEERS)/bin/python3 $(BENCH)

check-tls-libraries: ## No object of a second TLS library in any build
	@found=$$(find .build $(RELEASE) -iname '*boringssl*.o' 2>/dev/null | head -5); \
	if [ -n "$$found" ]; then echo "a second TLS library was built:"; echo "$$found"; exit 1; fi; \
	echo "no object of BoringSSL in $$(find .build $(RELEASE) -name '*.o' 2>/dev/null | wc -l) objects"

install: build ## Programs, profiles, units and sample settings below DESTDIR
	install -D -m 755 $(BIN)/gatehoused $(DESTDIR)/usr/bin/gatehoused
	install -D -m 755 $(BIN)/gatectl $(DESTDIR)/usr/bin/gatectl
	mkdir -p $(DESTDIR)/usr/share/gatehouse && cp -r DeviceProfiles $(DESTDIR)/usr/share/gatehouse/
	install -D -m 644 README.md $(DESTDIR)/usr/share/doc/gatehouse/README.md
	install -D -m 644 config/site.example.yaml $(DESTDIR)/usr/share/gatehouse/site.example.yaml
	install -D -m 644 systemd/gatehoused.service $(DESTDIR)/lib/systemd/system/gatehoused.service
	install -D -m 644 systemd/gatehouse.sysusers.conf $(DESTDIR)/usr/lib/sysusers.d/gatehouse.conf
	install -D -m 644 systemd/gatehouse.tmpfiles.conf $(DESTDIR)/usr/lib/tmpfiles.d/gatehouse.conf

clean: ## Remove everything that was built
	rm -rf .build .build-* .venv-* demo-site crash-site
