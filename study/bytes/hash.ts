/** MurmurHash3's 32-bit finalizer: every input bit reaches every output bit. */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 units, then mixed. Not for secrets: a stranger can find collisions. */
export function hashText(text: string, basis = 0x811c9dc5): number {
  let h = basis | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** Hash of a trial's id, uniform over unsigned 32 bit and alike on every peer; `logHash` is `hashText(log)`. */
export const trialHash = (logHash: number, number: number): number => mix32(logHash ^ mix32(number + 0x9e3779b9));

/** One odd constant per lane, so that four passes over the same words give independent results. */
const LANES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;

/** Four 32-bit words out of numbers and strings, each part and its kind reaching every word; never all zero. */
export function hash128(parts: readonly (number | string)[]): [number, number, number, number] {
  const words: [number, number, number, number] = [...LANES];
  for (const part of parts) {
    const text = typeof part === "number" ? `n${part}` : `s${part}`;
    for (let lane = 0; lane < 4; lane++) {
      const word = words[lane] ?? 0;
      words[lane] = mix32(hashText(text, word ^ (LANES[lane] ?? 0)) + Math.imul(word, 5));
    }
  }
  if ((words[0] | words[1] | words[2] | words[3]) === 0) words[0] = 1;
  return words;
}

/** The seed of the proposal that a trial came of: every engine finds it from the id. Unsigned 32 bit. */
export const trialSeed = (log: string, number: number): number => hash128([log, number])[0];
