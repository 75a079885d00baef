// The dialogs of the editor: they search for a page to link to, or for a picture to show.
"use strict";

{
  const WAIT = 300;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  const ask = async (url, words, signal) => {
    const body = new URLSearchParams({ words, csrfmiddlewaretoken: token() });
    const answer = await fetch(url, { method: "POST", body, redirect: "manual", signal });
    if (!answer.ok) throw new Error(answer.type);
    return (await answer.json()).found;
  };

  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  const pageButton = ({ kind, name, address, stage }) => {
    const button = element("button", "", { type: "button" });
    button.append(element("span", name, { dir: "auto" }), element("small", [kind, stage, address].filter(Boolean).join(" · ")));
    return button;
  };

  const pictureButton = ({ alt, credit, src }) => {
    const button = element("button", "", { type: "button" });
    button.append(element("img", "", { src, alt: "", loading: "lazy" }), element("span", alt, { dir: "auto" }), element("small", credit, { dir: "auto" }));
    return button;
  };

  // A dialog stands outside of the form, so its fields are not part of what the form sends and keeps.
  const open = (template, url, buttonOf, chosen, typed) => {
    const dialog = template.content.querySelector("dialog").cloneNode(true);
    const part = (name) => dialog.querySelector(`[data-part=${name}]`);
    const status = part("status");
    let timer;
    let search;
    const show = (found) => {
      part("results").replaceChildren(
        ...found.map((each) => {
          const row = document.createElement("li");
          row.append(buttonOf(each));
          row.firstChild.addEventListener("click", () => {
            dialog.close();
            chosen(each, part("words").value.trim());
          });
          return row;
        }),
      );
      status.textContent = found.length ? status.dataset.some.replace("{number}", found.length) : status.dataset.none;
    };
    const find = async () => {
      search?.abort();
      search = new AbortController();
      try {
        show(await ask(url, part("search").value, search.signal));
      } catch (error) {
        if (error.name !== "AbortError") status.textContent = status.dataset.failed;
      }
    };
    const isAddress = (text) => /^(https?:\/\/|mailto:|\/|#|www\.)/i.test(text);
    part("search").addEventListener("input", ({ target }) => {
      clearTimeout(timer);
      if (typed && (!target.value.trim() || isAddress(target.value.trim()))) show([]), (status.textContent = "");
      else timer = setTimeout(find, WAIT);
    });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const address = part("search").value.trim();
      if (!typed) return find();
      if (!isAddress(address)) {
        status.textContent = status.dataset.bad;
        return part("search").focus();
      }
      dialog.close();
      typed(address.replace(/^www\./i, "https://$&"), part("words").value.trim());
    });
    part("close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      clearTimeout(timer);
      search?.abort();
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
    return { dialog, part, find };
  };

  const safe = (address) => address.replace(/[\s<>()\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`);
  const words = (text) => text.replace(/[\\[\]]/g, "\\$&");

  globalThis.writingDialogs = {
    // insert: takes the Markdown.
    link(editor, selected, insert) {
      const make = (address, text, name) => insert(`[${words(text || name)}](${safe(address)})`);
      const { part } = open(
        editor.querySelector("[data-dialog=link]"),
        editor.dataset.links,
        pageButton,
        ({ address, name }, text) => make(address, text, name),
        (address, text) => make(address, text, address),
      );
      part("words").value = selected;
      part(selected ? "search" : "words").focus();
    },
    picture(editor, insert) {
      const { part, find } = open(editor.querySelector("[data-dialog=picture]"), editor.dataset.pictures, pictureButton, ({ number }, caption) =>
        insert(`![](picture:${number}${caption ? ` "${caption.replace(/["\\]/g, "\\$&")}"` : ""})`),
      );
      find();
      part("search").focus();
    },
  };
}
