// What the documents say in numbers is what the code holds to.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TOLD_BURST, TOLD_PER_SECOND } from "../agent/tell/outbox.ts";
import { MAX_TOLD_NUMBERS } from "../agent/tell/trial-codec.ts";
import {
  MAX_TOLD_ATTRS,
  MAX_TOLD_CONSTRAINTS,
  MAX_TOLD_METRICS,
  MAX_TOLD_STEPS,
  MAX_TOLD_TEXT,
} from "../agent/tell/trial-columns.ts";
import { MAX_SIDE_BY_SIDE } from "../formats/evolution/bred-study.ts";
import { FIRST_REFUSAL_MS, MAX_PENDING, MAX_PENDING_OF_NETWORK } from "../links/pending-offers.ts";
import { MAX_PLAIN, MAX_PLAIN_OF_NETWORK } from "../signaling/connections.ts";
import { MAX_LISTED, MAX_LISTED_PER_NETWORK } from "../signaling/rooms/open-studies.ts";
import { MAX_MEMBERS, MAX_SAMPLE } from "../signaling/rooms/room.ts";
import { MEMBER_EXPIRES_MS } from "../signaling/rooms/rooms.ts";
import { KEPT_AFTER_ROOM_MS, MAX_SHELF_BYTES } from "../signaling/rooms/spec-shelf.ts";
import {
  DEFAULT_EVOLUTION,
  MAX_OPEN_GENERATIONS,
  MAX_POPULATION,
  MAX_RETESTS,
  MAX_SURVIVORS,
  RETESTED,
} from "../study/evolution/settings.ts";
import { MAX_CHOICE_LENGTH, MAX_CHOICES, MAX_NAME_LENGTH, MAX_PARAMS } from "../study/space/distribution.ts";
import { MAX_VECTOR_NUMBERS } from "../study/space/search-space.ts";
import { MAX_SEED, MAX_VECTOR_LENGTH } from "../study/space/vector-distribution.ts";
import { MAX_DEEPGA_POPULATION, MAX_VALIDATION_EPISODES } from "../study/spec/parse-sampler.ts";
import { MAX_SOURCE_BYTES } from "../study/spec/spec-limits.ts";
import { DEFAULT_SIGMA } from "../study/trial/proposal.ts";
import {
  MAX_ATTR_LENGTH,
  MAX_CONSTRAINTS,
  MAX_ERROR_LENGTH,
  MAX_FRAMES,
  MAX_FRAMES_LENGTH,
  MAX_METRIC_POINTS,
  MAX_REPORTS,
  MAX_TRIAL_METRICS,
  MAX_USER_ATTRS,
} from "../study/trial/trial-limits.ts";
import { MAX_CHAIN_BYTES, MAX_EPOCHS, MAX_RECORD_BYTES } from "../swarm/board/chain.ts";
import { MAX_CELLS_BODY_BYTES } from "../swarm/board/signed-cells.ts";
import { MAX_COMMANDS, MAX_NOTES, MAX_NOTES_PER_KEY_AND_KIND } from "../swarm/notes/held-notes.ts";
import { MAX_COMMAND_BYTES } from "../swarm/notes/note.ts";
import { MAX_EVIDENCE_BYTES } from "../swarm/wire/evidence-codec.ts";
import { PROTOCOL_VERSION } from "../swarm/wire/message.ts";
import { MAX_CELLS_PER_MESSAGE, MAX_NOTES_PER_MESSAGE } from "../swarm/wire/wire-limits.ts";
import { MAX_REPEATED_MS, TEST_RUN_LIMIT_MS } from "../worker/engine/engine-api.ts";
import { MAX_LINE_LENGTH, MAX_TOLD_LINES } from "../worker/jail/wire/console-lines.ts";
import { MAX_CONSOLE_LINES, MAX_LOAD_MS, MAX_MESSAGE_BYTES } from "../worker/jail/wire/jail-limits.ts";

const grouped = (count: number): string => count.toLocaleString("en");

const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  "objective-api.md": [
    `up to ${MAX_SOURCE_BYTES / 1000} KB (${grouped(MAX_SOURCE_BYTES)} bytes in UTF-8)`,
    `| source | ${MAX_SOURCE_BYTES / 1000} KB |`,
    `| loading | ${MAX_LOAD_MS / 1000} s,`,
    `| ${grouped(MAX_PARAMS)}, names up to ${MAX_NAME_LENGTH} characters |`,
    `| ${grouped(MAX_CHOICES)}, texts up to ${grouped(MAX_CHOICE_LENGTH)} characters |`,
    `one of up to ${grouped(MAX_CHOICES)} different`,
    `| ${grouped(MAX_VECTOR_LENGTH)} in a list, ${grouped(MAX_VECTOR_NUMBERS)} in all lists of a trial |`,
    `whole numbers from 0 to ${grouped(MAX_SEED)}, to seed`,
    `| reports of a trial | ${grouped(MAX_REPORTS)};`,
    `| metrics of a trial by name | ${MAX_TRIAL_METRICS}, with ${grouped(MAX_METRIC_POINTS)} numbers in all;`,
    `| ${MAX_CONSTRAINTS} and ${MAX_USER_ATTRS}; texts up to ${grouped(MAX_ATTR_LENGTH)} characters |`,
    `| error message | ${grouped(MAX_ERROR_LENGTH)} characters`,
    `| everything one trial tells | ${MAX_MESSAGE_BYTES >> 20} MiB,`,
    `most ${MAX_CONSOLE_LINES} lines per worker`,
    `${MAX_TOLD_STEPS} reports (of more, evenly spaced ones), as many of each of ${MAX_TOLD_METRICS} metrics, but ${grouped(MAX_TOLD_NUMBERS)} numbers of all metrics together, ${MAX_TOLD_CONSTRAINTS} constraints, ${MAX_TOLD_ATTRS} attributes, texts up to ${MAX_TOLD_TEXT} characters`,
    `${TOLD_PER_SECOND} a second in the long run, ${grouped(TOLD_BURST)} at once`,
    `twice that limit (${TEST_RUN_LIMIT_MS / 1000} s if that is longer)`,
    `where a trial took ${MAX_REPEATED_MS / 1000} s or more`,
    `${DEFAULT_SIGMA} elsewhere`,
    `at most ${grouped(MAX_FRAMES)} frames and ${grouped(MAX_FRAMES_LENGTH)} characters of JSON a trial`,
    `the first ${MAX_TOLD_LINES} lines of the objective's \`console\`, of ${MAX_LINE_LENGTH} characters each`,
  ],
  "generations.md": [
    `publishes up to ${MAX_SIDE_BY_SIDE} studies`,
    `so \`maxLength\` is best ${grouped(MAX_VECTOR_LENGTH)}, the most there can be`,
    `The best ${RETESTED} slots, or as many as become champions`,
    `A generation needs \`population\` cells and those of the re-test: ${grouped(DEFAULT_EVOLUTION.population + RETESTED * DEFAULT_EVOLUTION.validationEpisodes)} by default`,
    `| slots of a generation, up to ${grouped(MAX_POPULATION)} | ${grouped(DEFAULT_EVOLUTION.population)} |`,
    `fewer than the population, up to ${grouped(MAX_SURVIVORS)} | ${DEFAULT_EVOLUTION.survivors} |`,
    `1 or more, fewer than survivors | ${DEFAULT_EVOLUTION.champions} |`,
    `sigma times N(0, 1) | ${DEFAULT_EVOLUTION.sigma} |`,
    `up to ${grouped(MAX_VALIDATION_EPISODES)} in a study of a swarm, and up to ${grouped(MAX_RETESTS)} of all slots together; 0: none, champions keep the score they once had | ${DEFAULT_EVOLUTION.validationEpisodes} |`,
    `a genome has room for ${grouped(MAX_OPEN_GENERATIONS)}`,
    `All records of a study have room for ${MAX_CHAIN_BYTES >> 20} MiB: ${grouped(MAX_EPOCHS)} generations`,
  ],
  "settings-file.md": [
    `studies side by side, ${MAX_SIDE_BY_SIDE} at most`,
    `the budget, ${grouped(MAX_OPEN_GENERATIONS)} at most`,
    `genomes in a generation, ${grouped(MAX_DEEPGA_POPULATION)} at most`,
    `Sigma is ${DEFAULT_SIGMA}, as in the original's code`,
    `each generation's best ten play ${DEFAULT_EVOLUTION.validationEpisodes} episodes more`,
  ],
  "security.md": [
    `${grouped(MAX_FRAMES)} frames and ${grouped(MAX_FRAMES_LENGTH)} characters a trial`,
    `${grouped(MAX_EPOCHS)} records and ${MAX_CHAIN_BYTES >> 20} MiB`,
    `a champion needs ${DEFAULT_EVOLUTION.validationEpisodes} further episodes`,
  ],
  "http-api.md": [
    `at most ${MAX_LISTED}.`,
    `most ${MAX_LISTED_PER_NETWORK}, a tenth of the list`,
    `answers with at most ${MAX_SAMPLE} other members`,
    `In a full room (${grouped(MAX_MEMBERS)})`,
    `other connections | ${grouped(MAX_PLAIN)}; ${grouped(MAX_PLAIN_OF_NETWORK)} from one network`,
    `a member is forgotten ${MEMBER_EXPIRES_MS / 1000} seconds after its last word`,
    `${KEPT_AFTER_ROOM_MS / 3_600_000} hours longer; when ${MAX_SHELF_BYTES >> 20} MiB are full`,
  ],
  "protocol.md": [
    `| 0 command | what the study's author wants done | ${MAX_COMMAND_BYTES >> 10} KiB |`,
    `Of commands the first ${grouped(MAX_COMMANDS)} by sequence stay`,
    `of every other kind a key's newest ${MAX_NOTES_PER_KEY_AND_KIND}.`,
    `Of all keys together ${grouped(MAX_NOTES)} notes`,
    `one record of at most ${MAX_EVIDENCE_BYTES >> 20} MiB`,
    `| 13 | \`notes\` | notes | ${MAX_NOTES_PER_MESSAGE} |`,
    `the body is opaque, at most ${MAX_CELLS_BODY_BYTES >> 10} KiB`,
    `one opaque record for each closed epoch, at most ${MAX_RECORD_BYTES >> 10} KiB, ${grouped(MAX_EPOCHS)} of them and ${MAX_CHAIN_BYTES >> 20} MiB in all`,
    `| 15 | \`cells\` | batches | ${MAX_CELLS_PER_MESSAGE} |`,
    `The swarm protocol, version ${PROTOCOL_VERSION}`,
    `under way: ${MAX_PENDING}, ${MAX_PENDING_OF_NETWORK} of a network`,
    `not heard for ${FIRST_REFUSAL_MS / 1000} s, four times as long`,
  ],
};

/** A document's text, however its lines are broken. */
const flat = (text: string): string => text.replaceAll(/\s+/g, " ");

describe.each(Object.entries(SENTENCES))("docs/%s", (file, sentences) => {
  const text = flat(readFileSync(join(import.meta.dirname, "..", "docs", file), "utf8"));
  test.each(sentences)("says %s", (sentence) => expect(text).toContain(flat(sentence)));
});
