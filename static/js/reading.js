// The editor of a letter: shows how what is typed reads, a moment after the last key; a button does it without this.
const form = document.querySelector("[data-reading]");
const place = form && document.getElementById(form.dataset.place);
const PAUSE = 600;
let timer = 0;
let newest = 0;

async function read() {
  const mine = ++newest;
  const answer = await fetch(form.dataset.reading, { method: "POST", body: new FormData(form) });
  if (answer.ok && mine === newest) place.innerHTML = await answer.text();
}

if (form)
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(read, PAUSE);
  });
