// Names for screen readers that Django's own scripts leave out in the forms of the desk: fields of added rows, and fields
// in which staff search for an item.
"use strict";

// The server has named the fields of each row, also of the hidden one that Django copies: “Name __prefix__: Shown”.
const numberRows = (group) => {
  const rows = group.querySelectorAll("tr.form-row:not(.empty-form)");
  for (const [index, row] of rows.entries())
    for (const field of row.querySelectorAll("[aria-label]")) {
      const name = field.getAttribute("aria-label");
      field.setAttribute("aria-label", name.replace(/ (\d+|__prefix__): /, ` ${index + 1}: `));
    }
};

// Each cell gets the head of its column, which css/admin/rows.css shows where rows are cards.
const labelCells = (group) => {
  const heads = [...group.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  for (const row of group.querySelectorAll("tbody tr.form-row"))
    for (const [index, cell] of [...row.cells].entries()) if (heads[index]) cell.dataset.label = heads[index];
};

const nameOf = (select) => select.getAttribute("aria-label") ?? select.labels[0]?.textContent.trim().replace(/:$/, "");

// The box that select2 shows instead of the select, with what was chosen, and its search field.
const nameBox = (select) => {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  const name = nameOf(select);
  if (!box || !name) return;
  const chosen = [...select.selectedOptions].map((option) => option.textContent.trim()).filter(Boolean);
  box.removeAttribute("aria-labelledby");
  box.setAttribute("aria-label", [name, ...chosen].join(", "));
  box.querySelector("[role=textbox], .select2-search__field")?.setAttribute("aria-label", name);
};

const nameBoxes = () => {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) nameBox(select);
};

// Django makes the boxes when the page is ready, before this, because its scripts stand above.
django.jQuery(() => {
  // The signs with a hint in Django's lists with two columns.
  for (const sign of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) sign.setAttribute("role", "img");
  for (const group of document.querySelectorAll("[data-inline-type=tabular]")) labelCells(group);
  nameBoxes();
  django.jQuery(document).on("change", "select.select2-hidden-accessible", (event) => nameBox(event.target));
  django.jQuery(document).on("select2:open", (event) => {
    const search = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
    search?.setAttribute("aria-label", nameOf(event.target) ?? "");
    const box = event.target.nextElementSibling.querySelector(".select2-selection");
    box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
  });
});

for (const happening of ["formset:added", "formset:removed"])
  document.addEventListener(happening, () => {
    for (const group of document.querySelectorAll("[data-inline-type=tabular]")) numberRows(group);
    nameBoxes();
  });
