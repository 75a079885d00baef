// The proof of work of petitions/moderation/proof_of_work.py, done while the visitor fills in the form
// (templates/petitions/_proof.html). data-proof is the petition's page.
"use strict";

const BITS = 15;
const PIECES = 16;
const AT_A_TIME = 25; // ms: the page stays usable in between
const FRESH = 50 * 60_000; // ms: an older challenge is fetched again

const K = new Int32Array(64);
const START = new Int32Array(8);
for (let found = 0, n = 2; found < 64; n += 1) {
  if ([...Array(Math.floor(Math.sqrt(n)) - 1).keys()].some((i) => n % (i + 2) === 0)) continue;
  const fraction = (root) => (root - Math.floor(root)) * 2 ** 32;
  if (found < 8) START[found] = fraction(Math.sqrt(n));
  K[found] = fraction(Math.cbrt(n));
  found += 1;
}

const W = new Int32Array(64);
const turned = (x, n) => (x >>> n) | (x << (32 - n));

// One step of SHA-256: the first sixteen words of W go into the state.
function compress(state) {
  for (let i = 16; i < 64; i += 1) {
    const a = W[i - 15];
    const b = W[i - 2];
    const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6));
  bytes.forEach((byte, i) => padded.setUint8(i, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 4, bytes.length * 8);
  const state = START.slice();
  for (let at = 0; at < padded.byteLength; at += 64) {
    for (let i = 0; i < 16; i += 1) W[i] = padded.getInt32(at + 4 * i);
    compress(state);
  }
  return state;
}

function isSolved(seed, part, number, state) {
  W.set(seed);
  W[8] = part; W[9] = number; W[10] = 0x80000000 | 0;
  W.fill(0, 11, 15);
  W[15] = 40 * 8;
  state.set(START);
  compress(state);
  return state[0] >>> (32 - BITS) === 0;
}

// Null if another proof has begun.
async function solve(text, goesOn, bar) {
  const seed = sha256(text);
  const state = new Int32Array(8);
  const numbers = [];
  let number = 0;
  while (numbers.length < PIECES) {
    const until = performance.now() + AT_A_TIME;
    while (numbers.length < PIECES && performance.now() < until) {
      for (let i = 0; i < 200; i += 1, number += 1) {
        if (!isSolved(seed, numbers.length, number, state)) continue;
        numbers.push(number);
        number = 0;
        break;
      }
    }
    bar.value = numbers.length / PIECES;
    await new Promise((resolve) => setTimeout(resolve));
    if (!goesOn()) return null;
  }
  return numbers.join("-");
}

for (const form of document.querySelectorAll("form[data-proof]")) {
  const { email, challenge, proof, without_proof: without } = form.elements;
  const status = form.querySelector("[data-proof-status]");
  const wait = form.querySelector("[data-proof-wait]");
  const [bar, impatient] = wait.children;
  let solved = proof.value && email.value; // the address that the proof is for
  let working = "";
  let waits = false; // the button was pressed
  let of = performance.now();

  const unneeded = form.querySelector("[data-proof-without]");
  if (unneeded) unneeded.hidden = true;

  const show = (whether) => {
    waits = whether;
    wait.hidden = !whether;
    status.textContent = whether ? status.dataset.working : "";
  };

  // The pressed button’s answer.
  const answer = document.createElement("input");
  answer.type = "hidden";
  const send = () => {
    if (answer.name) form.append(answer);
    form.submit();
  };

  const freshen = async () => {
    if (performance.now() - of < FRESH) return;
    const found = (await (await fetch(form.dataset.proof)).text()).match(/name="challenge" value="([^"]+)"/);
    if (found) [, challenge.value] = found;
    of = performance.now();
  };

  const work = async () => {
    const address = email.value;
    if (!address || address === solved || address === working) return;
    working = address;
    try {
      await freshen();
      const numbers = await solve(`${challenge.value}\n${address}`, () => working === address, bar);
      if (numbers === null) return;
      proof.value = numbers;
      solved = address;
    } catch {
      // The next page asks.
    }
    working = "";
    if (waits) send();
  };

  email.addEventListener("change", work);
  form.addEventListener("submit", (event) => {
    if (!email.value || email.value === solved || without.checked) return;
    event.preventDefault();
    answer.name = event.submitter?.name ?? "";
    answer.value = event.submitter?.value ?? "";
    show(true);
    work();
  });
  impatient.addEventListener("click", () => {
    without.checked = true;
    send();
  });
  // Back from the next page.
  addEventListener("pageshow", () => {
    answer.remove();
    show(false);
  });
}
