// A saved row of a form is one line, with a button that shows its fields. Without this script all fields are shown.
"use strict";

const foldWords = document.querySelector("[data-fold-edit]")?.dataset;
const isFoldable = ".inline-related.has_original:has(> h3), tr.form-row.has_original:has(.original p)";
const labelOf = (row) => row.querySelector(".inline_label, .original p");

const setFold = (row, isFolded) => {
  for (const each of row.querySelectorAll(":scope > fieldset")) {
    // “until-found”: a search in the page finds what is in it, and opens it.
    if (isFolded) each.setAttribute("hidden", "until-found");
    else each.removeAttribute("hidden");
  }
  row.classList.toggle("folded", isFolded); // for the rows of tables: they fold on narrow screens alone
  const button = row.querySelector("[data-fold]");
  button.textContent = isFolded ? foldWords.foldEdit : foldWords.foldClose;
  button.setAttribute("aria-label", `${button.textContent}: ${button.dataset.fold}`);
  button.setAttribute("aria-expanded", String(!isFolded));
};

for (const row of foldWords ? document.querySelectorAll(isFoldable) : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "row-fold";
  button.dataset.fold = labelOf(row).textContent.trim();
  if (row.matches("tr")) labelOf(row).append(button);
  else labelOf(row).after(button);
  button.addEventListener("click", () => setFold(row, button.getAttribute("aria-expanded") === "true"));
  row.addEventListener("beforematch", () => setFold(row, false));
  setFold(row, !row.querySelector(".errorlist"));
}

// A link of the list of errors, or of the checklist, leads to a field in a folded row.
window.addEventListener("desk:reveal", ({ detail }) => {
  const row = detail.closest(isFoldable);
  if (row?.querySelector("[data-fold]")) setFold(row, false);
});
