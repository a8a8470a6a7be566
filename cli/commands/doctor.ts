import { accessSync, constants, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { homeFolder } from "../host/home.ts";
import { isolateAddon } from "../../worker/jail/node/isolate-addon.ts";
import { lookAtSeed } from "../seed/seed-client.ts";
import { seedUrlOf } from "../words/address.ts";
import { plainText } from "../words/plain-text.ts";
import { EXIT, type World } from "./world.ts";

export interface DoctorFlags {
  readonly seedaddress?: string;
}

interface Finding {
  readonly isWell: boolean;
  /** Nothing runs without it. */
  readonly isNeeded: boolean;
  readonly text: string;
}

/** `waggle doctor`: what of this machine a peer can use, and what to do about the rest. */
export async function doctor({ seedaddress }: DoctorFlags, world: World): Promise<number> {
  const findings = [
    node(),
    home(world),
    jail(world),
    world.hasWebRtc()
      ? well("WebRTC: links to tabs go directly (@roamhq/wrtc).")
      : lacking("No WebRTC: links go by the seed's relay. `npm install @roamhq/wrtc` adds it on most machines."),
    await port(5555),
    ...(seedaddress === undefined ? [] : [await seed(seedUrlOf(seedaddress, "--seedaddress"))]),
  ];
  for (const { isWell, isNeeded, text } of findings)
    world.out.write(`${isWell ? "ok  " : isNeeded ? "FAIL" : "note"}  ${text}\n`);
  return findings.some(({ isWell, isNeeded }) => isNeeded && !isWell) ? EXIT.failed : EXIT.ok;
}

const well = (text: string): Finding => ({ isWell: true, isNeeded: false, text });
const lacking = (text: string): Finding => ({ isWell: false, isNeeded: false, text });
const failing = (text: string): Finding => ({ isWell: false, isNeeded: true, text });

function node(): Finding {
  const { node: version } = process.versions;
  return Number(version.split(".")[0]) >= 24
    ? well(`Node ${version}.`)
    : failing(`Node ${version} is too old: install Node 24 or newer.`);
}

function home({ env }: World): Finding {
  const folder = homeFolder(env);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return well(`Keys and trials are kept in ${folder}.`);
  } catch {
    return failing(`Nothing can be kept in ${folder}: set WAGGLE_HOME to a folder of yours.`);
  }
}

function jail({ programs }: World): Finding {
  return isolateAddon(programs.addons) === null
    ? lacking(
        "No isolated-vm for this Node and machine: strangers' trials run in QuickJS, safe and tens of times slower.",
      )
    : well(
        "Strangers' trials run in isolates of V8's own (isolated-vm), each in a process without files and environment.",
      );
}

async function port(number: number): Promise<Finding> {
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(number, () => server.close(() => resolve(true)));
  });
  return isFree
    ? well(`Port ${number}, where a peer's own seed listens, is free.`)
    : lacking(`Port ${number} is taken; a peer's own seed takes the next free one, or what --bind says.`);
}

async function seed(url: string): Promise<Finding> {
  const found = await lookAtSeed(url);
  if (typeof found === "string") return failing(`${found} Start it, or check the address.`);
  return well(`The seed at ${url} answers${found.uid === null ? "" : `, as "${plainText(found.uid)}"`}.`);
}
