/**
 * The rewards of one episode, added up. `act` says what to do of what is observed; `random` is a source of the episode's own;
 * `show`, if there is one, is given a frame of the beginning and one of every step.
 */
export function runEpisode(task, act, random, show) {
  let sum = 0;
  task.reset(random);
  show?.(frameOf(task, sum));
  while (!task.done) {
    task.step(act(task.observation));
    sum += task.reward;
    show?.(frameOf(task, sum));
  }
  return sum;
}

/** What a page needs to draw where the episode is. */
function frameOf(task, reward) {
  const place = task.scene === undefined ? { state: Array.from(task.state) } : { scene: task.scene() };
  return { task: task.name, step: task.steps, reward, ...place };
}
