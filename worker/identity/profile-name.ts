import { sha256 } from "@noble/hashes/sha2.js";

/** Short, gentle, told apart at a glance; 32 each, so five bits of the hash choose one. */
const QUALITIES = (
  "amber bold brave bright brisk calm clear clever cosy crisp eager early fair fond gentle glad " +
  "happy hardy keen kind light lively lucky mellow merry neat nimble proud quick quiet sunny warm"
).split(" ");
const ANIMALS = (
  "badger beaver bison crane curlew deer dove falcon ferret finch fox gecko hare heron ibis jay " +
  "kestrel lark lynx marten mole newt otter owl panda puffin robin seal stoat swift wren yak"
).split(" ");
/** With two words 100,000 names: tabs of one swarm rarely share one, and the number stays easy to say. */
const NUMBERS = 98;

/** A friendly name such as `calm-badger-19`, always the same for one public key. */
export function profileName(publicKey: Uint8Array): string {
  const [a = 0, b = 0, c = 0] = sha256(publicKey);
  return `${QUALITIES[a % QUALITIES.length]}-${ANIMALS[b % ANIMALS.length]}-${2 + (c % NUMBERS)}`;
}

/** Fits one line of a peer table, also in a status message. In UTF-16 units. */
export const MAX_NAME_LENGTH = 40;

/** What a person typed as their name: one line, trimmed. Null when nothing is left or it is too long. */
export function tidyName(typed: string): string | null {
  const name = typed
    .normalize("NFC")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
  return name.length === 0 || name.length > MAX_NAME_LENGTH ? null : name;
}
