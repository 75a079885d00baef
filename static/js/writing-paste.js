// Markdown from what Word, Google Docs, LibreOffice and web pages put on the clipboard. Styles, comments and deleted words are
// left out. The HTML is only read, in a document of its own that loads nothing and runs nothing.
"use strict";

{
  const BLOCKS = new Set(
    `ADDRESS ARTICLE ASIDE BLOCKQUOTE CENTER DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P
    PRE SECTION TABLE UL`.split(/\s+/),
  );
  const DROPPED = new Set("SCRIPT STYLE HEAD TITLE META LINK TEMPLATE DEL NOSCRIPT SVG OBJECT BUTTON SELECT TEXTAREA".split(" "));
  const STRUCTURE = "h1,h2,h3,h4,h5,h6,li,table,blockquote,b,strong,i,em,a[href],s,strike,[data-style*=mso-list],[data-style*=font-weight],[data-style*=font-style]";
  const INDENT = "    ";
  const NOTE = /#(?:_ftn|_edn|sdfootnote|sdendnote)(\d+)(?:sym)?$/; // a mark in the text, in Word and in LibreOffice
  const NOTE_ITSELF = /#(?:_ftnref\d+|_ednref\d+|sd(?:foot|end)note\d+anc)$/; // the mark at the note, which leads back

  const styleOf = (element) => (element.getAttribute?.("data-style") ?? "").toLowerCase().replace(/\s/g, "");

  const isDropped = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeType !== Node.TEXT_NODE;
    const style = styleOf(node);
    return (
      DROPPED.has(node.tagName.toUpperCase()) ||
      /mso-list:ignore|mso-element:comment|mso-special-character:comment|display:none|visibility:hidden/.test(style) ||
      /MsoComment|msocom/i.test(`${node.className} ${node.getAttribute("href") ?? ""}`)
    );
  };

  const isBlock = (node) => node.nodeType === Node.ELEMENT_NODE && BLOCKS.has(node.tagName);
  const hasBlocks = (node) => [...node.childNodes].some((child) => !isDropped(child) && (isBlock(child) || hasBlocks(child)));

  // --- Words: runs of text with the same look ---

  const escaped = (text) =>
    text.replace(/[\\`*[\]<~|]/g, "\\$&").replace(/(^|[^\p{L}\p{N}])(_+)|(_+)(?=$|[^\p{L}\p{N}])/gu, (marks) => marks.replaceAll("_", "\\_"));

  const address = (link) => {
    const typed = (link.getAttribute("href") ?? "").trim();
    const redirect = typed.match(/^https:\/\/www\.google\.com\/url\?(.*)$/); // Google Docs, at times
    const target = redirect ? (new URLSearchParams(redirect[1]).get("q") ?? "") : typed;
    return /^(https?:\/\/|mailto:)/i.test(target) ? target.replace(/[\s<>()\\]/g, encodeURIComponent).replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29")) : "";
  };

  const unsafe = (href) => href.replaceAll("%28", "(").replaceAll("%29", ")");

  const lookOf = (element, look) => {
    const style = styleOf(element);
    const next = { ...look };
    const tag = element.tagName;
    if (tag === "B" || tag === "STRONG") next.bold = true;
    if (tag === "I" || tag === "EM") next.italic = true;
    if (tag === "S" || tag === "STRIKE" || /text-decoration(-line)?:[^;]*line-through/.test(style)) next.struck = true;
    if (/font-weight:(bold|[6-9]00)/.test(style)) next.bold = true;
    if (/font-weight:(normal|[1-4]00)/.test(style)) next.bold = false; // Google Docs wraps everything in such a <b>
    if (/font-style:italic/.test(style)) next.italic = true;
    if (/font-style:normal/.test(style)) next.italic = false;
    if (tag === "A") next.href = address(element);
    return next;
  };

  const runsOf = (node, look, paste, runs = []) => {
    if (isDropped(node)) return runs;
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.replace(/[\s\u00a0]+/g, " ");
      if (text) runs.push({ ...look, text: escaped(text) });
      return runs;
    }
    if (node.tagName === "BR") runs.push({ ...look, text: "\n" });
    if (node.tagName === "A") {
      const href = node.getAttribute("href") ?? "";
      if (NOTE_ITSELF.test(href)) return runs;
      const note = href.match(NOTE);
      if (note) {
        runs.push({ text: `[^${paste.noteNumber(note[1])}]`, mark: true });
        return runs;
      }
    }
    const next = lookOf(node, look);
    for (const child of node.childNodes) runsOf(child, next, paste, runs);
    return runs;
  };

  const grouped = (runs, key) => {
    const groups = [];
    for (const run of runs) {
      const last = groups.at(-1);
      if (last && (last[0][key] || "") === (run[key] || "")) last.push(run);
      else groups.push([run]);
    }
    return groups;
  };

  // Marks stand close to the words: “**word** next”, not “**word **next”.
  const around = (text, mark, end = mark) => {
    const [, before, words, after] = text.match(/^(\s*)([^]*?)(\s*)$/);
    return words ? before + mark + words + end + after : text;
  };

  const LOOKS = [["struck", "~~"], ["bold", "**"], ["italic", "*"]];
  const marked = (runs, [[key, mark], ...rest]) =>
    grouped(runs, key)
      .map((group) => {
        const text = rest.length ? marked(group, rest) : group.map((run) => run.text).join("");
        return group[0][key] ? around(text, mark) : text;
      })
      .join("");

  const linked = (runs) =>
    grouped(runs, "href")
      .map((group) => {
        const text = marked(group, LOOKS);
        const href = group[0].href;
        if (!href) return text;
        const plain = text.replaceAll("\\", "");
        return [href, unsafe(href)].includes(plain.trim()) ? plain : around(text, "[", `](${href})`);
      })
      .join("");

  const tidy = (text) =>
    text.replace(/ {2,}/g, " ").replace(/ *\n */g, "\n").trim().replace(/\n/g, "\\\n")
      .replace(/^(#{1,6}(?=\s)|[-+>](?=\s)|>)/gm, "\\$1").replace(/^(\d+)([.)])(?=\s)/gm, "$1\\$2"); // no list by chance

  const words = (nodes, paste, look = {}) => tidy(linked(nodes.flatMap((node) => runsOf(node, look, paste))));

  // --- Blocks ---

  // The words of several blocks, each by itself: what an item of a list or a cell can hold.
  const flat = (nodes, paste) => {
    const found = [];
    let run = [];
    const flush = () => {
      found.push(words(run, paste));
      run = [];
    };
    for (const node of nodes) {
      if (!isDropped(node) && (isBlock(node) || hasBlocks(node))) {
        flush();
        found.push(...flat([...node.childNodes], paste));
      } else run.push(node);
    }
    flush();
    return found.filter(Boolean);
  };

  const listDepth = (element) => Number(styleOf(element).match(/mso-list:[^;]*level(\d)/)?.[1] ?? 0);

  // Word has no lists on the clipboard: the paragraph says its level, and its first words are the bullet.
  const wordItem = (element, paste) => {
    const bullet = [...element.querySelectorAll("[data-style]")].find((each) => styleOf(each).includes("mso-list:ignore"));
    const sign = bullet?.textContent.trim() ?? "";
    const mark = /^\d{1,9}[.)]$/.test(sign) ? sign : /^[\p{L}\p{N}]+[.)]$/u.test(sign) ? "1." : "-";
    return `${INDENT.repeat(listDepth(element) - 1)}${mark} ${words([...element.childNodes], paste)}`;
  };

  const listLines = (list, depth, paste) => {
    const lines = [];
    let number = list.tagName === "OL" ? Math.max(Number(list.getAttribute("start") ?? 1) || 1, 1) : 0;
    for (const child of list.children) {
      if (isDropped(child)) continue;
      if (child.tagName === "UL" || child.tagName === "OL") lines.push(...listLines(child, depth + 1, paste)); // Google Docs
      else {
        const isInner = (node) => node.tagName === "UL" || node.tagName === "OL";
        const inner = [...child.childNodes].filter(isInner);
        const own = flat([...child.childNodes].filter((node) => !isInner(node)), paste).join("\\\n");
        if (own) lines.push(`${INDENT.repeat(depth)}${number ? `${number++}.` : "-"} ${own.replace(/\n/g, `\n${INDENT.repeat(depth + 1)}`)}`);
        for (const each of inner) lines.push(...listLines(each, depth + 1, paste));
      }
    }
    return lines;
  };

  const tableLines = (table, paste) => {
    const rows = [...table.rows].map((row) =>
      [...row.cells].flatMap((cell) => {
        const text = flat([...cell.childNodes], paste).join(" ");
        return [text.replace(/\\?\n/g, " "), ...Array(Math.min(cell.colSpan, 50) - 1).fill("")];
      }),
    );
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (!rows.length || !width) return [];
    if (width === 1) return [rows.flat().filter(Boolean).join("\n\n")]; // a box around words
    const line = (cells) => `| ${Array.from({ length: width }, (_, index) => cells[index] ?? "").join(" | ")} |`;
    return [line(rows[0]), line(Array(width).fill("---")), ...rows.slice(1).map(line)];
  };

  const level = (element) => {
    const named = `${element.tagName} ${element.className}`.match(/^H([1-6])|MsoHeading([1-6])|MsoTitle/);
    return named ? Math.min(Math.max(Number(named[1] ?? named[2] ?? 1), 2), 4) : 0;
  };

  const noteText = (element, paste) => {
    const back = element.querySelector("a[href]") && [...element.querySelectorAll("a[href]")].find((each) => NOTE_ITSELF.test(each.getAttribute("href")));
    const number = back?.getAttribute("href").match(/(\d+)(?:anc)?$/)?.[1];
    return number && `[^${paste.noteNumber(number)}]: ${words([...element.childNodes], paste)}`;
  };

  const blockOf = (element, paste) => {
    const tag = element.tagName;
    if (tag === "UL" || tag === "OL") return [{ text: listLines(element, 0, paste).join("\n") }];
    if (tag === "TABLE") return [{ text: tableLines(element, paste).join("\n") }];
    if (tag === "HR") return element.closest("[data-style*=mso-element]") ? [] : [{ text: "---" }]; // Word's, above footnotes
    if (tag === "BLOCKQUOTE") {
      const inside = joined(blocksOf(element, paste));
      return [{ text: inside.replace(/^/gm, "> ").replace(/ +$/gm, "") }];
    }
    if (tag === "PRE") return [{ text: `\`\`\`\n${element.textContent.replace(/\n$/, "")}\n\`\`\`` }];
    if (hasBlocks(element)) return blocksOf(element, paste);
    if (listDepth(element)) return [{ isItem: true, text: wordItem(element, paste) }];
    const note = noteText(element, paste);
    if (note) return [{ text: note }];
    const depth = level(element);
    const text = words([...element.childNodes], paste, {});
    return [{ text: depth && text ? `${"#".repeat(depth)} ${text.replace(/\\?\n/g, " ").replace(/^\*\*(.*)\*\*$/, "$1")}` : text }];
  };

  const blocksOf = (parent, paste) => {
    const blocks = [];
    let run = [];
    const flush = () => {
      if (run.length) blocks.push({ text: words(run, paste, lookOf(parent, {})) });
      run = [];
    };
    for (const node of parent.childNodes) {
      if (isDropped(node)) continue;
      if (isBlock(node)) {
        flush();
        blocks.push(...blockOf(node, paste));
      } else if (node.nodeType === Node.ELEMENT_NODE && hasBlocks(node)) {
        flush();
        blocks.push(...blocksOf(node, paste));
      } else run.push(node);
    }
    flush();
    return blocks;
  };

  const joined = (blocks) => {
    let text = "";
    let before;
    for (const block of blocks.filter((each) => each.text.trim())) {
      if (before) text += before.isItem && block.isItem ? "\n" : "\n\n";
      text += block.text;
      before = block;
    }
    return text;
  };

  // Under another name, styles can be read. Under their own, the policy of the page reports each.
  const withoutStyles = (html) =>
    html.replace(/<style[^]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/gi, " data-style="));

  // The Markdown of some HTML, or "" if it has nothing that plain words would lose.
  // firstNote: the number of the first footnote, so that it is none that the text has already.
  globalThis.markdownOfHtml = (html, firstNote = 1) => {
    const { body } = new DOMParser().parseFromString(withoutStyles(html), "text/html");
    if (!body.querySelector(STRUCTURE)) return "";
    const numbers = new Map();
    const noteNumber = (theirs) => {
      if (!numbers.has(theirs)) numbers.set(theirs, firstNote + numbers.size);
      return numbers.get(theirs);
    };
    return joined(blocksOf(body, { noteNumber }));
  };
}
