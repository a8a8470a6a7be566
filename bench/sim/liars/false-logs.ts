import type { LinkId } from "../../../agent/ports.ts";
import type { TrialOutcome } from "../../../study/trial/trial.ts";
import { type LogId, logIdOf } from "../../../swarm/ids.ts";
import { SEGMENT_VERSION, type Segment, type SegmentBody, signingBytes } from "../../../swarm/log/segment.ts";
import { statusSigningBytes } from "../../../swarm/presence/status.ts";
import { decodeMessage, encodeMessage } from "../../../swarm/wire/codec.ts";
import type { Message } from "../../../swarm/wire/message.ts";
import { joinLying } from "./lying-agents.ts";
import { Stranger } from "./stranger.ts";
import { type Attack, STUDY_ID, type World } from "../world.ts";

const honest = (outcome: TrialOutcome): TrialOutcome => outcome;

/** An agent whose messages become others on their way out, by link. */
function sending(
  about: string,
  changeIn: (world: World, name: string) => (link: LinkId, message: Message) => Message[],
): Attack {
  return {
    about,
    join(world, at) {
      const name = `liar ${at}`;
      const change = changeIn(world, name);
      return joinLying(world, name, honest, {
        station: {
          onSend(link, bytes) {
            const decoded = decodeMessage(bytes);
            if (!decoded.ok) return [bytes];
            const instead = change(link, decoded.message);
            return instead.length === 1 && instead[0] === decoded.message ? [bytes] : instead.map(encodeMessage);
          },
        },
      });
    },
  };
}

const isOther = (link: LinkId): boolean => link % 2 === 1;

/** Half of its neighbours get another log of it. */
const fork = sending("tells every second neighbour other segments of its log", (world, name) => {
  const key = world.keyOf(name);
  const nonces = new Map<string, Uint8Array>();
  return (link, message) => {
    if (message.type !== "segments") return [message];
    for (const { publicKey, nonce } of message.introductions) nonces.set(logIdOf(publicKey, STUDY_ID, nonce), nonce);
    if (!isOther(link)) return [message];
    const logs = message.logs.map((entries) => {
      const nonce = nonces.get(entries.log);
      if (nonce === undefined || logIdOf(key.publicKey, STUDY_ID, nonce) !== entries.log) return entries;
      const segments = entries.segments.map((body): SegmentBody => {
        const totals = { ...body.totals, complete: body.totals.complete + 1 };
        const place = { version: SEGMENT_VERSION, studyId: STUDY_ID, publicKey: key.publicKey, nonce };
        const unsigned: Omit<Segment, "signature"> = { ...body, ...place, totals };
        return { ...body, totals, signature: key.signNow(signingBytes(unsigned)) };
      });
      return { ...entries, segments };
    });
    return [{ ...message, logs }];
  };
});

/** Under one number it says two things of itself. */
const twoStatuses = sending(
  "says another thing of itself to every second neighbour, under the same number",
  (world, name) => {
    const key = world.keyOf(name);
    return (link, message) => {
      if (message.type !== "status" || !isOther(link)) return [message];
      const statuses = message.statuses.map((entry) => {
        const { status } = entry;
        if (!key.isOwn(status.publicKey)) return entry;
        const totals = { ...status.totals, complete: status.totals.complete + 1_000_000 };
        const other = { ...status, totals, length: status.length + 7, done: !status.done };
        return { ...entry, status: { ...other, signature: key.signNow(statusSigningBytes(other)) } };
      });
      return [{ ...message, statuses }];
    };
  },
);

/** And with another key, of every best, that it has found the same, and that it has not. */
const equivocate: Attack = {
  about: "says two things of itself under one number, and of every best that it has found the same and not the same",
  async join(world, at, count) {
    await twoStatuses.join(world, at, count);
    const stranger = new Stranger(world, `voice of liar ${at}`);
    stranger.onHeard = (trial) => {
      const [value = Number.POSITIVE_INFINITY] = trial.values;
      if (value > world.found()) return;
      stranger.attest(trial);
      stranger.dispute(trial, value + 1);
    };
  },
};

/** Whatever others tell stays with it. */
const withholding = sending("passes on nothing of what others tell, and answers no question", (world, name) => {
  const key = world.keyOf(name);
  const own = new Set<LogId>();
  return (_, message) => {
    if (message.type === "notes" || message.type === "preview" || message.type === "words") return [];
    if (message.type !== "segments") return [message];
    const introductions = message.introductions.filter(({ publicKey }) => key.isOwn(publicKey));
    for (const { publicKey, nonce } of introductions) own.add(logIdOf(publicKey, STUDY_ID, nonce));
    const logs = message.logs.filter(({ log }) => own.has(log));
    return [{ ...message, introductions, logs }];
  };
});

/** Frames kept to be sent again. */
const KEPT_FRAMES = 64;
const REPLAY_EACH = 8;

/** Sends again what it has heard, and tells the best trial that it has heard of as its own, over and over. */
const replay: Attack = {
  about: "sends again what it has heard, and tells others' best trials as its own",
  join(world, at) {
    const frames: Uint8Array[] = [];
    let sent = 0;
    return joinLying(world, `liar ${at}`, (outcome) => copied(world, outcome), {
      station: {
        onMessage(_, bytes) {
          frames.push(bytes.slice());
          if (frames.length > KEPT_FRAMES) frames.shift();
        },
        onSend(_, bytes) {
          const old = frames[sent % Math.max(1, frames.length)];
          return old !== undefined && ++sent % REPLAY_EACH === 0 ? [bytes, old] : [bytes];
        },
      },
    });
  },
};

/** The best trial that an honest tab has run, value and all. */
function copied(world: World, outcome: TrialOutcome): TrialOutcome {
  const found = world.bestPoint();
  return found === null ? outcome : { ...outcome, params: found.params, values: [found.value] };
}

export const FALSE_LOGS: Readonly<Record<string, Attack>> = { fork, equivocate, withholding, replay };
