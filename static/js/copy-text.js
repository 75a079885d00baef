// A button that copies a text. Without JavaScript there is no button, and the text can be selected.
// <… data-copy> holds a <textarea data-copy-text> and a <button hidden data-copy-button data-copied="…">.
"use strict";

for (const place of document.querySelectorAll("[data-copy]")) {
  const text = place.querySelector("[data-copy-text]");
  const button = place.querySelector("[data-copy-button]");
  if (!navigator.clipboard) continue;

  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.value);
    button.textContent = button.dataset.copied;
  });
}
