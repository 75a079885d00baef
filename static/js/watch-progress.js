// Asks for the page again and again, and puts in what it says now in the place marked with data-watch.
// When it marks none any more, the thing is over, and the whole page is shown anew.
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
    // Off line for a while: it stays as it is.
  }
};
if (place) setTimeout(look, EVERY);
