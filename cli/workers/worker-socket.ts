// How a worker is spoken to: a socket in a folder that its person alone can open, a line of JSON each way. Whoever holds the
// socket is the worker; no number of a process is kept, which another process may have by then.
import { createHash } from "node:crypto";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import * as v from "valibot";
import { keptFolder } from "../host/home.ts";
import { Failure } from "../words/misuse.ts";

/** A link, and room around it. */
const MAX_LINE = 4_096;
/** Ones own machine, however busy. */
const ANSWER_WITHIN_MS = 20_000;
/** Of a Unix socket's path; macOS has the least. */
const MAX_PATH = 100;
const ENDING = ".worker";

const Told = v.variant("do", [
  v.object({ do: v.literal("status") }),
  v.object({ do: v.literal("work"), link: v.pipe(v.string(), v.maxLength(2_000)) }),
  v.object({ do: v.literal("rest") }),
  v.object({ do: v.literal("end") }),
]);
export type Told = v.InferOutput<typeof Told>;

const Answer = v.object({
  name: v.string(),
  /** The study it works on; null: none. */
  study: v.nullable(v.string()),
  /** Why it cannot go on with it, in a sentence; null: it can. */
  fault: v.nullable(v.string()),
});
export type Answer = v.InferOutput<typeof Answer>;

/** Where the workers of one person are found. Makes the folder. */
export const workersFolder = (home: string): string => keptFolder(home, "workers");

function addressOf(folder: string, name: string): string {
  const path = join(folder, name);
  if (process.platform === "win32")
    return `\\\\.\\pipe\\waggle-${createHash("sha256").update(path).digest("hex").slice(0, 32)}`;
  if (Buffer.byteLength(path) <= MAX_PATH) return path;
  throw new Failure(`${path} is too long for a socket: set WAGGLE_HOME to a folder with a shorter name.`);
}

/** Listens as the worker of this name, until closed; null where another process is that worker already. */
export async function listenAs(
  folder: string,
  name: string,
  act: (told: Told) => Promise<Answer>,
): Promise<Server | null> {
  if ((await ask(folder, name, { do: "status" })) !== null) return null;
  const address = addressOf(folder, name);
  // Left behind by one that was killed.
  if (process.platform !== "win32") rmSync(address, { force: true });
  const server = createServer((socket) => void serve(socket, act));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, resolve);
  });
  writeFileSync(join(folder, `${name}${ENDING}`), "");
  return server;
}

/** What this worker leaves behind is removed. */
export const forgetWorker = (folder: string, name: string): void =>
  rmSync(join(folder, `${name}${ENDING}`), { force: true });

async function serve(socket: Socket, act: (told: Told) => Promise<Answer>): Promise<void> {
  socket.on("error", () => socket.destroy());
  const line = await lineOf(socket);
  const told = v.safeParse(Told, parsedJson(line));
  if (!told.success) {
    socket.destroy();
    return;
  }
  socket.end(`${JSON.stringify(await act(told.output))}\n`);
}

/** What the worker answers; null where there is none of this name. */
export async function ask(folder: string, name: string, told: Told): Promise<Answer | null> {
  const socket = connect(addressOf(folder, name));
  socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("connect", () => socket.write(`${JSON.stringify(told)}\n`));
  const read = v.safeParse(Answer, parsedJson(await lineOf(socket)));
  socket.destroy();
  return read.success ? read.output : null;
}

/** The names of all that may be there; whether they are, `ask` says. */
export const workersIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** The first line, or what came before the end. */
function lineOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (piece: string) => {
      text += piece;
      if (text.includes("\n") || text.length > MAX_LINE) resolve(text.slice(0, MAX_LINE));
    });
    socket.on("close", () => resolve(text));
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
