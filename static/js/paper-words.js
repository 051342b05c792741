/* The words of a paper: a field's chip puts its name where the cursor was last. */
let last = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-paper-words] input:not([type=hidden]), textarea")) {
    last = event.target;
  }
});

document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-insert]");
  if (!chip) return;
  const field = last?.isConnected ? last : document.getElementById("id_opening");
  const at = field.selectionStart ?? field.value.length;
  field.setRangeText(chip.dataset.insert, at, field.selectionEnd ?? at, "end");
  field.focus();
});
