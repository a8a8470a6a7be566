/** `structuredClone` of plain data: what else there is (functions, classes, errors) it refuses, as the language's would a function. */
export function clonePlain(value: unknown, known = new Map<unknown, unknown>()): unknown {
  if (typeof value === "function" || typeof value === "symbol") throw new TypeError("A function cannot be cloned.");
  if (typeof value !== "object" || value === null) return value;
  if (known.has(value)) return known.get(value);
  const copy = emptyLike(value);
  known.set(value, copy);
  if (copy instanceof Map && value instanceof Map)
    for (const [key, item] of value) copy.set(clonePlain(key, known), clonePlain(item, known));
  else if (copy instanceof Set && value instanceof Set) for (const item of value) copy.add(clonePlain(item, known));
  else if (Array.isArray(copy) || isPlain(copy)) {
    if (Array.isArray(value)) Reflect.set(copy, "length", value.length);
    for (const key of Object.keys(value)) Reflect.set(copy, key, clonePlain(Reflect.get(value, key), known));
  }
  return copy;
}

function emptyLike(value: object): object {
  if (Array.isArray(value)) return [];
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (value instanceof Date) return Reflect.construct(Date, [value.getTime()]);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return copyOfView(value);
  if (isPlain(value)) return {};
  throw new TypeError("Only plain data can be cloned here.");
}

function copyOfView(view: ArrayBufferView): object {
  const buffer = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  return Reflect.construct(view.constructor, [buffer]) as object;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
