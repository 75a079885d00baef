// Updates the number of signatures while the page is visible.
// <… data-live-count="/petitions/…/count.json"> holds a <… data-count>, a <progress>, a <… data-goal>, a
// <… data-reached> in a <… data-reached-line> and, for screen readers, a status that speaks of goals alone.
"use strict";

const PAUSE = 10_000;
const LONGEST_PAUSE = 5 * 60_000;

for (const place of document.querySelectorAll("[data-live-count]")) {
  const find = (name) => place.querySelector(`[data-${name}]`);
  const bar = place.querySelector("progress");
  const number = new Intl.NumberFormat(document.documentElement.lang || "en");
  let pause = PAUSE;
  let timer = 0;

  const show = ({ count, goal }) => {
    find("count").textContent = number.format(count);
    const before = bar.max;
    bar.max = goal;
    bar.value = count;
    bar.ariaValueText = bar.dataset.of
      .replace("%(count)s", number.format(count))
      .replace("%(goal)s", number.format(goal));
    if (goal <= before) return;
    // A goal was reached: rare enough to announce it to screen readers.
    find("goal").textContent = number.format(goal);
    find("reached").textContent = number.format(before);
    find("reached-line").hidden = false;
    const status = find("milestone");
    status.textContent = status.dataset.milestone
      .replace("%(reached)s", number.format(before))
      .replace("%(goal)s", number.format(goal));
  };

  const look = async () => {
    try {
      const answer = await fetch(place.dataset.liveCount, { signal: AbortSignal.timeout(PAUSE) });
      if (!answer.ok) throw new Error(answer.statusText);
      show(await answer.json());
      pause = PAUSE;
    } catch {
      // Offline for a while: the number stays. A server in trouble gets no extra requests.
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    wait();
  };

  const wait = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, pause);
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? wait() : look()));
  wait();
}
