/* The small form beside an unread phrase: of its fields those that the kind, the component and the
   measure that are chosen ask for. What is wrong is always shown. */
const OF_KIND = ["step", "target", "least", "cap", "goal", "unit", "bands"];
const OF_MEASURE = ["name", "goal", "unit"];

function fit(form) {
  const needs = form.elements.kind.selectedOptions[0].dataset.needs.split(" ");
  const isNew = (name) => !form.elements[name] || form.elements[name].value === "new";
  const isAsked = (name) =>
    (!OF_KIND.includes(name) || needs.includes(name)) &&
    (!OF_MEASURE.includes(name) || isNew("measure")) &&
    (name !== "points" || isNew("component"));
  for (const field of form.querySelectorAll("[data-field]")) {
    field.hidden = !isAsked(field.dataset.field) && !field.querySelector(".errorlist");
  }
}

for (const form of document.querySelectorAll("[data-phrase-form]")) {
  fit(form);
  form.addEventListener("change", () => fit(form));
}
