import { logNormalMass } from "../../normal-distribution.ts";
import { cellOf } from "./cell-mass.ts";
import type { CategoricalKernels, Kernels, NumericalKernels } from "./parzen-kernels.ts";

/** ln probability each kernel gives to a category (by index) or a grid's value; remembered by value. */
export function probabilityTable(kernels: Kernels): (x: number) => Float64Array {
  const byValue = new Map<number, Float64Array>();
  return (x) => {
    let masses = byValue.get(x);
    if (masses === undefined) {
      masses = kernels.kind === "categorical" ? lnChoiceMasses(kernels, x) : lnCellMasses(kernels, x);
      byValue.set(x, masses);
    }
    return masses;
  };
}

function lnChoiceMasses({ distribution, indices, hit, miss }: CategoricalKernels, x: number): Float64Array {
  const [lnHit, lnMiss] = [Math.log(hit), Math.log(miss)];
  const masses = new Float64Array(indices.length + 1).fill(lnMiss);
  for (let i = 0; i < indices.length; i++) if (indices[i] === x) masses[i] = lnHit;
  masses[indices.length] = -Math.log(distribution.choices.length);
  return masses;
}

/** Along the sorted kernels, where equal ones are neighbours. */
function lnCellMasses({ distribution, mus, sigmas, lnMasses, order }: NumericalKernels, x: number): Float64Array {
  const [left, right] = cellOf(distribution, x);
  const masses = new Float64Array(mus.length);
  let [lastMu, lastSigma, last] = [Number.NaN, Number.NaN, 0];
  for (let k = 0; k < mus.length; k++) {
    const i = k < order.length ? (order[k] as number) : k;
    const [mu, sigma] = [mus[i] as number, sigmas[i] as number];
    if (mu !== lastMu || sigma !== lastSigma) {
      last = logNormalMass((left - mu) / sigma, (right - mu) / sigma);
      [lastMu, lastSigma] = [mu, sigma];
    }
    masses[i] = last - (lnMasses[i] as number);
  }
  return masses;
}
