import { choice, integer, type Rng } from "../../study/rng.ts";
import { mutateBytes } from "./mutate-bytes.ts";

/** Where a stranger would look for a way out of an interpreter written in JavaScript, or in Python. */
const WAYS_OUT = [
  "eval",
  "Function",
  "globalThis",
  "constructor",
  "__proto__",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
  "process",
  "require",
  "import",
  "this",
  "window",
  "arguments",
  "call",
  "apply",
  "__import__",
  "__class__",
  "__builtins__",
  "exec",
  "open",
  "os",
];

const FUNCTIONS = (
  "int float bool str abs round pow min max len sum range list tuple random.random random.uniform random.gauss random.randint " +
  "random.choice random.sample random.randrange np.random.uniform np.random.normal np.random.randint np.random.choice " +
  "np.random.rand np.log np.exp np.sqrt np.power np.floor math.log math.floor math.pow math.ceil numpy.log10"
).split(" ");
const ATOMS = "0 1 2 -3 7.5 1e-4 1e308 0x1F 10**9 'a' \"b\\n\" None True False _i np.pi () [] {} spec".split(" ");
const PATHS =
  "spec.config.a spec.config.b[0] spec.config['c'] spec.config.d.e spec.env spec.resources.cpu spec.x".split(" ");
const BINARY = "+ - * / // % ** << >> & | ^ < <= == != > in is and or".split(" ");

/** An expression as a stranger may write it: Python that is understood, Python that is not, and what is no Python at all. */
export function expressionText(rng: Rng): string {
  const text = rng.next() < 0.2 ? `lambda spec: ${valid(rng, 0)}` : valid(rng, 0);
  const kind = rng.next();
  if (kind < 0.5) return text;
  if (kind < 0.75) return withWayOut(text, rng);
  return mutated(text, valid(rng, 0), rng);
}

function valid(rng: Rng, depth: number): string {
  if (depth > 5 || rng.next() < 0.25) return choice(rng, rng.next() < 0.3 ? PATHS : ATOMS);
  const inner = (): string => valid(rng, depth + 1);
  const list = (most: number): string => Array.from({ length: integer(rng, 0, most) }, inner).join(", ");
  switch (integer(rng, 0, 9)) {
    case 0:
    case 1:
      return `${inner()} ${choice(rng, BINARY)} ${inner()}`;
    case 2:
    case 3:
      return `${choice(rng, FUNCTIONS)}(${list(3)})`;
    case 4:
      return `(${inner()})`;
    case 5:
      return `[${list(4)}]`;
    case 6:
      return `${choice(rng, ["-", "+", "~", "not "])}${inner()}`;
    case 7:
      return `${inner()} if ${inner()} else ${inner()}`;
    case 8:
      return `${inner()}[${inner()}]`;
    default:
      return choice(rng, [
        `{'k': ${inner()}}`,
        `(${inner()},)`,
        `${inner()} < ${inner()} <= ${inner()}`,
        `len(str(${inner()}))`,
      ]);
  }
}

/** A name that leads out, in one of the places where a program would follow it. */
function withWayOut(text: string, rng: Rng): string {
  const name = choice(rng, WAYS_OUT);
  return choice(rng, [
    `${text}.${name}`,
    `${name}(${text})`,
    `(${text})['${name}']`,
    `spec.config.${name}`,
    `spec['${name}']['${name}']`,
    `random.${name}('x')`,
    `np.random.${name}.${choice(rng, WAYS_OUT)}`,
    `{'${name}': ${text}}['${name}']`,
    `random.choice(['${name}', ${text}])`,
    `lambda ${name}: ${name}.config.a`,
    `${choice(rng, FUNCTIONS)}(${name}=${text})`,
    `spec.config.d.${name}(${text})`,
  ]);
}

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];

/** Changed as bytes, up to three times. */
export function mutated(text: string, other: string, rng: Rng): string {
  let bytes: Uint8Array = encoder.encode(text);
  const lender = encoder.encode(other);
  for (let i = integer(rng, 1, 3); i > 0; i--) bytes = mutateBytes(bytes, lender, rng);
  return decoder.decode(bytes);
}
