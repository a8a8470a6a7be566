import type { StudySpec } from "../../../study/spec/spec.ts";

/** Who can find a study, and read it. */
export type Access = "listed" | "link" | "private";

export const accessOf = (listed: boolean, isPrivate: boolean): Access =>
  isPrivate ? "private" : listed ? "listed" : "link";

export const accessTo = (spec: Pick<StudySpec, "listed" | "private">): Access =>
  accessOf(spec.listed, spec.private !== null);

/** What a study reveals, and to whom: a promise in few words, and what it comes to for the seed, for members and for others. */
export interface AccessWords {
  readonly promise: string;
  readonly seed: string;
  readonly members: string;
  readonly others: string;
}

const MEMBERS =
  "Tabs in the swarm see your nickname, trials and values. Tabs you connect to directly can also see your IP address.";

const ARCHIVED = "It may also keep nicknames, trials and values, until 90 days after anyone worked on it.";

/** Every sentence may stand here only as long as the code keeps it (docs/decisions/0024). */
export const ACCESS_WORDS: Readonly<Record<Access, AccessWords>> = {
  listed: {
    promise: "This study is listed: anyone can find it.",
    seed: `The seed keeps its text, and shows its name, best value and number of tabs to whoever opens the page. ${ARCHIVED}`,
    members: MEMBERS,
    others: "Anyone can read its code and join.",
  },
  link: {
    promise: "This study opens by its link.",
    seed: `The seed lists it nowhere, but keeps its text as it is, and is told its best value and how many trials there were. ${ARCHIVED}`,
    members: MEMBERS,
    others: "Whoever has the link can read its code and join.",
  },
  private: {
    promise: "This study is private: it takes the whole link.",
    seed: "The seed keeps its text encrypted and is told no values; it sees which addresses take part, and when.",
    members: MEMBERS,
    others: "Without the whole link nobody can read it or join. Whoever has it can pass it on.",
  },
};
