// The kernels where WebAssembly with SIMD is, as every browser has had it since 2023; elsewhere the plain ones.
import { plainKernels } from "./plain-kernels.js";
import { WASM_BASE64 } from "./wasm-bytes.js";

const PAGE = 65536;
/** Compiled once; null where it cannot be. */
let compiled;

function compile() {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(WASM_BASE64), (char) => char.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** Memory of at least `bytes`, filled with zeros, that never grows, and what works on it. */
export function openKernels(bytes, plain = false) {
  if (compiled === undefined && !plain) compiled = compile();
  if (plain || compiled === null) return plainKernels(PAGE * Math.ceil(bytes / PAGE));
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { addNormals, run } = new WebAssembly.Instance(compiled, { neuro: { memory } }).exports;
  return { buffer: memory.buffer, addNormals, run };
}
