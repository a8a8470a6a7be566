/**
 * The normal distribution and its truncation, in logarithms where probabilities underflow. erf and erfc follow
 * fdlibm's s_erf.c (Sun Microsystems, 1993; error below 1 ulp); the rest follows Optuna's `_truncnorm.py`.
 */

const SQRT_HALF = Math.SQRT1_2;
const LN_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);

const E0 = 1.28379167095512586316e-1;
const ERX = 8.45062911510467529297e-1;

const smallRatio = (z: number): number =>
  (1.28379167095512558561e-1 +
    z *
      (-3.2504210724700149937e-1 +
        z * (-2.84817495755985104766e-2 + z * (-5.77027029648944159157e-3 + z * -2.37630166566501626084e-5)))) /
  (1 +
    z *
      (3.97917223959155352819e-1 +
        z *
          (6.50222499887672944485e-2 +
            z * (5.08130628187576562776e-3 + z * (1.32494738004321644526e-4 + z * -3.9602282787753681232e-6)))));

const middleRatio = (s: number): number =>
  (-2.36211856075265944077e-3 +
    s *
      (4.14856118683748331666e-1 +
        s *
          (-3.72207876035701323847e-1 +
            s *
              (3.18346619901161753674e-1 +
                s * (-1.10894694282396677476e-1 + s * (3.54783043256182359371e-2 + s * -2.166375594868790843e-3)))))) /
  (1 +
    s *
      (1.06420880400844228286e-1 +
        s *
          (5.40397917702171048937e-1 +
            s *
              (7.18286544141962662868e-2 +
                s * (1.26171219808761642112e-1 + s * (1.36370839120290507362e-2 + s * 1.1984499846799107417e-2))))));

const outerRatio = (s: number): number =>
  (-9.86494403484714822705e-3 +
    s *
      (-6.93858572707181764372e-1 +
        s *
          (-1.05586262253232909814e1 +
            s *
              (-6.23753324503260060396e1 +
                s *
                  (-1.62396669462573470355e2 +
                    s *
                      (-1.84605092906711035994e2 + s * (-8.12874355063065934246e1 + s * -9.81432934416914548592))))))) /
  (1 +
    s *
      (1.96512716674392571292e1 +
        s *
          (1.376577541435190426e2 +
            s *
              (4.34565877475229228821e2 +
                s *
                  (6.45387271733267880336e2 +
                    s *
                      (4.29008140027567833386e2 +
                        s *
                          (1.08635005541779435134e2 +
                            s * (6.57024977031928170135 + s * -6.04244152148580987438e-2))))))));

const tailRatio = (s: number): number =>
  (-9.86494292470009928597e-3 +
    s *
      (-7.99283237680523006574e-1 +
        s *
          (-1.77579549177547519889e1 +
            s *
              (-1.60636384855821916062e2 +
                s * (-6.37566443368389627722e2 + s * (-1.02509513161107724954e3 + s * -4.83519191608651397019e2)))))) /
  (1 +
    s *
      (3.03380607434824582924e1 +
        s *
          (3.25792512996573918826e2 +
            s *
              (1.53672958608443695994e3 +
                s *
                  (3.19985821950859553908e3 +
                    s *
                      (2.55305040643316442583e3 + s * (4.74528541206955367215e2 + s * -2.24409524465858183362e1)))))));

/** erfc for x >= 1.25, without underflow: returns [ratio part, exponent] so that erfc = exp(exponent) / x. */
const outerExponent = (x: number): number => {
  const s = 1 / (x * x);
  return x < 1 / 0.35 ? outerRatio(s) : tailRatio(s);
};

/** x*x in two parts, so that exp(-x*x) keeps full precision for large x. */
const squareHigh = Math.fround;

function erfcOuter(x: number): number {
  if (x > 27.3) return 0;
  const z = squareHigh(x);
  return (Math.exp(-z * z - 0.5625) * Math.exp((z - x) * (z + x) + outerExponent(x))) / x;
}

/** The error function. */
export function erf(x: number): number {
  const ax = Math.abs(x);
  if (ax < 0.84375) return ax < 3.7e-9 ? x + E0 * x : x + x * smallRatio(x * x);
  const sign = x < 0 ? -1 : 1;
  if (ax < 1.25) return sign * (ERX + middleRatio(ax - 1));
  return ax >= 6 ? sign : sign * (1 - erfcOuter(ax));
}

/** 1 - erf(x), precise for large x. */
export function erfc(x: number): number {
  const ax = Math.abs(x);
  if (ax < 0.84375) {
    const y = x * smallRatio(x * x);
    return x < 0.25 ? 1 - (x + y) : 0.5 - (x - 0.5 + y);
  }
  if (ax < 1.25) return x >= 0 ? 1 - ERX - middleRatio(ax - 1) : 1 + ERX + middleRatio(ax - 1);
  return x > 0 ? erfcOuter(ax) : 2 - erfcOuter(ax);
}

/** Standard normal distribution function. */
export const normalCdf = (x: number): number => 0.5 * erfc(-x * SQRT_HALF);

/** ln of the standard normal distribution function, precise in both tails. */
export function logNormalCdf(x: number): number {
  if (x > 6) return -normalCdf(-x);
  if (x > -20) return Math.log(normalCdf(x));
  return -0.5 * x * x - Math.log(-x) - LN_SQRT_2PI + Math.log(asymptoticTail(x));
}

/** 1 - 1/x^2 + 3/x^4 - ..., summed until it no longer changes (x <= -20). */
function asymptoticTail(x: number): number {
  const inverseSquare = 1 / (x * x);
  let [sum, term] = [1, 1];
  for (let i = 1; Math.abs(term) > 2.2e-16 && i < 20; i++) {
    term *= -(2 * i - 1) * inverseSquare;
    sum += term;
  }
  return sum;
}

/** ln of the standard normal density. */
export const logNormalPdf = (x: number): number => -0.5 * x * x - LN_SQRT_2PI;

/** From here on 1 - cdf is below half an ulp of 1, so a bound this far (in sigmas) cuts nothing off. */
const BEYOND = 8.3;

/** ln of the standard normal mass between a <= b. */
export function logNormalMass(a: number, b: number): number {
  if (a < -BEYOND && b > BEYOND) return 0;
  if (b <= 0) return logDifference(logNormalCdf(b), logNormalCdf(a));
  if (a > 0) return logDifference(logNormalCdf(-a), logNormalCdf(-b));
  return Math.log1p(-(a < -BEYOND ? 0 : normalCdf(a)) - (b > BEYOND ? 0 : normalCdf(-b)));
}

/** ln(e^p - e^q) for p >= q. */
const logDifference = (p: number, q: number): number => (p === -Infinity ? p : p + Math.log1p(-Math.exp(q - p)));

/** ln(e^p + e^q). */
function logSum(p: number, q: number): number {
  const high = p > q ? p : q;
  const low = p > q ? q : p;
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}

const LOGISTIC = Math.sqrt(3) / Math.PI;
/** Newton's method doubles the digits each time; from these first guesses 4 to 6 rounds reach 1e-15. */
const MAX_NEWTON_ROUNDS = 100;

/** The x with ln cdf(x) = y, for y < 0 (Optuna's `_ndtri_exp`). */
function inverseLogNormalCdf(y: number): number {
  const flipped = y > -1e-2;
  const z = flipped ? Math.log(-Math.expm1(y)) : y;
  let x = z < -5 ? -Math.sqrt(-2 * (z + LN_SQRT_2PI)) : -LOGISTIC * Math.log(Math.expm1(-z));
  for (let round = 0; round < MAX_NEWTON_ROUNDS; round++) {
    const logCdf = logNormalCdf(x);
    const dx = (logCdf - z) * Math.exp(logCdf - logNormalPdf(x));
    x -= dx;
    if (Math.abs(dx) <= 1e-8 * Math.abs(x)) break;
  }
  return flipped ? -x : x;
}

const centralRatio = (r: number): number =>
  (3.3871328727963665 +
    r *
      (133.14166789178438 +
        r *
          (1971.5909503065513 +
            r *
              (13731.69376550946 +
                r *
                  (45921.95393154987 + r * (67265.7709270087 + r * (33430.57558358813 + r * 2509.0809287301227))))))) /
  (1 +
    r *
      (42.31333070160091 +
        r *
          (687.1870074920579 +
            r *
              (5394.196021424751 +
                r *
                  (21213.794301586597 + r * (39307.89580009271 + r * (28729.085735721943 + r * 5226.495278852854)))))));

/** Where the rational approximation of the quantile holds: the middle 85 %. */
const CENTRAL = 0.425;

/** The point below which a share q (0..1) of the standard normal truncated to [a, b] lies; within [a, b]. */
export function truncatedNormalQuantile(q: number, a: number, b: number): number {
  if (q <= 0 || a === b) return a;
  if (q >= 1) return b;
  if (a < 0 && b > 0) {
    // Wichura (1988), algorithm AS 241, its central part; error about 1e-16.
    const below = normalCdf(a);
    const centred = below + q * (normalCdf(b) - below) - 0.5;
    if (Math.abs(centred) <= CENTRAL) return centred * centralRatio(0.180625 - centred * centred);
  }
  const logMass = logNormalMass(a, b);
  const x =
    a < 0
      ? inverseLogNormalCdf(logSum(logNormalCdf(a), Math.log(q) + logMass))
      : -inverseLogNormalCdf(logSum(logNormalCdf(-b), Math.log1p(-q) + logMass));
  return x > a ? (x < b ? x : b) : a;
}
