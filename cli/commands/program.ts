import { Command, CommanderError, Option } from "commander";
import { version } from "../../signaling/seed.ts";
import { MAX_VARIANTS } from "../../study/spec/spec-limits.ts";
import { MAX_BATCH_TRIALS } from "../../formats/batch/trial-lines.ts";
import { MAX_TRIAL_NUMBER } from "../../study/trial/trial-fault.ts";
import { Interrupted, Misuse } from "../words/misuse.ts";
import { oneOf, positiveNumber, wholeNumber } from "../words/numbers.ts";
import { work } from "../workers/worker.ts";
import { againWords } from "./again.ts";
import { batchInputs, batchRebuild, batchRun } from "./batch.ts";
import { coordinator } from "./coordinator.ts";
import { doctor } from "./doctor.ts";
import { evolve } from "./evolve.ts";
import { exportTrials, FILE_FORMATS } from "./export.ts";
import { join } from "./join.ts";
import { run } from "./run.ts";
import { seed } from "./seed.ts";
import { tune } from "./tune.ts";
import { BEST_FORMATS, best, watch } from "./watch.ts";
import { cancelWorkers, listWorkers, MAX_WORKER_NAME, toPrefix } from "./workers.ts";
import { EXIT, type World } from "./world.ts";

const DAY_S = 86_400;
const MAX_ROUNDS = 1_000_000;

/** Reads the arguments and does what they say. Gives the exit code; rejects with `Misuse` or `Failure`. */
export async function perform(args: readonly string[], world: World): Promise<number> {
  let code: number = EXIT.ok;
  const note = async (done: Promise<number>): Promise<void> => {
    code = await done;
  };
  const program = new Command("waggle")
    .description(
      "A peer of a volunteer optimization swarm: runs trials of an objective together with tabs and other terminals.",
    )
    .version(version, "-V, --version", "print the version")
    .exitOverride()
    .configureOutput({ writeOut: (text) => void world.out.write(text), writeErr: () => undefined })
    .showHelpAfterError(false)
    .addHelpText("after", EXAMPLES.all);
  partFlags(
    meetFlags(peerFlags(quotaFlags(program.command("run [objective]"))))
      .description("run your own file, JavaScript, TypeScript or Python, and share what it finds")
      .option("--python <path>", "the Python that runs a .py file (the active virtual environment's, else python3)")
      .option("--entrypoint <name>", "the function of a .py file (objective)")
      .option("--peers <n>", "peers in this process, NAME-0 and so on (1)", wholeNumber("--peers", 1, 16))
      .option("--study <name>", "name of a study that is published")
      .addOption(
        new Option("--direction <word>", "minimize or maximize").argParser(
          oneOf("--direction", ["minimize", "maximize"]),
        ),
      )
      .option("--sampler <name>", "auto, tpe, random, cmaes, gp, qmc, grid, ...; or JSON")
      .option("--pruner <name>", "none, median, hyperband, ...; or JSON")
      .option("--seed <text>", "what all chance follows from")
      .option("--stop <json>", `ends the study, like '{"accuracy": 0.99}'`)
      .option("--trial-timeout <seconds>", "longest time of a trial", positiveNumber("--trial-timeout", DAY_S))
      .option("--resume", "go on where an interrupted run of the same --uid was"),
  )
    .addHelpText("after", EXAMPLES.run)
    .action((path: string | undefined, flags, command: Command) =>
      note(run(path, flags, world, (uid) => againWords(command, path === undefined ? [] : [path], ["--resume"], uid))),
    );
  tuneFlags(partFlags(meetFlags(peerFlags(program.command("tune")))))
    .description("run a file of experiments: each of its variants once")
    .addHelpText("after", EXAMPLES.tune)
    .action((flags) => note(tune(flags, world)));
  meetFlags(program.command("evolve [objective]"))
    .description("breed generations by a settings file, on workers of this machine and whoever joins")
    .option("-f, --file <file>", "settings.yaml, as of distributed neuroevolution")
    .option("-n, --hostname-prefix <prefix>", "the workers are PREFIX-0 and so on")
    .option("--keep-workers", "leave the workers' processes there for the next time")
    .option("--datacenter <name>", "no effect: nothing is rented")
    .option("--allow-failures", "exit 0 even if evaluations failed")
    .option("--json", "print one object at the end")
    .option("--quiet", "print the last lines alone")
    .addHelpText("after", EXAMPLES.evolve)
    .action((objective: string | undefined, flags) => note(evolve(objective, flags, world)));
  const workers = program
    .command("workers")
    .description("the workers that evolve has kept")
    .addHelpText("after", EXAMPLES.workers);
  workers
    .command("list")
    .description("say who is there, and what each works on")
    .action(() => note(listWorkers(world)));
  workers
    .command("cancel <prefix>")
    .description("end PREFIX-0 and so on")
    .action((prefix: string) => note(cancelWorkers(prefix, world)));
  program
    .command("worker <name>", { hidden: true })
    .action((name: string) => note(work(toPrefix(name, MAX_WORKER_NAME), world).then(() => EXIT.ok)));
  partFlags(peerFlags(quotaFlags(program.command("join <link>"))))
    .description("run trials of somebody's study, walled off")
    .addHelpText("after", EXAMPLES.join)
    .action((link: string, flags, command: Command) =>
      note(join(link, flags, world, (uid) => againWords(command, [link], [], uid))),
    );
  program
    .command("watch <link>")
    .description("see how a study goes on without running anything")
    .option("--graph", "print the links of this peer in Graphviz's language, once")
    .option("--timeout <seconds>", "ends then", positiveNumber("--timeout", 365 * DAY_S))
    .addHelpText("after", EXAMPLES.watch)
    .action((link: string, flags) => note(watch(link, flags, world)));
  program
    .command("best <link>")
    .description("print the best value that a study knows")
    .option("--json", "as one object")
    .addOption(
      new Option("--format <name>", "text, json, or p2p: the original peer's message").argParser(
        oneOf("--format", BEST_FORMATS),
      ),
    )
    .option("--timeout <seconds>", "how long to look for it (30)", positiveNumber("--timeout", DAY_S))
    .addHelpText("after", EXAMPLES.best)
    .action((link: string, flags) => note(best(link, flags, world)));
  program
    .command("export <link>")
    .description("write a study's trials to a file for other tools")
    .requiredOption("-o, --output <file>", "file to write; - prints it")
    .addOption(fileFormatOption())
    .option("--force", "write over a file that is there")
    .option("--timeout <seconds>", "how long to wait for trials (60)", positiveNumber("--timeout", DAY_S))
    .addHelpText("after", EXAMPLES.export)
    .action((link: string, flags) => note(exportTrials(link, flags, world)));
  batchCommands(program, world, note);
  program
    .command("seed")
    .description("serve the page and introduce peers to each other")
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action((_flags, command: Command) => note(seed(command.args, world)));
  program
    .command("coordinator")
    .description("serve one study to metaflow-optuna's client, until its last trial")
    .option("--trials <n>", "trials in all", wholeNumber("--trials", 1, 100_000))
    .addOption(
      new Option("--sampler <name>", "tpe, random, cmaes or qmc (tpe)").argParser(
        oneOf("--sampler", ["tpe", "random", "cmaes", "qmc"]),
      ),
    )
    .addOption(
      new Option("--direction <word>", "minimize or maximize (minimize)").argParser(
        oneOf("--direction", ["minimize", "maximize"]),
      ),
    )
    .option("--seed <text>", "what all chance follows from (42)")
    .option("--port <n>", "port to listen on; 0 takes a free one (0)", wholeNumber("--port", 0, 65_535))
    .option("--host <address>", "address to listen on (127.0.0.1)")
    .option("--timeout <seconds>", "ends then with what there is (7200)", positiveNumber("--timeout", 365 * DAY_S))
    .addOption(
      new Option("--id <id>", "also says its address in the file where the client looks for this id").argParser(runId),
    )
    .option("--data <folder>", "where the study is kept")
    .option("--resume", "go on with the study of the same --id or --data")
    .option("--out <file>", "write the trials into this file at the end, as JSON")
    .addHelpText("after", EXAMPLES.coordinator)
    .action((flags) => note(coordinator(flags, world)));
  program
    .command("doctor")
    .description("say what of this machine a peer can use")
    .option("-d, --seedaddress <address>", "a seed to look for, too")
    .addHelpText("after", EXAMPLES.doctor)
    .action((flags) => note(doctor(flags, world)));
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    const called = program.commands.find((command) => command.name() === args[0]);
    if (error.code === "commander.help") {
      world.out.write((called ?? program).helpInformation());
      return EXIT.misuse;
    }
    throw new Misuse(
      `${error.message
        .replace(/^error: /, "")
        .replaceAll("\n", " ")
        .replace(/\.$/, "")}: see waggle ${called === undefined ? "" : `${called.name()} `}--help.`,
    );
  }
  return code;
}

/** It becomes part of a file's name. */
function runId(text: string): string {
  if (/^[\w.-]{1,100}$/.test(text) && !text.startsWith(".")) return text;
  throw new Misuse(`"${text}" will not do for --id: give letters, digits, ".", "-" and "_".`);
}

function batchCommands(program: Command, world: World, note: (done: Promise<number>) => Promise<void>): void {
  const batch = program
    .command("batch")
    .description("trials that are all chosen before the first one runs")
    .addHelpText("after", EXAMPLES.batch);
  batch
    .command("inputs <space>")
    .description("choose them, spread evenly over a search space in YAML or JSON")
    .requiredOption("--trials <n>", "how many", wholeNumber("--trials", 1, MAX_BATCH_TRIALS))
    .option("--seed <text>", "another seed is another choice (42)")
    .addOption(directionOption())
    .option("-o, --output <file>", "file to write (printed)")
    .option("--force", "write over a file that is there")
    .action((space: string, flags) => note(batchInputs(space, flags, world)));
  batch
    .command("run <objective> <inputs>")
    .description("run each of them once, and write a line for each as it ends")
    .requiredOption("-o, --output <file>", "file of results to write; - prints them")
    .option("--trial <n>", "only the trial of this number", wholeNumber("--trial", 0, MAX_TRIAL_NUMBER))
    .option("--num-cpus <n>", "trials that run at once (1)", wholeNumber("--num-cpus", 1, 64))
    .option(
      "--trial-timeout <seconds>",
      "a trial that takes longer has failed",
      positiveNumber("--trial-timeout", DAY_S),
    )
    .option("--python <path>", "the Python that runs an objective in Python")
    .option("--entrypoint <name>", "the function of a Python file (objective)")
    .option("--resume", "run those that the file of results does not have yet")
    .option("--allow-failures", "exit 0 even if trials failed")
    .option("--force", "write over a file that is there")
    .action((objective: string, inputs: string, flags) => note(batchRun(objective, inputs, flags, world)));
  batch
    .command("rebuild <results...>")
    .description("make a study of results, say its best, and write it for other tools")
    .option("--space <file>", "the search space they came from (what they span)")
    .addOption(directionOption())
    .option("-o, --output <file>", "file to write; - prints it")
    .addOption(fileFormatOption())
    .option("--force", "write over a file that is there")
    .action((results: string[], flags) => note(batchRebuild(results, flags, world)));
}

const fileFormatOption = (): Option =>
  new Option("--format <name>", "journal or sqlite (of Optuna), csv or jsonl; else as the file's name ends").argParser(
    oneOf("--format", FILE_FORMATS),
  );

const directionOption = (): Option =>
  new Option("--direction <direction>", "minimize or maximize (minimize)").argParser(
    oneOf("--direction", ["minimize", "maximize"]),
  );

const quotaFlags = (command: Command): Command =>
  command
    .option(
      "-r, --nrounds <n>",
      "rounds of this peer (run: 4; join: the study's)",
      wholeNumber("--nrounds", 0, MAX_ROUNDS),
    )
    .option(
      "-t, --ntrials <n>",
      "trials in a round (run: 10; join: the study's)",
      wholeNumber("--ntrials", 0, MAX_ROUNDS),
    );

const peerFlags = (command: Command): Command =>
  command
    .option("-u, --uid <uid>", "names this peer's key, the same at every start (a fresh one)")
    .option("-n, --name <name>", "what others see");

const meetFlags = (command: Command): Command =>
  command
    .option("-b, --bind <address>", "where this peer's own seed listens (tcp://*:5555)")
    .option("-a, --address <address>", "where others reach it (tcp://localhost:5555)")
    .option("-s, --seeduid <uid>", "uid of the seed; one that says another is refused")
    .option("-d, --seedaddress <address>", "seed to meet others at; without it this peer is the seed");

const tuneFlags = (command: Command): Command =>
  command
    .option("-f, --config-file <file>", "experiments in YAML or JSON; what the options below say goes before it")
    .option("--alg <name>", "script, or PPO")
    .option("--env <name>", "what is learnt")
    .option("--stop <json>", `ends a trial, like '{"episode_reward_mean": 200}'`)
    .option("--config <json>", "parameters, with grid_search and eval")
    .option("--resources <json>", `of a trial, like '{"cpu": 1}'`)
    .option("--num-trials <n>", "how many variants are tried", wholeNumber("--num-trials", 1, MAX_VARIANTS))
    .option("--seed <text>", "what is drawn at random follows from it (1)")
    .option("--local-dir <folder>", "not yet")
    .option("--upload-dir <folder>", "not here")
    .option("--checkpoint-freq <n>", "not yet")
    .option("--restore <path>", "not yet")
    .option("--redis-address <address>", "not here: see --seedaddress");

const partFlags = (command: Command): Command =>
  command
    .option("--num-cpus <n>", "CPUs that this peer lends (run, join: 1; tune: all)", wholeNumber("--num-cpus", 1, 64))
    .option("--num-gpus <n>", "GPUs that this peer lends (0)", wholeNumber("--num-gpus", 0, 64))
    .option("--timeout <seconds>", "ends the run then", positiveNumber("--timeout", 365 * DAY_S))
    .option("--terminate", "end together: wait for all peers to be done")
    .option("--allow-failures", "exit 0 even if trials ended in errors")
    .option("--json", "print one object at the end")
    .option("--quiet", "print the last line alone");

const EXAMPLES = {
  all: `
Exit codes: 0 well, 1 something failed, 2 called wrongly, 130 interrupted.

Examples:
  waggle run quadratic.js
  waggle join http://localhost:9000/#/s/...`,
  run: `
Examples:
  waggle run quadratic.js -r 10 -t 10
  waggle run quadratic.js -n Alice -u alice
  waggle run quadratic.js -n Bob -b tcp://*:5556 -a tcp://localhost:5556 -s alice -d tcp://localhost:5555
  waggle run quadratic.js --num-cpus 2 --json`,
  join: `
Examples:
  waggle join "http://localhost:9000/#/s/..."
  waggle join "http://localhost:9000/#/s/..." -r 2 -t 5 --num-cpus 2`,
  tune: `
Examples:
  waggle tune -f experiment.yaml
  waggle tune -f experiment.yaml --num-trials 3 --stop '{"training_iteration": 5}'
  waggle tune --alg PPO --env CartPole-v0 --stop '{"episode_reward_mean": 200}' --config '{"lr": 0.001}'`,
  evolve: `
The objective is a file that asks for trial.suggestSeeds, or a task of the gallery (orchard).

Examples:
  waggle evolve -f settings.yaml -n lab
  waggle evolve cart-pole -f settings.yaml -n lab --keep-workers`,
  workers: `
Examples:
  waggle workers list
  waggle workers cancel lab`,
  watch: `
Examples:
  waggle watch "http://localhost:9000/#/s/..."
  waggle watch "http://localhost:9000/#/s/..." --graph | dot -Tsvg > links.svg`,
  best: `
Examples:
  waggle best "http://localhost:9000/#/s/..."
  waggle best "http://localhost:9000/#/s/..." --json
  waggle best "http://localhost:9000/#/s/..." --format p2p`,
  export: `
Examples:
  waggle export "http://localhost:9000/#/s/..." -o study.log
  waggle export "http://localhost:9000/#/s/..." -o study.db
  waggle export "http://localhost:9000/#/s/..." -o trials.csv
  waggle export "http://localhost:9000/#/s/..." --format jsonl -o - | head`,
  batch: `
Examples:
  waggle batch inputs space.yaml --trials 50 --seed 42 -o inputs.jsonl
  waggle batch run objective.js inputs.jsonl -o results.jsonl --num-cpus 2
  waggle batch rebuild results.jsonl -o study.log`,
  coordinator: `
Examples:
  waggle coordinator --trials 50
  waggle coordinator --trials 50 --sampler tpe --direction maximize --id 1730
  waggle coordinator --resume --id 1730`,
  doctor: `
Examples:
  waggle doctor
  waggle doctor -d tcp://localhost:5555`,
} as const;
