import { spawn } from "node:child_process";
import { Failure } from "../words/misuse.ts";
import { type Answer, ask } from "./worker-socket.ts";

/** A machine three times slower than any that this was written on starts Node within this. */
const STARTED_WITHIN_MS = 60_000;
const LOOK_MS = 100;
/** Who dies more often than so dies of what it runs. */
const MAX_RESTARTS = 3;

export interface CrewSetting {
  readonly folder: string;
  /** Names are PREFIX-0 and so on. */
  readonly prefix: string;
  /** The command line that becomes the worker of a name. */
  readonly command: (name: string) => readonly [program: string, ...args: string[]];
}

/** The workers of one command: processes that were there already, and others that are started. */
export class Crew {
  readonly #setting: CrewSetting;
  readonly #links = new Map<string, string>();
  readonly #restarts = new Map<string, number>();

  constructor(setting: CrewSetting) {
    this.#setting = setting;
  }

  get names(): readonly string[] {
    return [...this.#links.keys()];
  }

  /** Has worker `number` there, and working on the link's study. Gives whether its process was there already. */
  async put(number: number, link: string, studyId: string): Promise<boolean> {
    const name = `${this.#setting.prefix}-${number}`;
    const before = await this.#ask(name, { do: "status" });
    if (before !== null && before.study !== null && before.study !== studyId)
      throw new Failure(
        `The worker ${name} works on another study: choose another name with -n, or end it with waggle workers cancel ${this.#setting.prefix}.`,
      );
    if (before === null) await this.#start(name);
    this.#links.set(name, link);
    await this.#ask(name, { do: "work", link });
    return before !== null;
  }

  /** Starts those that have died, and gives what each says that cannot go on. */
  async look(): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const [name, link] of this.#links) {
      const answer = await this.#ask(name, { do: "status" });
      if (answer === null) {
        const restarts = (this.#restarts.get(name) ?? 0) + 1;
        this.#restarts.set(name, restarts);
        if (restarts > MAX_RESTARTS) throw new Failure(`The worker ${name} died ${restarts} times: see waggle doctor.`);
        await this.#start(name);
        await this.#ask(name, { do: "work", link });
      } else if (answer.fault !== null) faults.push(answer.fault);
    }
    return faults;
  }

  /** All of them: `rest` keeps the processes, `end` does not. */
  async tell(what: "rest" | "end"): Promise<void> {
    await Promise.all(this.names.map((name) => this.#ask(name, { do: what })));
  }

  #ask(name: string, told: Parameters<typeof ask>[2]): Promise<Answer | null> {
    return ask(this.#setting.folder, name, told);
  }

  async #start(name: string): Promise<void> {
    const [program, ...args] = this.#setting.command(name);
    // It outlives whoever started it.
    const child = spawn(program, args, { detached: true, stdio: "ignore" });
    const failed = new Promise<Error>((resolve) => child.once("error", resolve));
    child.unref();
    const endMs = performance.now() + STARTED_WITHIN_MS;
    while ((await this.#ask(name, { do: "status" })) === null) {
      const error = await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, LOOK_MS))]);
      if (error instanceof Error) throw new Failure(`The worker ${name} could not be started: ${error.message}.`);
      if (performance.now() > endMs)
        throw new Failure(`The worker ${name} did not start within a minute: see waggle doctor, then try again.`);
    }
  }
}
