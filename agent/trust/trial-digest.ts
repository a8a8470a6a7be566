import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { FinishedTrial } from "../../study/trial/trial.ts";

/**
 * What an attestation or a dispute is about, 32 bytes: how a trial ended, at which parameters, with which values and
 * constraints. Its reports are left out, of which some tabs hold fewer than others.
 */
export function trialDigest({ log, number, state, space, params, values, constraints }: FinishedTrial): Uint8Array {
  const told = [
    "waggle trial",
    log,
    number,
    state,
    space.names,
    params,
    values.map(String),
    Object.entries(constraints)
      .map(([name, value]) => [name, String(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return sha256(utf8ToBytes(JSON.stringify(told)));
}
