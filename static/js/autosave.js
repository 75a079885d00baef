// Keeps what is typed into a form of the desk on the server, a few seconds after the last change (campaign/autosave/).
// Only a change by a person is sent, so a tab that is left open does not keep its session alive.
"use strict";

const WAIT = 3_000;
const MOST_WHEN_LEAVING = 60_000; // bytes: browsers refuse more in a request that outlives its page

const line = document.querySelector("[data-autosave]");
const form = line?.closest("form");

// The fields as the browser would send them, without files and passwords. The token changes with each log-in.
const typed = () => {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") body.append(name, value);
    else if (value.name) body.set("_file", "yes");
  }
  for (const field of form.querySelectorAll("[type=password], [name=csrfmiddlewaretoken]")) body.delete(field.name);
  // Django's lists with two columns select what was chosen only when the form is sent.
  for (const [id, chosen] of Object.entries(window.SelectBox?.cache ?? {})) {
    const name = document.getElementById(id)?.name;
    body.delete(name);
    if (name && id.endsWith("_to")) for (const { value } of chosen) body.append(name, value);
  }
  return body.toString();
};

const say = (state, time = "") => {
  for (const each of line.children) each.hidden = each.dataset.say !== state;
  for (const each of line.querySelectorAll("time")) each.textContent = time;
};

// Who else has the form open. The line is written again only if it says something new, so that nobody hears it twice.
const showPresent = (sentences) => {
  const list = form.querySelector("[data-present]");
  if ([...list.children].map((each) => each.textContent).join() === sentences.join()) return;
  list.replaceChildren(
    ...sentences.map((words) => Object.assign(document.createElement("p"), { textContent: words })),
  );
};

const tokens = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");

const send = async (body, leaving) => {
  const whole = `${body}&csrfmiddlewaretoken=${tokens()[0].value}`;
  const answer = await fetch(line.dataset.autosave, {
    method: "POST",
    body: new URLSearchParams(whole),
    redirect: "manual", // to the log-in
    keepalive: leaving && whole.length < MOST_WHEN_LEAVING,
  });
  if (answer.type === "opaqueredirect") return { state: "ended" };
  if (answer.status === 400) return { state: "long" };
  return answer.json();
};

const start = () => {
  const showsTyped = "typed" in line.dataset; // what the server has kept already
  let touched = false;
  let opened; // the form when it was opened
  let kept;
  let submitted = false;
  let busy = false;
  let timer;

  const keep = async (leaving = false) => {
    clearTimeout(timer);
    const body = typed();
    if (submitted || body === kept || (busy && !leaving)) return;
    busy = true;
    try {
      let answer = await send(body, leaving);
      if (answer.state === "token") {
        for (const each of tokens()) each.value = answer.token;
        answer = await send(body, leaving);
      }
      if (answer.state === "kept") {
        kept = body;
        showPresent(answer.present);
      }
      say(answer.state, answer.at);
    } catch {
      say("offline");
    } finally {
      busy = false;
    }
    if (!submitted && typed() !== body) wait();
  };

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  };

  const isChanged = () => touched || (opened !== undefined && typed() !== opened);

  const see = (event) => {
    if (event.isTrusted && event.type === "input") touched = true;
    if (isChanged()) wait();
  };
  for (const type of ["input", "change", "click"]) form.addEventListener(type, see);
  window.django?.jQuery(form).on("change", see); // searchable lists tell only jQuery

  // Scripts of Django have filled in and rearranged the form by then.
  window.addEventListener("load", () => {
    opened = typed();
    if (!touched) kept = opened;
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    submitted = navigator.onLine;
    if (submitted) return;
    event.preventDefault(); // the page of the browser that says so would take the place of the form
    say("offline");
  });
  for (const button of document.querySelectorAll("[data-discard]")) {
    button.form.addEventListener("submit", () => {
      submitted = true;
    });
  }
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) submitted = false;
  });

  window.addEventListener("beforeunload", (event) => {
    if (!submitted && (showsTyped || isChanged())) event.preventDefault();
  });
  // Also when someone comes back, for example from the log-in in another tab.
  document.addEventListener("visibilitychange", () => {
    if (isChanged()) keep(document.hidden);
  });
  for (const type of ["focus", "online"]) window.addEventListener(type, () => isChanged() && keep());
  window.addEventListener("pagehide", () => isChanged() && keep(true));

  [...form.querySelectorAll(".submit-row")].at(-1)?.append(line);
};

if (form) start();
