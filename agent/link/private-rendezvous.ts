import type { StudySecret } from "../../study/spec/study-secret.ts";
import type { Rendezvous, StudySummary } from "../ports.ts";

/** The seed as a private study uses it: it is given sealed text, and told nothing of bests, trials and tabs. */
export function privateRendezvous(seed: Rendezvous, secret: StudySecret): Rendezvous {
  return {
    announce: (studyId, summary) => seed.announce(studyId, untold(summary)),
    leave: (studyId) => seed.leave(studyId),
    fetchSpec: (studyId) => seed.fetchSpec(studyId, secret),
    offerSpec: (spec) => seed.offerSpec(spec, secret),
  };
}

/** Study time stays: all tabs must agree on it, and since when there is a room the seed knows by itself. */
const untold = ({ studyMs }: StudySummary): StudySummary => ({ best: null, trials: 0, peers: 0, studyMs });
