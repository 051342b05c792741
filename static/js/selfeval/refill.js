/* Puts a block that was fetched anew into the page. The field one is in stays the same element, so that
   focus, caret and half-composed words go on; all around it becomes what came. */

const OF_THE_FIELD = /^(data-|aria-label$|aria-required$|class$)/; // the rest is the browser's or the card's

/** here: the element in focus within old, or null. Return the block that is now in the page. */
export function refill(old, fresh, here) {
  const there = here?.id ? fresh.querySelector(`#${CSS.escape(here.id)}`) : null;
  if (!there || path(old, here) !== path(fresh, there)) {
    old.replaceWith(fresh);
    return fresh;
  }
  graft(old, fresh, { here, there });
  return old;
}

/** After all: the field of the same name, with the same part of it chosen. */
export function focusAgain(block, here) {
  const again = here.id && block.querySelector(`#${CSS.escape(here.id)}`);
  (again || block).focus();
  if (!again || again.tagName !== here.tagName || typeof here.selectionStart !== "number") return;
  again.setSelectionRange(here.selectionStart, here.selectionEnd);
}

/** The names of the elements from one down to another: equal ones can be laid over each other. */
function path(root, element) {
  const names = [];
  for (let at = element; at !== root; at = at.parentElement) names.push(at.tagName);
  return names.join(" ");
}

function graft(old, fresh, { here, there }) {
  if (old === here) {
    copyAttributes(fresh, old, (name) => OF_THE_FIELD.test(name));
    return;
  }
  copyAttributes(fresh, old, () => true);
  const [kept, model] = [childWith(old, here), childWith(fresh, there)];
  for (const child of [...old.childNodes]) if (child !== kept) child.remove();
  let isAfter = false;
  for (const child of [...fresh.childNodes]) {
    if (child === model) isAfter = true;
    else if (isAfter) old.append(child);
    else kept.before(child);
  }
  graft(kept, model, { here, there });
}

function childWith(parent, descendant) {
  return [...parent.children].find((child) => child.contains(descendant));
}

function copyAttributes(from, to, isTaken) {
  for (const { name } of [...to.attributes]) {
    if (isTaken(name) && !from.hasAttribute(name)) to.removeAttribute(name);
  }
  for (const { name, value } of [...from.attributes]) {
    if (isTaken(name) && to.getAttribute(name) !== value) to.setAttribute(name, value);
  }
}
