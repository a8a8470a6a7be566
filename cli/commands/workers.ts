import { homeFolder } from "../host/home.ts";
import { ask, forgetWorker, workersFolder, workersIn } from "../workers/worker-socket.ts";
import { Misuse } from "../words/misuse.ts";
import { say } from "./participate.ts";
import { EXIT, type World } from "./world.ts";

/** What a file, a socket and a peer can be called. */
const PREFIX = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const MAX_PREFIX = 30;
/** With its number. */
export const MAX_WORKER_NAME = MAX_PREFIX + 5;

export function toPrefix(text: string, most = MAX_PREFIX): string {
  if (PREFIX.test(text) && text.length <= most) return text;
  throw new Misuse(`"${text}" will not do for a name: give up to 30 letters, digits, dots, dashes, as in -n lab.`);
}

/** `waggle workers list`: who is there, and what each works on. */
export async function listWorkers(world: World): Promise<number> {
  const folder = workersFolder(homeFolder(world.env));
  let count = 0;
  for (const name of workersIn(folder)) {
    const answer = await ask(folder, name, { do: "status" });
    if (answer === null) {
      forgetWorker(folder, name);
      continue;
    }
    count++;
    world.out.write(`${name}  ${answer.study === null ? "rests" : `works on ${answer.study}`}\n`);
  }
  if (count === 0) world.out.write("There are no workers.\n");
  return EXIT.ok;
}

/** `waggle workers cancel PREFIX`: ends PREFIX-0 and so on, each over its socket. */
export async function cancelWorkers(prefix: string, world: World): Promise<number> {
  const folder = workersFolder(homeFolder(world.env));
  const start = `${toPrefix(prefix)}-`;
  const isOwn = (name: string): boolean => name.startsWith(start) && /^\d+$/.test(name.slice(start.length));
  const ended: string[] = [];
  for (const name of workersIn(folder).filter(isOwn)) {
    if ((await ask(folder, name, { do: "end" })) !== null) ended.push(name);
    else forgetWorker(folder, name);
  }
  if (ended.length === 0) {
    say(world, `There are no workers ${prefix}-0 and so on: waggle workers list says who is there.`);
    return EXIT.failed;
  }
  world.out.write(`Ended: ${ended.join(", ")}\n`);
  return EXIT.ok;
}
