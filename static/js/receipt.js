// The browser's part of a receipt: 32 random bytes that we do not choose, so that no two people can be given one receipt.
// Where you confirm, <input data-receipt-part="the petition's slug"> takes them. The thank-you page checks that the receipt of
// that petition ends with them, and shows <… hidden data-receipt-alarm> if it does not. They are kept in between for this tab
// alone.
"use strict";

const KEPT = "receipt-parts";

function draw() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const inputs = document.querySelectorAll("input[data-receipt-part]");
const parts = {};
for (const input of inputs) {
  input.value = parts[input.dataset.receiptPart] = draw();
}

// Only when the button is pressed: whoever opens the page and leaves again keeps nothing.
const keep = () => {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(parts));
  } catch {
    // Without storage nothing is compared. The receipt holds the part all the same.
  }
};

try {
  if (inputs.length) {
    inputs[0].form.addEventListener("submit", keep);
  } else {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    const shown = Array.from(document.querySelectorAll(".receipt-text"), (text) => JSON.parse(text.value));
    const alarms = document.querySelectorAll("[data-receipt-alarm]");
    shown.forEach(({ petition, receipt }, at) => {
      alarms[at].hidden = !kept || kept[petition] === receipt.slice(64);
    });
    sessionStorage.removeItem(KEPT);
  }
} catch {
  // Without storage nothing is compared. The receipt holds the part all the same.
}
