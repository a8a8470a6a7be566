import type { ListedStudy } from "../seed-api.ts";

/** The seed's list with swarms that have tabs before those that nobody works on; otherwise in the seed's order. */
export const tabsFirst = (studies: readonly ListedStudy[]): readonly ListedStudy[] => [
  ...studies.filter((study) => study.networks > 0),
  ...studies.filter((study) => study.networks <= 0),
];
