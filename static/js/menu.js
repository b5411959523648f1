// A menu of the navigation closes when another opens, on Escape, and when one clicks elsewhere.
const menus = document.querySelectorAll("details.site-menu");

function closeAllBut(kept) {
  for (const menu of menus) if (menu !== kept && !menu.contains(kept)) menu.open = false;
}

document.addEventListener("click", (event) => closeAllBut(event.target.closest("details.site-menu")));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details.site-menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
