// Transformations of the BBOB definitions (Hansen, Finck, Ros, Auger 2009, section 0.2), in place and without allocation.

/** T_osz of one number: small irregular waves around the identity. */
export function oscillated(x: number): number {
  if (x > 0) {
    const t = 10 * Math.log(x);
    return x * Math.exp(0.049 * (Math.sin(t) + Math.sin(0.79 * t)));
  }
  if (x < 0) {
    const t = 10 * Math.log(-x);
    return x * Math.exp(0.049 * (Math.sin(0.55 * t) + Math.sin(0.31 * t)));
  }
  return x;
}

/** T_osz of every coordinate. */
export function oscillate(z: Float64Array): void {
  for (let i = 0; i < z.length; i++) z[i] = oscillated(z[i] as number);
}

/** T_asy: stretches the positive half-axes, later coordinates more. */
export function skew(z: Float64Array, beta: number): void {
  const dim = z.length;
  for (let i = 0; i < dim; i++) {
    const x = z[i] as number;
    if (x > 0) z[i] = x ** (1 + ((beta * i) / (dim - 1)) * Math.sqrt(x));
  }
}

/** out = x - shift. */
export function subtract(x: ArrayLike<number>, shift: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) - (shift[i] as number);
}

/** out = matrix x; the matrix by rows. */
export function multiply(matrix: Float64Array, x: ArrayLike<number>, out: Float64Array): void {
  const dim = out.length;
  for (let i = 0, at = 0; i < dim; i++) {
    let sum = 0;
    for (let j = 0; j < dim; j++, at++) sum += (matrix[at] as number) * (x[j] as number);
    out[i] = sum;
  }
}

/** f_pen: how far x is outside [-limit, limit], squared and summed. */
export function penalty(x: ArrayLike<number>, limit = 5): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const outside = Math.abs(x[i] as number) - limit;
    if (outside > 0) sum += outside * outside;
  }
  return sum;
}
