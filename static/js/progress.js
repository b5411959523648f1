// The page of a digest on its way: count down to the first mail, then follow the numbers; without it a link does.
const page = document.querySelector("[data-progress]");
const until = document.querySelector("[data-until]");

function countDown() {
  const left = Math.max(0, Math.round((new Date(until.dataset.until) - Date.now()) / 1000));
  const words = until.dataset.words.replace("{minutes}", Math.floor(left / 60)).replace("{seconds}", left % 60);
  until.textContent = `, ${words}`;
  if (left === 0) location.reload();
}

async function follow() {
  const answer = await fetch(page.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const now = await answer.json();
  if (now.state !== page.dataset.state || (now.unsent === 0 && page.dataset.unsent !== "0")) return location.reload();
  for (const place of page.querySelectorAll("[data-count]")) place.textContent = now.counts[place.dataset.count];
  page.querySelector("progress").value = now.percent;
}

if (until) setInterval(countDown, 1000);
if (page) setInterval(follow, 3000);
