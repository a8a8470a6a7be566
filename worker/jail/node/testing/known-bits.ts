// An objective that says the bits of the gallery's libraries, as the browsers' tests know them, where it runs.
import { newCartPole } from "../../../../gallery/control/cart-pole.js";
import { episodesHash, setups } from "../../../../gallery/control/testing/episodes-hash.ts";
import { neuro } from "../../../../gallery/neuro/neuro.js";
import { neuroHashes } from "../../../../gallery/neuro/testing/neuro-hash.ts";
import { ppo } from "../../../../gallery/ppo/ppo.js";
import { ppoHash } from "../../../../gallery/ppo/testing/ppo-hash.ts";
import type { TrialContext } from "../../../../study/trial/suggest.ts";

const hasWebAssembly = typeof WebAssembly === "object";

export default function knownBits(trial: TrialContext): number {
  trial.setUserAttr("plain", JSON.stringify(neuroHashes(neuro, true)));
  trial.setUserAttr("episodes", JSON.stringify(setups.map((setup) => [setup.name, episodesHash(setup, neuro)])));
  trial.setUserAttr("hasWebAssembly", hasWebAssembly);
  // An interpreter would train for minutes.
  if (!hasWebAssembly) return 1;
  trial.setUserAttr("wasm", JSON.stringify(neuroHashes(neuro, false)));
  trial.setUserAttr("ppo", ppoHash({ neuro, ppo, newCartPole }));
  return 1;
}
