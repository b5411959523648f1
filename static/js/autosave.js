// A form saves itself while somebody types, and tells when somebody else saved meanwhile; without it its button saves.
const PAUSE = 1500;
const LOOK_EVERY = 10000;
const form = document.querySelector("form[data-autosave]");
const status = document.querySelector("[data-autosave-status]");
const version = form.querySelector("[name=version]");
let waiting;
let stopped = false;

function ask(options) {
  return fetch(form.action, { ...options, headers: { Accept: "application/json" }, credentials: "same-origin" });
}

function say(words, values) {
  status.textContent = Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words);
}

function stop(now) {
  stopped = true;
  say(form.dataset.overtaken, { name: now.by || form.dataset.somebody });
}

async function save() {
  say(form.dataset.saving, {});
  const typed = new FormData(form);
  const answer = await ask({ method: "POST", body: typed });
  if (answer.status === 409) return stop(await answer.json());
  if (answer.status === 422) {
    const { errors } = await answer.json();
    return say(form.dataset.unsaved, { why: Object.values(errors).flat().join(" ") });
  }
  if (!answer.ok) return say(form.dataset.unsaved, { why: answer.statusText });
  version.value = (await answer.json()).version;
  say(form.dataset.saved, { time: new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) });
}

function soon() {
  clearTimeout(waiting);
  if (!stopped) waiting = setTimeout(save, PAUSE);
}

async function look() {
  if (stopped || document.hidden) return;
  const answer = await ask({});
  if (!answer.ok) return;
  const now = await answer.json();
  if (String(now.version) !== version.value) stop(now);
}

form.addEventListener("input", soon);
form.addEventListener("submit", () => clearTimeout(waiting));
setInterval(look, LOOK_EVERY);
