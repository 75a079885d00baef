// Passing a text on: the device's own share sheet, the visitor's own Mastodon server, and a button that copies. We learn
// of none. Without JavaScript the text can be selected.
// <button hidden data-share-title="…" data-share-text="…" data-share-link="…">
// <form hidden data-share-mastodon="…"> holds <input name="server">.
// <… data-copy> holds a <textarea data-copy-text> and a <button hidden data-copy-button data-copied="…">.
"use strict";

for (const button of document.querySelectorAll("[data-share-link]")) {
  if (!navigator.share) continue;
  const { shareTitle: title, shareText: text, shareLink: url } = button.dataset;

  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      // Some applications use only the text, others add the URL: it must not appear twice.
      await navigator.share({ title, text: text.replace(url, "").trim(), url });
    } catch (error) {
      if (error.name !== "AbortError") button.hidden = true; // no application of the device can share it
    }
  });
}

for (const form of document.querySelectorAll("[data-share-mastodon]")) {
  const server = form.elements.server;

  form.hidden = false;
  server.addEventListener("input", () => server.setCustomValidity(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = shareAddress(server.value);
    if (address) {
      address.searchParams.set("text", form.dataset.shareMastodon);
      window.open(address, "_blank", "noopener,noreferrer");
    } else {
      server.setCustomValidity(server.dataset.mistake);
      server.reportValidity();
    }
  });
}

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

// "https://server.example/@somebody", "@somebody@server.example" and "server.example" are one server.
function shareAddress(typed) {
  const name = typed.trim().replace(/^https?:\/\//i, "").replace(/\/.*$/, "").replace(/^.*@/, "");
  try {
    const address = new URL(`https://${name}/share`);
    const isServer = /^[\w-]+(\.[\w-]+)+$/.test(address.hostname) && address.pathname === "/share";
    return isServer ? address : null;
  } catch {
    return null;
  }
}
