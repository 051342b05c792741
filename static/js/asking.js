/* The questions before something is lost: in the dialog that every page has, or the browser's own. */

/** Resolves to whether the person said yes. */
export function ask(text, { title = "请确认", yes = "确定" } = {}) {
  const dialog = document.getElementById("confirm-dialog");
  document.getElementById("confirm-title").textContent = title;
  document.getElementById("confirm-text").textContent = text;
  document.getElementById("confirm-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

/** Let the browser ask before the page goes while isUnsaved() says that words are nowhere but here. */
export function askBeforeLeaving(isUnsaved) {
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved()) event.returnValue = "unsaved"; // preventDefault() asks only from Chromium 119 on
  });
}
