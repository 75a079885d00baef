// Fetches the page again and again, and replaces the element marked with data-watch.
// Once no element is marked, the job is over, and the whole page reloads.
"use strict";

const EVERY = 3_000;
const place = document.querySelector("[data-watch]");

const look = async () => {
  setTimeout(look, EVERY);
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-watch]");
    if (now) place.replaceChildren(...now.childNodes);
    else location.reload();
  } catch {
    // Offline for a while: the element stays.
  }
};
if (place) setTimeout(look, EVERY);
