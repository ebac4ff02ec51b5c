#!/usr/bin/env python3
"""Plants each fault of mutants.json and plays seeds until a checker of the simulation objects.

All faults stand in one release build of a scratch package, each behind a number that the environment
(PLANTED) switches on: one build instead of one for each fault. Number 0 is the house as it is, and must be
found to be sound by as many seeds as the hardest fault needed.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ["AccessModel", "AccessSchedules", "RulePacks", "CVectorKernels", "PlateMatching", "GateKeeping",
         "FieldContract", "SiteJournal", "UplinkForwarding", "ShellOrder", "GateSimulation"]
SEEDS_MAX = 1000

SWITCH = """internal import Glibc

/// The planted fault that is switched on; 0 is none.
public let plantedFault: Int = getenv("PLANTED").map { Int(atoi($0)) } ?? 0
"""


def plant(text, number, mutant):
    """The condition of the file, or the planted one where it is switched on."""
    tail = " ?" if mutant["text"].endswith(" ?") else ""
    there, planted = (mutant[key].removesuffix(" ?") for key in ("text", "planted"))
    if text.count(mutant["text"]) != 1:
        sys.exit(f"{mutant['file']}: {mutant['text']!r} occurs {text.count(mutant['text'])} times")
    return text.replace(mutant["text"], f"(plantedFault == {number} ? ({planted}) : ({there}))" + tail)


def manifest():
    """The house's own manifest, with the rooms of the simulation and the hunt alone."""
    text = (ROOT / "Package.swift").read_text()
    hunt = '''let package = Package(
  name: "gatehouse", platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: (core + field + record + upstream + gatehouse + rehearsal).filter { rooms.contains($0.name) }
    + [.executableTarget(name: "Hunt", dependencies: ["GateSimulation"], path: "Hunt")],
  swiftLanguageModes: [.v6])
'''
    names = ", ".join(f'"{name}"' for name in ROOMS)
    return text[:text.index("let proofs")] + f"let rooms: Set<String> = [{names}]\n" + hunt


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scratch", default=".build-mutants")
    parser.add_argument("--swift", default="swift")
    options = parser.parse_args()
    scratch = ROOT / options.scratch
    mutants = json.loads((ROOT / "Tests/Mutants/mutants.json").read_text())
    shutil.rmtree(scratch / "Sources", ignore_errors=True)
    shutil.copytree(ROOT / "Sources", scratch / "Sources")
    shutil.copytree(ROOT / "Tests/Mutants/Hunt", scratch / "Hunt", dirs_exist_ok=True)
    (scratch / "Sources/Core/AccessModel/PlantedFault.swift").write_text(SWITCH)
    (scratch / "Package.swift").write_text(manifest())
    for number, mutant in enumerate(mutants, 1):
        file = scratch / mutant["file"]
        file.write_text(plant(file.read_text(), number, mutant))
    build = [options.swift, "build", "-c", "release", "--product", "Hunt", "--package-path", scratch]
    subprocess.run(build, check=True)
    found, hardest = 0, 1
    for number, mutant in enumerate(mutants, 1):
        line = hunt(scratch, number, SEEDS_MAX)
        found += bool(line)
        seed = re.match(r"seed (\d+)", line)
        hardest = max(hardest, int(seed.group(1)) if seed else 1)
        verdict = "found" if line else "NOT FOUND"
        print(f"{number:2} {verdict:9} {mutant['breaks']}: {line or '-'}", flush=True)
    sound = hunt(scratch, 0, hardest)
    print(f"{found} of {len(mutants)} planted faults found, the hardest by seed {hardest}")
    if sound:
        sys.exit(f"nothing planted, and yet: {sound}")
    sys.exit(found != len(mutants))


def hunt(scratch, number, seeds):
    """The first violation, or an empty text."""
    shared = pathlib.Path("/dev/shm")
    folder = (shared if shared.is_dir() else scratch) / f"gatesim-hunt-{os.getpid()}"
    run = subprocess.run(
        [scratch / ".build/release/Hunt", folder, str(seeds)], text=True, capture_output=True,
        env=os.environ | {"PLANTED": str(number)}, check=False)
    shutil.rmtree(folder, ignore_errors=True)
    if run.returncode != 0:
        return f"ended with {run.returncode}"
    return run.stdout.strip().splitlines()[0] if run.stdout.strip() else ""


if __name__ == "__main__":
    main()
