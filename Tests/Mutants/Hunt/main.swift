import GateSimulation

/// Plays seeds until a checker objects: `hunt FOLDER SEEDS`. Prints the violation, or nothing.
let arguments = CommandLine.arguments
let folder = arguments.count > 1 ? arguments[1] : "/dev/shm/gatesim-hunt"
let seeds = arguments.count > 2 ? Int(arguments[2]) ?? 1000 : 1000
let campaign = Campaign(first: 1, seeds: seeds, secondsMax: 3600, folder: folder)
_ = campaign.play(isPatient: false) { violation in print(violation) }
