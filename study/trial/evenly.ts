/** Evenly spaced where there are more than `most`, which is at least 2; the first and the last one always. */
export function evenly<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const stride = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => all[Math.round(i * stride)] as T);
}
