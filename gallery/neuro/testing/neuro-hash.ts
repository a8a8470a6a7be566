import type { NetworkShape, neuro } from "../neuro.js";

const SHAPES: readonly NetworkShape[] = [
  { inputs: 4, hidden: [16, 16], outputs: 2 },
  { inputs: 3, hidden: [64, 33], outputs: 5, output: "tanh" },
  { inputs: 17, hidden: [6], outputs: 1, activation: "relu", output: "linear" },
  { inputs: [10, 10, 4], convolutions: [16, 7], hidden: [32], outputs: 6, activation: "relu", output: "linear" },
  { inputs: [5, 4, 1], convolutions: [5], outputs: 3 },
];
const GENOMES = [[1], [1, 2], [4294967295, 0, 77, 123456789], [3, 2, 1, 0, 1, 2, 3]];
const LANES = 3;

/** FNV-1a, 64 bits. */
function hashOf(lists: readonly ArrayBufferView[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const list of lists) {
    for (const byte of new Uint8Array(list.buffer, list.byteOffset, list.byteLength)) {
      hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
    }
  }
  return hash.toString(16).padStart(16, "0");
}

/** Of every bit of weights, of what networks make of them alone and side by side, and of functions and chance. */
export function neuroHashes(library: typeof neuro, plain: boolean) {
  const random = library.newRandom(5, 6);
  const [weights, outputs]: [ArrayBufferView[], ArrayBufferView[]] = [[], []];
  for (const shape of SHAPES) {
    const size = [shape.inputs].flat().reduce((all, n) => all * n, 1);
    const policies = [
      library.newPolicy(shape, { plain }),
      library.newPolicy(shape, { plain, lanes: LANES }),
      library.newPolicy(shape, { plain, lanes: LANES, ownWeights: true }),
    ];
    for (const genome of GENOMES) {
      const list = library.weightsOf(genome, shape, 0.05, { plain });
      weights.push(list);
      policies.forEach((policy, i) => {
        for (let lane = 0; lane < (i === 2 ? LANES : 1); lane++) policy.load(list, lane);
      });
      for (let lane = 0; lane < LANES; lane++) {
        const seen = Float32Array.from({ length: size }, () => random.normal());
        for (const policy of policies) policy.see(Math.min(lane, policy.lanes - 1), seen);
      }
      for (const policy of policies) {
        policy.decide();
        outputs.push(policy.choices.slice(), ...policy.values.map((values) => values.slice()));
      }
    }
  }
  const xs = Array.from({ length: 2000 }, () => 20 * random.normal());
  const { log, exp, sin, cos, tanh } = library;
  const functions = xs.flatMap((x) => [x, log(x < 0 ? -x : x), exp(x), sin(x), cos(x), tanh(x), random.uniform()]);
  return { weights: hashOf(weights), outputs: hashOf(outputs), functions: hashOf([Float64Array.from(functions)]) };
}

/** What every engine must come to. Another value is another library: genomes would no longer mean what they meant. */
export const KNOWN_HASHES = {
  weights: "7d6012138324c397",
  outputs: "8acf44a5fbc7dcb1",
  functions: "cd9b5a0c9f6fde48",
};
