// Puts the card of an environment beside it and marks the lines that lead to it and from it.
"use strict";
// Of lines that meet, the group says what they come from and lead to, unless a line says it for itself; `first` is how
// many of what the group comes from a line does.
const leads = (line, node) => {
  const group = line.parentNode.dataset;
  const { from = group.from, to = group.to, first } = line.dataset;
  return from.split(" ").slice(0, first).includes(node) || to.split(" ").includes(node);
};
for (const spot of document.querySelectorAll(".spot")) {
  const card = spot.querySelector(".card");
  const all = [...spot.closest(".picture").querySelectorAll("path")];
  let lines = [];
  const show = () => {
    const room = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
    const place = spot.getBoundingClientRect();
    const size = card.getBoundingClientRect();
    const fitsRight = room.width >= place.right + size.width + 8;
    const left = fitsRight ? place.right : Math.max(8, place.left - size.width);
    card.style.left = `${left}px`;
    card.style.top = `${Math.max(8, Math.min(place.top, room.height - size.height - 8))}px`;
    card.style.right = card.style.bottom = "auto";
    lines = all.filter((line) => leads(line, spot.dataset.node));
    lines.forEach((line) => line.classList.add("lit"));
  };
  const hide = () => {
    if (!spot.matches(":hover, :focus-within")) lines.forEach((line) => line.classList.remove("lit"));
  };
  for (const event of ["mouseenter", "focusin"]) spot.addEventListener(event, show);
  for (const event of ["mouseleave", "focusout"]) spot.addEventListener(event, hide);
  spot.addEventListener("keydown", (event) => {
    if (event.key === "Escape") spot.blur();
  });
}
