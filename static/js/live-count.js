// Keeps the number of signatures up to date while the page is looked at.
// <… data-live-count="/petitions/…/count.json"> holds a <… data-count> and a <progress>.
"use strict";

for (const place of document.querySelectorAll("[data-live-count]")) {
  const shown = place.querySelector("[data-count]");
  const bar = place.querySelector("progress");
  const number = new Intl.NumberFormat(document.documentElement.lang || "en");

  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.liveCount);
      if (!answer.ok) return;
      const { count, goal } = await answer.json();
      shown.textContent = number.format(count);
      bar.max = goal;
      bar.value = count;
    } catch {
      // Off line for a while: the number stays as it is.
    }
  }, 10_000);
}
