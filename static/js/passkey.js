// Adds a passkey, or logs in with one: asks the browser, and sends its answer with the form.
// <form hidden data-passkey="create or get" data-options="…JSON…"> holds <input name="passkey">.
"use strict";

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) continue;

  const ask = {
    create: (options) =>
      navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
    get: (options) =>
      navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  }[form.dataset.passkey];

  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await ask(JSON.parse(form.dataset.options));
      form.elements.passkey.value = JSON.stringify(answer);
      form.submit();
    } catch {
      form.querySelector("[data-failed]").hidden = false;
    }
  });
}
