import type { StudyJournal } from "../journal/study-journal.ts";
import { type Answer, answer, no } from "../http-study/answer.ts";
import { type Call, call } from "./call.ts";
import * as shapes from "./shapes.ts";
import type { OpenStudy, Studies } from "./studies.ts";

const JOURNAL = "/studies/:study/journal";

/** By which a program of Optuna's has its storage here. */
export const journalCalls: readonly Call[] = [
  call({
    method: "GET",
    path: JOURNAL,
    summary: "Records of the study's journal for Optuna, from number `from` on; as many as fit",
    access: "member",
    body: null,
    query: shapes.JournalQuery,
    status: 200,
    answer: shapes.JournalPart,
    isKept: false,
    async run({ studies, caller: { study }, query: { from = 0, journal: known } }) {
      const found = await journalOf(studies, study, known);
      return found.ok ? readFrom(studies, found.value, from) : found;
    },
  }),
  call({
    method: "POST",
    path: JOURNAL,
    summary: "Append records, all or none, once for each `key`; answers those from number `from` on",
    access: "member",
    body: shapes.AppendRecords,
    query: null,
    status: 200,
    answer: shapes.JournalPart,
    isKept: true,
    async run({ studies, caller: { study, worker }, body: { key, from, records, journal: known } }) {
      if (studies.store.isFull || !studies.hasRoom)
        return no(503, "full", "This seed holds as many trials as it can keep: try again later, or another seed.");
      const found = await journalOf(studies, study, known);
      if (!found.ok) return found;
      const appended = found.value.append(records, key, worker);
      return appended.ok ? readFrom(studies, found.value, from) : appended;
    },
  }),
];

async function journalOf(
  studies: Studies,
  study: OpenStudy,
  known: string | null | undefined,
): Promise<Answer<StudyJournal>> {
  const found = await studies.journalOf(study);
  if (!found.ok || known === null || known === undefined || known === found.value.id) return found;
  return no(
    409,
    "journal-lost",
    "This seed has another journal of this study than the one that you have read: what was in that is lost. Start your program again.",
  );
}

async function readFrom(studies: Studies, journal: StudyJournal, from: number): Promise<Answer<unknown>> {
  // Nobody is told of what a crash could undo.
  await studies.store.settled();
  await journal.catchUp();
  await studies.store.settled();
  const part = await journal.read(from);
  return part.ok ? answer(part.value) : part;
}
