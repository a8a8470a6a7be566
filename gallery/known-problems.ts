import type { GalleryEntry } from "./entry.ts";
import {
  agentsPicture,
  antennaPicture,
  clusterPicture,
  jobOrderPicture,
  oscillatorPicture,
  serviceDeskPicture,
  springPicture,
  twoGoalsPicture,
} from "./pictures/problem-pictures.ts";

/** Trials take milliseconds: far more than any needs on a slow phone. */
const PROBLEM_TIMEOUT_MS = 10_000;
/** A training without a remedy takes some two seconds on a laptop. */
const TRAINING_TIMEOUT_MS = 120_000;

const trials = (total: number): GalleryEntry["budget"] => ({ kind: "trials", total, trialsPerRound: 10 });

/** Of most problems below. */
const MINIMIZED = {
  language: "javascript",
  experiment: null,
  metric: "value",
  direction: "minimize",
  unit: "",
  furtherObjectives: [],
  constraints: [],
  sampler: { name: "auto" },
  pruner: { name: "none" },
  trialTimeoutMs: PROBLEM_TIMEOUT_MS,
  optimum: null,
} as const;

/** Problems whose best is known, or has been searched for at length; docs/gallery.md has what their budgets come to. */
export const knownProblems: readonly GalleryEntry[] = [
  {
    ...MINIMIZED,
    id: "spring",
    title: "Spring with four constraints",
    summary:
      "The lightest coil spring that bears its load: wire, diameter and coils, of which most choices are forbidden.",
    goal: { kind: "best", value: 0.0129 },
    reference: "best known 0.012665",
    durationSeconds: 3,
    fetchSource: async () => (await import("./sources/spring.ts")).source,
    metric: "weight",
    constraints: ["deflection", "stress", "frequency", "outer diameter"],
    budget: trials(300),
    picture: springPicture,
  },
  {
    ...MINIMIZED,
    id: "oscillator",
    title: "Fit of a damped oscillation",
    summary:
      "Which oscillation do forty noisy measurements come from? Five parameters; the noise is what is left over.",
    goal: { kind: "best", value: 0.072 },
    reference: "least squares leave 0.07112, and the curve that the data were made with leaves more",
    durationSeconds: 0.5,
    fetchSource: async () => (await import("./sources/oscillator.ts")).source,
    metric: "error",
    budget: trials(300),
    picture: oscillatorPicture,
  },
  {
    ...MINIMIZED,
    id: "antenna",
    title: "Antennas in a line",
    summary: "Six gaps between twelve antennas, so that as little as possible goes where it should not.",
    goal: { kind: "best", value: -18 },
    reference: "a long search came to -20.57, and gaps of half a wavelength have -13.1",
    durationSeconds: 1.5,
    fetchSource: async () => (await import("./sources/antenna.ts")).source,
    metric: "side lobe",
    unit: "dB",
    budget: trials(1500),
    picture: antennaPicture,
  },
  {
    ...MINIMIZED,
    id: "lennard-jones",
    title: "Cluster of 13 atoms",
    summary:
      "Where do thirteen atoms come to rest? Each trial places them and slides downhill from there; valleys are many.",
    goal: { kind: "best", value: -43.3268 },
    reference: "best known -44.3268, an icosahedron, and the next best valley has -41.47",
    durationSeconds: 0.2,
    fetchSource: async () => (await import("./sources/lennard-jones.ts")).source,
    metric: "energy",
    sampler: { name: "cmaes" },
    budget: trials(200),
    picture: clusterPicture,
  },
  {
    ...MINIMIZED,
    id: "job-order",
    title: "Order of fourteen jobs",
    summary: "One machine, fourteen jobs, each with a date; what is late costs. The parameter is the order itself.",
    goal: { kind: "best", value: 260 },
    reference: "the best of all orders costs 213, which is proven",
    durationSeconds: 0.02,
    fetchSource: async () => (await import("./sources/job-order.ts")).source,
    metric: "cost",
    sampler: { name: "cmaes" },
    budget: trials(600),
    picture: jobOrderPicture,
  },
  {
    ...MINIMIZED,
    id: "two-goals",
    title: "Two goals at odds",
    summary: "ZDT1 with 30 parameters: what makes one value smaller makes the other larger. The answer is a front.",
    goal: { kind: "hypervolume", value: 0.7, before: [1.1, 1.1] },
    reference: "the best front fills 0.8767",
    durationSeconds: 3,
    fetchSource: async () => (await import("./sources/two-goals.ts")).source,
    metric: "f1",
    furtherObjectives: [{ name: "f2", direction: "minimize", unit: "" }],
    budget: trials(600),
    picture: twoGoalsPicture,
  },
  {
    ...MINIMIZED,
    id: "service-desk",
    title: "Service desk, by chance",
    summary:
      "How many people answer calls in each of four shifts? A simulation, so that no two trials of a plan cost the same.",
    goal: { kind: "other-days", value: 2050, days: 1000 },
    reference: "best known 1,987, with 4, 8, 7 and 3 people; a trial's ten days are by chance some 46 off",
    durationSeconds: 0.5,
    fetchSource: async () => (await import("./sources/service-desk.ts")).source,
    metric: "cost",
    budget: trials(100),
    picture: serviceDeskPicture,
  },
  {
    ...MINIMIZED,
    id: "agents",
    title: "Four agents, one sum",
    summary:
      "Each trial trains four networks together: how fast should they learn, how large should they be, which remedy helps?",
    goal: { kind: "best", value: -2 },
    reference: "0 would be the best, and the notebook this comes from calls -2 learnt",
    durationSeconds: 2,
    fetchSource: async () => {
      const [{ neuroSource }, { agentsSource }, { source }] = await Promise.all([
        import("./neuro/neuro-source.ts"),
        import("./agents/agents-source.ts"),
        import("./sources/agents.ts"),
      ]);
      const about = "// What is tried stands at the end of this text, after the two libraries that it needs.";
      return [about, neuroSource.trim(), "", agentsSource.trim(), "", source].join("\n");
    },
    metric: "reward",
    direction: "maximize",
    pruner: { name: "median" },
    budget: trials(30),
    trialTimeoutMs: TRAINING_TIMEOUT_MS,
    picture: agentsPicture,
  },
];
