/** Everything that turns text into a program, or that an object has without having been given it. */
const GENERATORS = [async () => {}, function* () {}, async function* () {}].map(
  (each) => Object.getPrototypeOf(each) as object,
);
const WATCHED: readonly (readonly [string, object, string])[] = [
  ["eval", globalThis, "eval"],
  ["Function", globalThis, "Function"],
  ["Function.prototype.constructor", Function.prototype, "constructor"],
  ["Object.prototype.constructor", Object.prototype, "constructor"],
  ["Object.prototype.__proto__", Object.prototype, "__proto__"],
  ["Object.prototype.__defineGetter__", Object.prototype, "__defineGetter__"],
  ["Object.prototype.__lookupGetter__", Object.prototype, "__lookupGetter__"],
  ...GENERATORS.map((prototype, i) => [`the constructor of generators, ${i}`, prototype, "constructor"] as const),
];
const GUARDED = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Function.prototype,
  Map.prototype,
];

/** Runs `run` and tells which of them it touched, and whether it left anything on a prototype. */
export function touchedJavaScript<T>(run: () => T): { readonly value: T; readonly touched: readonly string[] } {
  const touched = new Set<string>();
  const before = GUARDED.map((prototype) => Reflect.ownKeys(prototype).length);
  const restored = WATCHED.map(([name, owner, key]) => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if (descriptor === undefined) throw new Error(`There is no ${name} to watch.`);
    const note = (): void => void touched.add(name);
    Object.defineProperty(owner, key, {
      configurable: true,
      enumerable: descriptor.enumerable ?? false,
      get(this: unknown) {
        note();
        return descriptor.get === undefined ? descriptor.value : descriptor.get.call(this);
      },
      set: note,
    });
    return () => Object.defineProperty(owner, key, descriptor);
  });
  let value: T;
  try {
    value = run();
  } finally {
    for (const restore of restored) restore();
  }
  for (const [i, prototype] of GUARDED.entries())
    if (Reflect.ownKeys(prototype).length !== before[i]) touched.add(`a prototype, ${i}`);
  return { value, touched: [...touched] };
}
