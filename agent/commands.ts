import { type Parsed, parsed, refused } from "../study/parsed.ts";
import type { StudySpec } from "../study/spec/spec.ts";
import { base64url } from "../swarm/ids.ts";
import { MAX_COMMANDS } from "../swarm/notes/held-notes.ts";
import type { SignedNote } from "../swarm/notes/note.ts";
import type { SwarmHost } from "./link/swarm-host.ts";
import type { Command } from "./tell/note-body.ts";
import { decodeNote, encodeNote } from "./tell/note-codec.ts";
import { NO_ORDERS, type Orders, ordersOf } from "./work/orders.ts";

/** The author's commands: given here, if this profile is the author, and what all of them come to. */
export class Commands {
  readonly #host: SwarmHost;
  readonly #isAuthor: boolean;
  #stale = false;
  #orders: Orders = NO_ORDERS;
  #count = 0;
  /** Given here and not held yet: signing takes a moment. */
  #given = 0;

  constructor(host: SwarmHost, spec: StudySpec, publicKey: Uint8Array) {
    this.#host = host;
    this.#isAuthor = spec.author.key === base64url(publicKey);
  }

  /** A note is held that was not; only commands matter here. */
  noted(note: SignedNote): void {
    if (note.kind !== "command") return;
    this.#stale = true;
    this.#given = Math.max(0, this.#given - 1);
  }

  /** After what was kept has been restored. */
  restored(): void {
    this.#stale = true;
  }

  /** Commands that cannot be read are held and passed on, and change nothing. */
  orders(): Orders {
    if (!this.#stale) return this.#orders;
    this.#stale = false;
    const notes = this.#host.notes().filter(({ kind }) => kind === "command");
    const commands = notes.flatMap(({ body }) => {
      const command = decodeNote("command", body);
      return command.ok ? [command.value] : [];
    });
    this.#count = notes.length;
    this.#orders = ordersOf(commands);
    return this.#orders;
  }

  /** Signs it and tells everybody; or says in words why not. */
  give(command: Command): Parsed<null> {
    if (!this.#isAuthor) {
      return refused(
        "Only the study's author can command it, from the browser that published it: this one has another key.",
      );
    }
    if (this.orders().stopped)
      return refused("The study has been ended already; nothing goes on in it that could change.");
    const left = MAX_COMMANDS - this.#count - this.#given;
    if (left <= 0 || (left === 1 && command.kind !== "stop")) {
      return refused(
        `Tabs remember ${MAX_COMMANDS} commands of a study. These are given; the last one can only end it.`,
      );
    }
    const body = encodeNote("command", command);
    if (!body.ok) return body;
    this.#given += 1;
    this.#host.say("command", body.value);
    return parsed(null);
  }
}
