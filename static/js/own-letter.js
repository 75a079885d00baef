// What a reader changes in <form data-own-letter> goes along to the email, [data-letter-mail], and to paper,
// [data-letter-printed]. It stays in the browser. Without JavaScript the form is posted, and comes back ready.
"use strict";

for (const form of document.querySelectorAll("[data-own-letter]")) {
  const text = form.querySelector("textarea");
  const mail = form.querySelector("[data-letter-mail]");
  const print = form.querySelector("[data-letter-print]");
  const printed = document.querySelector("[data-letter-printed]");
  const address = mail && mail.href.split("&body=")[0];

  const carryOver = () => {
    printed.textContent = text.value;
    if (mail) mail.href = `${address}&body=${encodeURIComponent(text.value.replace(/\r?\n/g, "\r\n"))}`;
  };

  form.querySelector("[data-letter-post]").hidden = true;
  for (const shown of [mail, print]) if (shown) shown.hidden = false;
  print.addEventListener("click", () => window.print());
  text.addEventListener("input", carryOver);
  window.addEventListener("pageshow", carryOver); // a browser may have brought back what was typed
}
