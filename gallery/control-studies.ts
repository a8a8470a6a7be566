import type { DeepGaChoice } from "../study/samplers/choice.ts";
import type { TaskFile } from "./control/control-source.ts";
import type { GalleryEntry } from "./entry.ts";
import {
  acrobotPicture,
  cartPolePicture,
  mountainCarPicture,
  orchardPicture,
  pendulumPicture,
} from "./pictures/control-pictures.ts";
import type { Picture } from "./pictures/picture.ts";

/** Thousand times what the longest episode takes on a laptop. */
const EPISODE_TIMEOUT_MS = 10_000;
/** The original's re-test of the ten best (Such et al. 2017). */
const VALIDATION_EPISODES = 30;

interface ControlStudy {
  readonly id: TaskFile;
  readonly title: string;
  readonly summary: string;
  /** Of the best champion: the mean of its re-test. */
  readonly good: number;
  readonly reference: string;
  readonly durationSeconds: number;
  readonly picture: Picture;
  readonly fetchObjective: () => Promise<{ readonly source: string }>;
  readonly sampler: Pick<DeepGaChoice, "population" | "survivors" | "champions" | "sigma">;
  readonly generations: number;
}

/** A task to control, learnt by breeding generations of networks; settings are those that `npm run bench:evolve` holds to its goals. */
function controlStudy({ id, fetchObjective, sampler, generations, good, ...words }: ControlStudy): GalleryEntry {
  return {
    ...words,
    id,
    language: "javascript",
    fetchSource: async () => {
      const [{ studySource }, { source }] = await Promise.all([import("./control/study-source.ts"), fetchObjective()]);
      return studySource(id, source);
    },
    experiment: null,
    metric: "score",
    direction: "maximize",
    unit: "",
    furtherObjectives: [],
    constraints: [],
    sampler: { name: "deepga", ...sampler, validationEpisodes: VALIDATION_EPISODES },
    pruner: { name: "none" },
    budget: { kind: "generations", generations, trialsPerRound: 1 },
    trialTimeoutMs: EPISODE_TIMEOUT_MS,
    optimum: null,
    goal: { kind: "best", value: good },
  };
}

/** From the easiest to the hardest. */
export const controlStudies: readonly GalleryEntry[] = [
  controlStudy({
    id: "cart-pole",
    title: "CartPole: balance a pole",
    summary:
      "A cart goes left or right so that its pole stays up. Networks are bred from random ones, a list of seeds each.",
    good: 475,
    reference: "solved from 475 on, as a mean of 30 episodes, and 500 is the most there is",
    durationSeconds: 1,
    picture: cartPolePicture,
    fetchObjective: () => import("./sources/cart-pole.ts"),
    sampler: { population: 100, survivors: 20, champions: 3, sigma: 0.1 },
    generations: 20,
  }),
  controlStudy({
    id: "mountain-car",
    title: "MountainCar: out of a valley",
    summary:
      "A car too weak for the hill has to swing back and forth to reach the flag, with as little force as it can.",
    good: 90,
    reference: "solved from 90 on, as a mean of 30 episodes; who uses no more force than it takes comes to some 99",
    durationSeconds: 2,
    picture: mountainCarPicture,
    fetchObjective: () => import("./sources/mountain-car.ts"),
    sampler: { population: 100, survivors: 20, champions: 3, sigma: 0.1 },
    generations: 20,
  }),
  controlStudy({
    id: "acrobot",
    title: "Acrobot: swing up two links",
    summary: "Two links hang from a hinge; turning the joint between them has to bring the free end over a height.",
    good: -100,
    reference: "solved from -100 on, as a mean of 30 episodes, each step of which costs 1",
    durationSeconds: 2,
    picture: acrobotPicture,
    fetchObjective: () => import("./sources/acrobot.ts"),
    sampler: { population: 100, survivors: 20, champions: 3, sigma: 0.1 },
    generations: 20,
  }),
  controlStudy({
    id: "pendulum",
    title: "Pendulum: upright, by force",
    summary: "A torque too weak to lift the pendulum at once has to swing it up and hold it there.",
    good: -250,
    reference: "-150 is about the best, as a mean of 30 episodes; nobody says from where on it is solved",
    durationSeconds: 5,
    picture: pendulumPicture,
    fetchObjective: () => import("./sources/pendulum.ts"),
    sampler: { population: 300, survivors: 30, champions: 5, sigma: 0.3 },
    generations: 40,
  }),
  controlStudy({
    id: "orchard",
    title: "Orchard: a game seen as a picture",
    summary: "Catch apples, let stones fall by, seen as 10 x 10 points. Learning goes on for long: many tabs help.",
    good: 35,
    reference: "of 123 apples chance catches 10, and who plans ahead all of them",
    durationSeconds: 30,
    picture: orchardPicture,
    fetchObjective: () => import("./sources/orchard.ts"),
    sampler: { population: 300, survivors: 30, champions: 5, sigma: 0.05 },
    generations: 150,
  }),
];
