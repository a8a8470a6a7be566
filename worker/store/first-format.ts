/** What the first version of this program kept, and this one cannot read: it goes, and the person is told so once. */
import type { StudyId } from "../../study/spec/spec.ts";
import type { Database, Upgrade } from "./schema.ts";
import { firstFormatName, readFirstFormatNotice } from "./stored-records.ts";

/** Studies that are called by their names; of more, a person is told how many. */
const MAX_NAMED = 5;

/** Removes the memberships of the first format and every segment without a membership. The profile's key and name stay. */
export async function dropFirstFormat(upgrade: Upgrade): Promise<void> {
  const [current, former]: [string[], string[]] = [[], []];
  const kept = new Set<StudyId>();
  for await (const cursor of upgrade.objectStore("memberships")) {
    const name = firstFormatName(cursor.value);
    if (name === null) {
      kept.add(cursor.primaryKey);
      continue;
    }
    (cursor.value.state === "left" ? former : current).push(name);
    await cursor.delete();
  }
  const chunks = upgrade.objectStore("chunks");
  for (let cursor = await chunks.index("kind").openKeyCursor(); cursor !== null; cursor = await cursor.continue()) {
    if (!kept.has(cursor.key[0])) await chunks.delete(cursor.primaryKey);
  }
  const studies = [...current, ...former];
  if (studies.length > 0) await upgrade.objectStore("notices").put({ studies }, "first-format");
}

/** What the person has to be told, in a sentence or three; null if nothing, or if they were told. */
export async function readNotice(database: Database | null): Promise<string | null> {
  try {
    const studies = readFirstFormatNotice(await database?.get("notices", "first-format"));
    return studies === null ? null : firstFormatWords(studies);
  } catch (error) {
    console.warn("What the person has to be told could not be read.", error);
    return null;
  }
}

/** The person was told: no tab says it again. */
export async function dismissNotice(database: Database | null): Promise<void> {
  await database?.delete("notices", "first-format");
}

export function firstFormatWords(studies: readonly string[]): string {
  const named = studies.slice(0, MAX_NAMED).map((name) => `"${name}"`);
  const others = studies.length - named.length;
  if (others > 0) named.push(others === 1 ? "one more" : `${others} more`);
  const list = named.length > 1 ? `${named.slice(0, -1).join(", ")} and ${named.at(-1)}` : named.join("");
  const [what, one] = studies.length === 1 ? ["a study", "it"] : ["studies", "one of them"];
  return (
    `This is a new version of the page. It writes studies down in another way and had to remove ${what} that this browser ` +
    `kept: ${list}. Your name and your key are still here. To go on with ${one}, publish it anew, or ask its author for a new link.`
  );
}
