// The lightest spring that bears its load (Belegundu 1982, Arora 1989): wire diameter d, mean coil diameter D, number of coils n,
// in inches. Four constraints, each kept where it is not above 0. The best known is 0.012665, at d = 0.05169, D = 0.3567, n = 11.29,
// where the first two just hold.
export default function (trial) {
  const d = trial.suggestFloat("d", 0.05, 2, { log: true });
  const D = trial.suggestFloat("D", 0.25, 1.3, { log: true });
  const n = trial.suggestFloat("n", 2, 15);
  trial.setConstraint("deflection", 1 - (D ** 3 * n) / (71_785 * d ** 4));
  trial.setConstraint("stress", (4 * D ** 2 - d * D) / (12_566 * (D * d ** 3 - d ** 4)) + 1 / (5_108 * d ** 2) - 1);
  trial.setConstraint("frequency", 1 - (140.45 * d) / (D ** 2 * n));
  trial.setConstraint("outer diameter", (D + d) / 1.5 - 1);
  return (n + 2) * D * d ** 2;
}
