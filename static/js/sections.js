// The sections of a form: opens what a link leads to, remembers what is open, and marks what is not saved yet.
"use strict";

const CONTROL = ":is(input:not([type=hidden]), select, textarea, .select2-selection)";
const WIDE = "(min-width: 1200px)";
const workplace = document.querySelector("[data-sections]");
const sections = [...(workplace?.querySelectorAll("[data-section]") ?? [])];

const isSeen = (element) => element.checkVisibility?.() ?? element.offsetWidth > 0;

const openAround = (element) => {
  for (let each = element.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
  window.dispatchEvent(new CustomEvent("desk:reveal", { detail: element }));
};

// A link into the form: the field itself, the box that stands for it, the first field of the rows, or the head of a section.
const stopAt = (target) => {
  if (target.matches("[data-section]")) return target.querySelector("summary");
  if (target.matches(".select2-hidden-accessible")) return target.nextElementSibling?.querySelector(".select2-selection");
  if (target.closest("[data-picture-picker]")) return target.closest("[data-picture-picker]").querySelector("[data-open]");
  if (target.matches(CONTROL)) return target;
  return [...target.querySelectorAll(`${CONTROL}, .add-row a, .add-row button, button, a`)].find(isSeen);
};

const follow = (hash) => {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target || !target.closest("form")) return;
  openAround(target);
  target.scrollIntoView();
  stopAt(target)?.focus({ preventScroll: !target.matches(CONTROL) });
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (link) requestAnimationFrame(() => follow(link.hash));
});
window.addEventListener("load", () => follow(location.hash));

// A new row: its section is open, and its first field has the focus.
document.addEventListener("formset:added", (event) => {
  openAround(event.target);
  [...event.target.querySelectorAll(CONTROL)].find(isSeen)?.focus();
});

const startSections = () => {
  const contents = workplace.querySelector("[data-contents]");
  const one = workplace.querySelector("[data-one-at-a-time]");
  const memory = `sections ${location.pathname.replace(/\d+/g, "")}`; // of this kind of form: no number of a person

  contents.open = matchMedia(WIDE).matches;
  // Not before Django's script has given the focus to the first field of a new item: it takes buttons for fields.
  window.addEventListener("load", () => {
    workplace.querySelector("[data-contents-tools]").hidden = false;
  });

  // The browser closes the others of the same name.
  const keepToOne = () => {
    for (const each of sections) {
      if (one.checked) each.name = "section";
      else each.removeAttribute("name");
    }
  };
  const remember = () => {
    const open = sections.filter((each) => each.open).map((each) => each.dataset.section);
    sessionStorage.setItem(memory, JSON.stringify(open));
  };
  const recall = () => {
    const open = JSON.parse(sessionStorage.getItem(memory) ?? "null");
    for (const each of sections) {
      const isUrgent = ["error", "to-do"].includes(each.dataset.state) || "changed" in each.dataset;
      if (open && !isUrgent) each.open = open.includes(each.dataset.section);
    }
  };

  recall();
  one.checked = localStorage.getItem("one section at a time") === "yes";
  keepToOne();
  one.addEventListener("change", () => {
    localStorage.setItem("one section at a time", one.checked ? "yes" : "no");
    keepToOne();
  });
  workplace.querySelector("[data-open-all]").addEventListener("click", () => {
    if (one.checked) one.click();
    for (const each of sections) each.open = true;
  });
  workplace.querySelector("[data-close-done]").addEventListener("click", () => {
    for (const each of sections) each.open = ["error", "to-do"].includes(each.dataset.state);
  });
  // “toggle” does not bubble.
  for (const each of sections) each.addEventListener("toggle", remember);

  const mark = (event) => {
    const name = event.isTrusted && event.target.closest("[data-section]")?.dataset.section;
    if (!name || event.target.closest("summary")) return;
    for (const each of workplace.querySelectorAll("[data-unsaved]")) if (each.dataset.unsaved === name) each.hidden = false;
  };
  for (const type of ["input", "change"]) workplace.addEventListener(type, mark);
};

if (workplace) startSections();
