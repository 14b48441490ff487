"use strict";
// What Great Expectations' pages do with jQuery and Bootstrap: folding, and hiding what succeeded.
document.querySelectorAll('a[data-toggle="collapse"]').forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (target) link.setAttribute("aria-expanded", String(target.classList.toggle("show")));
  });
});
function hideSucceeded(hide) {
  document.querySelectorAll(".hide-succeeded-validation-target-child").forEach((cell) => {
    cell.parentElement.hidden = hide;
  });
  document.querySelectorAll(".hide-succeeded-validation-target").forEach((part) => {
    part.hidden = hide;
  });
  document.querySelectorAll(".hide-succeeded-validations-column-section-target-child").forEach((part) => {
    const section = part.parentElement.parentElement;
    section.hidden = hide;
    document.querySelectorAll(`a[href="#${section.id}"]`).forEach((link) => {
      link.parentElement.hidden = hide;
    });
  });
}
for (const [id, hide] of [["option1", false], ["option2", true]]) {
  const choice = document.getElementById(id);
  if (choice) choice.addEventListener("change", () => hideSucceeded(hide));
}
