// Opens the pictures of the desk in a dialog, with their thumbnails and the form to upload one (campaign/admin/fields/pictures.py).
// The select of the form holds the value, so everything else works with it as with any other.
"use strict";

const pictureDialog = (picker, choose) => {
  const dialog = document.createElement("dialog");
  const head = document.createElement("div");
  const title = document.createElement("h2");
  const close = document.createElement("button");
  const body = document.createElement("div");
  dialog.className = "picture-dialog";
  head.className = "picture-dialog-head";
  title.textContent = picker.dataset.title;
  title.id = "picture-dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  close.type = "button";
  close.textContent = picker.dataset.close;
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  dialog.append(head, body);

  const load = async (url) => {
    body.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url);
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      body.replaceChildren(page.querySelector("[data-picture-choice]"));
      body.querySelector("input[type=search]").focus();
    } catch {
      body.textContent = picker.dataset.failed;
    }
    body.removeAttribute("aria-busy");
  };

  // Django answers a form of a pop-up with the new item, or with the form and its errors.
  const upload = async (form) => {
    const note = form.querySelector("[data-errors]");
    const button = form.querySelector("[type=submit]");
    const busy = form.querySelector("[data-busy]");
    button.disabled = true;
    busy.hidden = false;
    note.hidden = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const made = page.getElementById("django-admin-popup-response-constants");
      const errors = [...page.querySelectorAll(".error-list li, .errorlist.nonfield li")];
      if (made) {
        const item = JSON.parse(made.dataset.popupResponse);
        choose(item.value, item.obj);
        dialog.close();
        return;
      }
      note.textContent = errors.map((each) => each.textContent).join(" ") || picker.dataset.failed;
    } catch {
      note.textContent = picker.dataset.failed;
    } finally {
      button.disabled = false;
      busy.hidden = true;
    }
    note.hidden = false;
  };

  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    if ("upload" in form.dataset) upload(form);
    else load(`${picker.dataset.url}?${new URLSearchParams(new FormData(form))}`);
  });
  dialog.addEventListener("click", (event) => {
    const page = event.target.closest("[data-page]");
    const picked = event.target.closest("[data-pick]");
    if (page) {
      event.preventDefault();
      load(`${picker.dataset.url}${page.getAttribute("href")}`);
    } else if (picked) {
      choose(picked.dataset.pick, picked.dataset.label);
      dialog.close();
    }
  });
  document.body.append(dialog);
  return () => {
    dialog.showModal();
    load(picker.dataset.url);
  };
};

const startPicker = (picker) => {
  const select = picker.querySelector("select");
  const chosen = picker.querySelector("[data-chosen]");
  const words = picker.querySelector("[data-words]");
  const clear = picker.querySelector("[data-clear]");
  const edit = picker.querySelector("[data-edit]");
  const open = picker.querySelector("[data-open]");
  const label = select.labels[0]?.textContent.trim().replace(/:$/, "") ?? "";

  const show = () => {
    const option = select.selectedOptions[0];
    const image = chosen.querySelector("img");
    chosen.hidden = clear.hidden = !select.value;
    if (select.value) image.src = picker.dataset.small.replace("/0/", `/${select.value}/`);
    else image.removeAttribute("src");
    if (edit) {
      edit.hidden = !select.value;
      edit.href = edit.dataset.url.replace("/0/", `/${select.value || 0}/`);
    }
    words.textContent = select.value ? option.textContent : "";
    open.setAttribute("aria-label", `${open.textContent}: ${label}`);
  };
  const choose = (value, text) => {
    if (value && ![...select.options].some((each) => each.value === value)) select.add(new Option(text, value));
    select.value = value;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  select.hidden = true;
  picker.querySelector("[data-buttons]").hidden = false;
  select.addEventListener("change", show);
  window.django?.jQuery(select).on("change", show); // Django's pop-ups tell only jQuery
  clear.addEventListener("click", () => {
    choose("", "");
    open.focus();
  });
  let opens;
  open.addEventListener("click", () => {
    opens ??= pictureDialog(picker, choose);
    opens();
  });
  show();
};

document.addEventListener("DOMContentLoaded", () => {
  for (const picker of document.querySelectorAll("[data-picture-picker]")) startPicker(picker);
});
