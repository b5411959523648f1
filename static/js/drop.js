// Files dropped anywhere on a page with a form marked data-drop are put into its file field and sent.
const form = document.querySelector("form[data-drop]");

if (form) {
  const field = form.querySelector("input[type=file]");
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
