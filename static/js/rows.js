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

// A new row that was removed can be brought back until the form is saved. Saved rows are only marked, with a box.
const typedIn = (row) =>
  [...row.querySelectorAll("input:not([type=hidden]), select, textarea")].map((field) => ({
    name: field.name.replace(/^.+-\d+-/, ""),
    value: field.value,
    checked: field.checked,
    text: field.selectedOptions?.[0]?.textContent,
  }));

const bringBack = (group, typed) => {
  const last = () => [...group.querySelectorAll(".inline-related:not(.empty-form, .tabular), tr.form-row:not(.empty-form)")].at(-1);
  group.querySelector(".add-row :is(a, button)").click();
  for (const { name, value, checked, text } of typed) {
    const field = [...last().querySelectorAll("[name]")].find((each) => each.name.endsWith(`-${name}`));
    if (!field) continue;
    if (field.matches("select") && value && ![...field.options].some((each) => each.value === value)) field.add(new Option(text, value));
    if (field.type === "checkbox") field.checked = checked;
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
};

const offerBack = (group, typed) => {
  group.querySelector(".row-removed")?.remove();
  const note = document.createElement("p");
  const button = document.createElement("button");
  note.className = "row-removed";
  note.setAttribute("role", "status");
  note.textContent = `${foldWords.rowRemoved} `;
  button.type = "button";
  button.className = "row-fold";
  button.textContent = foldWords.rowBack;
  button.addEventListener("click", () => {
    note.remove();
    bringBack(group, typed);
  });
  note.append(button);
  group.append(note);
  button.focus();
};

// Before Django's own script, which takes the row out of the page.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(".inline-deletelink");
    const row = link?.closest("tr.form-row, .inline-related");
    const group = link?.closest(".inline-group");
    if (!foldWords || !row || !group) return;
    const typed = typedIn(row);
    setTimeout(() => offerBack(group, typed));
  },
  true,
);
