/** The rewards of one episode, added up. `act` says what to do of what is observed; `random` is a source of the episode's own. */
export function runEpisode(task, act, random) {
  let sum = 0;
  task.reset(random);
  while (!task.done) {
    task.step(act(task.observation));
    sum += task.reward;
  }
  return sum;
}
