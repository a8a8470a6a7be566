import { truncatedNormalQuantile } from "../normal-distribution.ts";

/**
 * Student's t that is exceeded with the chance `tail` (below a half): G. W. Hill, "Algorithm 396: Student's t-quantiles",
 * CACM 13 (1970). Good to six digits from three degrees of freedom on; exact for one and two.
 */
export function studentQuantile(tail: number, freedom: number): number {
  const p = 2 * tail;
  if (freedom === 1) return Math.cos((p * Math.PI) / 2) / Math.sin((p * Math.PI) / 2);
  if (freedom === 2) return Math.sqrt(2 / (p * (2 - p)) - 2);
  const a = 1 / (freedom - 0.5);
  const b = 48 / (a * a);
  let c = (((20_700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * freedom;
  let y = (d * p) ** (2 / freedom);
  if (y > 0.05 + a) {
    const x = truncatedNormalQuantile(tail, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    y = x * x;
    if (freedom < 5) c += 0.3 * (freedom - 4.5) * (x + 0.6);
    c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    const e = 1 / (((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3);
    y = ((e + 0.5 / (freedom + 4)) * y - 1) * ((freedom + 1) / (freedom + 2)) + 1 / y;
  }
  return Math.sqrt(freedom * y);
}
