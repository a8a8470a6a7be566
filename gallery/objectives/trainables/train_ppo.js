// Proximal policy optimization of the task that newTask makes; config has the settings, by RLlib's names. The lines above are the
// libraries that it needs: networks from seeds, the task, and PPO, whose workers play in turn inside of one trial.
// A trial goes on until one of its stop rules ends it: there the reporter throws.
export default function train(config, reporter) {
  const training = ppo.newTraining({ neuro, newTask, ...config });
  for (;;) {
    const result = training.iteration();
    // Before the first episode has ended there is no mean to report.
    if (result.episodes_total > 0) reporter(result);
  }
}
