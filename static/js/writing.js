// The editor of long texts: buttons, shortcuts, lists that go on, pasting, a preview and a count of words, around a textarea that
// holds the Markdown. Every change is typed for the browser, so its own undo takes it back.
"use strict";

{
  const WAIT = 700;
  const WORDS_A_MINUTE = 220;
  const FEW = 5_000; // characters left, from which on the foot says how many
  const BESIDE = 880; // pixels: from this width on, the preview stands beside the text
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "word" }) : null;

  const countWords = (text) => {
    const plain = text.replace(/\]\([^)\n]*\)|^\s*\|?[-:| ]+\|?$|[*_~`#>|\\]/gm, " ");
    if (!segmenter) return plain.split(/\s+/).filter(Boolean).length;
    let words = 0;
    for (const { isWordLike } of segmenter.segment(plain)) if (isWordLike) words += 1;
    return words;
  };

  const LIST = /^(\s*)([-*+]|(\d{1,9})([.)]))(\s+)(.*)$/;

  const edit = (editor) => {
    const area = editor.querySelector("textarea");
    const bar = editor.querySelector(".writing-bar");
    const pane = editor.querySelector(".writing-preview");
    const frame = pane.querySelector("iframe");
    const toggle = bar.querySelector("[data-do=preview]");
    const buttons = [...bar.querySelectorAll("button")];
    const sample = (name) => editor.querySelector(`[data-sample=${name}]`).content.textContent;

    // --- Changes of the text ---

    // Puts the text in place of that between two points. Then these points of the new text are selected.
    const put = (text, start, end, from = text.length, to = from) => {
      area.focus();
      area.setSelectionRange(start, end);
      const command = text ? "insertText" : "delete";
      if (start !== end || text)
        if (!document.execCommand(command, false, text)) {
          area.setRangeText(text, start, end, "end");
          area.dispatchEvent(new Event("input", { bubbles: true }));
        }
      area.setSelectionRange(start + from, start + to);
    };

    const selection = () => {
      const { selectionStart: start, selectionEnd: end, value } = area;
      return { start, end, value, text: value.slice(start, end) };
    };

    // Around the selected words, or around those of an example. Pressed again, the marks go.
    const wrap = (mark, example) => {
      let { start, end, value, text } = selection();
      const blanks = text.match(/^\s*/)[0].length;
      if (blanks < text.length) {
        end -= text.length - text.trimEnd().length;
        start += blanks;
        text = value.slice(start, end);
      }
      const size = mark.length;
      const stars = Math.min(value.slice(0, start).match(/\**$/)[0].length, value.slice(end).match(/^\**/)[0].length);
      if (stars === size || stars === 3) return put(text, start - size, end + size, 0, text.length); // three: bold and italic
      const words = text || example;
      put(mark + words + mark, start, end, size, size + words.length);
    };

    const lines = () => {
      const { start, end, value } = selection();
      const from = value.lastIndexOf("\n", start - 1) + 1;
      const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
      const after = value.indexOf("\n", last);
      const to = after < 0 ? value.length : after;
      return { from, to, rows: value.slice(from, to).split("\n"), value };
    };

    // A block needs an empty line before and after it.
    const spaced = (text, from, to, value) => {
      const before = value.slice(0, from);
      const after = value.slice(to);
      const head = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
      const tail = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
      return [head, text, tail];
    };

    const prefix = (pattern, sign, example = "") => {
      const { from, to, rows, value } = lines();
      const filled = rows.filter((row) => row.trim());
      const all = filled.length > 0 && filled.every((row) => pattern.test(row));
      let number = 0;
      const changed = rows.map((row) => {
        if (!row.trim() && rows.length > 1) return row;
        if (all) return row.replace(pattern, "");
        number += 1;
        const bare = row.replace(/^\s*(#{1,6}|[-*+]|\d{1,9}[.)])\s+/, "");
        return sign(number) + (bare || example);
      });
      const isFirst = !value.slice(0, from).trim();
      const before = value.slice(0, from).split("\n").at(-2) ?? "";
      const [head] = all || isFirst || pattern.test(before) ? [""] : spaced("", from, to, value);
      const text = head + changed.join("\n");
      const start = rows.length === 1 && !rows[0].trim() && example ? text.length - example.length : text.length;
      put(text, from, to, start, text.length);
    };

    const block = (text, from = text.length, to = from) => {
      const { start, end, value } = selection();
      const [head, body, tail] = spaced(text, start, end, value);
      put(head + body + tail, start, end, head.length + from, head.length + to);
    };

    const addTable = () => {
      const [column, cell] = [sample("column"), sample("cell")];
      const row = (text) => `| ${text} | ${text} |`;
      block([row(column), "|---|---|", row(cell), row(cell)].join("\n"), 2, 2 + column.length);
    };

    const nextNote = () => Math.max(0, ...[...area.value.matchAll(/\[\^(\d{1,4})\]/g)].map((found) => Number(found[1]))) + 1;

    const addNote = () => {
      const { end, value } = selection();
      const mark = `[^${nextNote()}]`;
      const rest = value.slice(end).trimEnd();
      const last = (rest || value.slice(0, end).trimEnd()).split("\n").at(-1);
      const gap = /^\[\^[^\]]+\]:/.test(last) ? "\n" : "\n\n";
      put(`${mark}${rest}${gap}${mark}: `, end, value.length);
    };

    const addPicture = () => globalThis.writingDialogs.picture(editor, (text) => block(text));

    const addLink = () => {
      const { start, end, text } = selection();
      globalThis.writingDialogs.link(editor, text, (link) => put(link, start, end));
    };

    const actions = {
      bold: () => wrap("**", sample("bold")),
      italic: () => wrap("*", sample("italic")),
      heading: () => prefix(/^#{1,6}\s+/, () => "## ", sample("heading")),
      list: () => prefix(/^\s*[-*+]\s+/, () => "- "),
      numbers: () => prefix(/^\s*\d{1,9}[.)]\s+/, (number) => `${number}. `),
      quote: () => prefix(/^\s*>\s?/, () => "> "),
      link: addLink,
      table: addTable,
      note: addNote,
      picture: addPicture,
      preview: () => showPreview(pane.hidden),
    };

    // --- Keys ---

    // The next line of a list or a quotation begins as this one does. An empty one ends it.
    const goOn = (event) => {
      const { start, end, value } = selection();
      const from = value.lastIndexOf("\n", start - 1) + 1;
      const line = value.slice(from, start);
      const item = line.match(LIST);
      const quote = !item && line.match(/^((?:>\s?)+)(.*)$/);
      if (start !== end || (!item && !quote)) return;
      event.preventDefault();
      if (!(item ? item[6] : quote[2]).trim()) return put("", from, start);
      if (quote) return put(`\n${quote[1]}`, start, end);
      const sign = item[3] ? `${Number(item[3]) + 1}${item[4]}` : item[2];
      put(`\n${item[1]}${sign}${item[5]}`, start, end);
    };

    const KEYS = { b: "bold", i: "italic", k: "link" };
    let isPlain = false;
    area.addEventListener("keydown", (event) => {
      const isCommand = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      const key = event.key.toLowerCase();
      isPlain = isCommand && event.shiftKey && key === "v";
      if (isCommand && !event.shiftKey && !event.altKey && KEYS[key]) {
        event.preventDefault();
        actions[KEYS[key]]();
      } else if (key === "enter" && !isCommand && !event.shiftKey && !event.altKey && !event.isComposing) goOn(event);
    });

    area.addEventListener("paste", (event) => {
      const html = event.clipboardData?.getData("text/html");
      if (!html || isPlain) return;
      const text = globalThis.markdownOfHtml(html, nextNote());
      if (!text) return;
      event.preventDefault();
      const { start, end } = selection();
      put(text, start, end);
    });

    // --- The toolbar: one stop of the tab key, and arrows within ---

    const visible = () => buttons.filter((button) => button.offsetParent !== null);
    const stopAt = (button) => {
      for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
    };
    bar.addEventListener("keydown", (event) => {
      const all = visible();
      const at = all.indexOf(document.activeElement);
      const step = getComputedStyle(bar).direction === "rtl" ? -1 : 1;
      const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: all.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      const next = all[(to + all.length) % all.length];
      stopAt(next);
      next.focus();
    });
    bar.addEventListener("mousedown", (event) => event.preventDefault()); // the text stays selected
    for (const button of buttons)
      button.addEventListener("click", () => {
        stopAt(button);
        actions[button.dataset.do]();
      });

    // --- The preview and the count ---

    const trouble = editor.querySelector("[data-trouble]");
    const count = editor.querySelector("[data-count]");
    let timer;
    let request;
    let shown;

    const fill = (html) => {
      const old = frame.contentDocument?.querySelector("article");
      if (!old) {
        frame.srcdoc = html;
        return;
      }
      const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("article");
      old.replaceWith(frame.contentDocument.adoptNode(fresh));
    };

    const loadPreview = async () => {
      const text = area.value;
      if (pane.hidden || text === shown) return;
      request?.abort();
      request = new AbortController();
      const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const body = new URLSearchParams({ text, csrfmiddlewaretoken });
      try {
        const answer = await fetch(editor.dataset.preview, { method: "POST", body, redirect: "manual", signal: request.signal });
        if (!answer.ok) throw new Error(answer.type);
        fill(await answer.text());
        shown = text;
        trouble.textContent = "";
      } catch (error) {
        if (error.name !== "AbortError") trouble.textContent = trouble.dataset.trouble;
      }
    };

    const showCount = () => {
      const words = countWords(area.value);
      const minutes = words && Math.max(1, Math.round(words / WORDS_A_MINUTE));
      const texts = [count.dataset.count.replace("{words}", words.toLocaleString()).replace("{minutes}", minutes)];
      const rest = Number(editor.dataset.most) - area.value.length;
      if (rest < FEW) texts.push(count.dataset.rest.replace("{rest}", rest.toLocaleString()));
      count.textContent = texts.join(" ");
    };

    const showPreview = (shows) => {
      pane.hidden = !shows;
      toggle.setAttribute("aria-pressed", String(shows));
      editor.toggleAttribute("data-shows-preview", shows);
      loadPreview();
    };

    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        showCount();
        loadPreview();
      }, WAIT);
    });

    bar.hidden = false;
    stopAt(buttons[0]);
    showCount();
    editor.setAttribute("data-is-on", "");
    if (editor.clientWidth >= BESIDE) showPreview(true);
  };

  for (const editor of document.querySelectorAll("[data-writing]")) edit(editor);
}
