// How many people should answer calls in each of four shifts? An hour of a person costs 20, an hour of a caller who waits 60, and
// more where somebody is still waiting as the desk closes. What a day costs is chance: a trial plays ten days, so that the same
// plan costs something else when it is tried again.
const SHIFT_HOURS = 4;
/** Calls an hour in each shift; a call takes six minutes on average. */
const CALLS = [20, 55, 40, 12];
const CALL_HOURS = 0.1;
const WAGE = 20;
const WAITING = 60;
const DAYS = 10;

/** Hours until the next of what happens `rate` times an hour. */
const hoursTo = (rate, rng) => -Math.log(1 - rng.next()) / rate;

/** One day, call after call. A shift's people begin together; who is on the phone as it ends is free after that call. */
function costOfDay(staff, rng) {
  let waited = 0;
  for (let shift = 0, queued = []; shift < staff.length; shift++) {
    const begin = shift * SHIFT_HOURS;
    const end = begin + SHIFT_HOURS;
    const free = Array.from({ length: staff[shift] }, () => begin);
    const calls = queued;
    for (let at = begin + hoursTo(CALLS[shift], rng); at < end; at += hoursTo(CALLS[shift], rng)) calls.push(at);
    queued = [];
    for (const call of calls) {
      const first = free.indexOf(Math.min(...free));
      const answered = Math.max(call, free[first]);
      if (answered >= end && shift + 1 < staff.length) {
        queued.push(call);
        continue;
      }
      waited += answered - call;
      free[first] = answered + hoursTo(1 / CALL_HOURS, rng);
    }
  }
  return WAGE * SHIFT_HOURS * staff.reduce((sum, people) => sum + people, 0) + WAITING * waited;
}

export default function (trial) {
  const staff = CALLS.map((_, shift) => trial.suggestInt(`people${shift + 1}`, 1, 12));
  let cost = 0;
  for (let day = 0; day < DAYS; day++) cost += costOfDay(staff, trial.rng);
  return cost / DAYS;
}
