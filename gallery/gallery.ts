import { cartpolePpo } from "./cartpole-ppo.ts";
import { controlStudies } from "./control-studies.ts";
import type { GalleryEntry } from "./entry.ts";
import { functions } from "./functions.ts";
import { knownProblems } from "./known-problems.ts";
import { digits } from "./tune-mnist.ts";
import { wineStudies } from "./wine-studies.ts";

/** From the simplest to the most real; docs/gallery.md has what their budgets come to. */
export const gallery: readonly GalleryEntry[] = [
  ...functions,
  ...wineStudies,
  digits,
  ...knownProblems,
  ...controlStudies,
  cartpolePpo,
];
