// Puts the card of an environment beside it and marks the lines that lead to it and from it. Makes pictures larger and
// smaller; they begin as wide as the window, if that isn't too small. Holds no sign that means something in XML.
"use strict";
// Of lines that meet, the group says what they come from and lead to, unless a line says it for itself; `first` is how
// many of what the group comes from a line does.
const leads = (line, node) => {
  const group = line.parentNode.dataset;
  const { from = group.from, to = group.to, first } = line.dataset;
  return from.split(" ").slice(0, first).includes(node) || to.split(" ").includes(node);
};
const GAP = 8;
const between = (least, wanted, most) => Math.max(least, Math.min(wanted, most));
// Never over the environment: where there is the room for it, and else where there is most of it.
const putBeside = (card, spot) => {
  Object.assign(card.style, { inset: "auto", width: "", maxHeight: "" });
  const size = card.getBoundingClientRect();
  const room = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  const place = seen(spot, room);
  const across = { width: room.width, left: (width) => between(GAP, place.left, room.width - width - GAP) };
  const along = { height: room.height, top: (height) => between(GAP, place.top, room.height - height - GAP) };
  const sides = [
    { ...across, height: room.height - place.bottom, top: () => place.bottom },
    { ...along, width: room.width - place.right, left: () => place.right },
    { ...along, width: place.left, left: (width) => place.left - width },
    { ...across, height: place.top, top: (height) => place.top - height },
  ];
  const width = (side) => Math.min(size.width, side.width - GAP);
  const height = (side) => Math.min(size.height, side.height - GAP);
  const area = (side) => Math.max(0, width(side)) * Math.max(0, height(side));
  const best = sides.reduce((best, side) => (area(side) > area(best) ? side : best));
  card.style.width = `${width(best)}px`;
  card.style.maxHeight = `${best.height - GAP}px`;
  card.style.left = `${best.left(width(best))}px`;
  card.style.top = `${best.top(Math.min(card.offsetHeight, best.height - GAP))}px`;
};
// What can be seen of an environment.
const seen = (spot, room) => {
  const place = spot.getBoundingClientRect();
  const window = spot.closest(".scroll").getBoundingClientRect();
  const left = between(Math.max(0, window.left), place.left, room.width);
  const top = between(Math.max(0, window.top), place.top, room.height);
  const right = between(left, place.right, Math.min(window.right, room.width));
  const bottom = between(top, place.bottom, Math.min(window.bottom, room.height));
  return { left, top, right, bottom };
};
for (const spot of document.querySelectorAll(".spot")) {
  const card = spot.querySelector(".card");
  const all = [...spot.closest(".picture").querySelectorAll("path")];
  let lines = [];
  const show = () => {
    putBeside(card, spot);
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

// Kept outside of what is shown, for pages that show another flow.
const kept = document.documentElement.dataset;
const pictures = [...document.querySelectorAll(".picture")];
for (const picture of pictures) picture.dataset.least = picture.style.minWidth;
const scale = () => {
  for (const picture of pictures) {
    const { width, least } = picture.dataset;
    const size = kept.zoom ? `${width * kept.zoom}px` : "";
    Object.assign(picture.style, { width: size, minWidth: size || least, maxWidth: size || `${width}px` });
  }
};
const zoom = (picture, factor) => {
  kept.zoom = between(0.2, (picture.offsetWidth / picture.dataset.width) * factor, 4);
  scale();
};
const fit = () => {
  delete kept.zoom;
  scale();
};
const button = (label, title, act) => {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", textContent: label, title });
  made.addEventListener("click", act);
  return made;
};
for (const picture of pictures) {
  const buttons = document.createElement("div");
  buttons.className = "zoom";
  buttons.append(
    button("−", "Smaller", () => zoom(picture, 0.8)),
    button("+", "Larger", () => zoom(picture, 1.25)),
    button("Fit", "As wide as the window", fit),
  );
  picture.closest("section").prepend(buttons);
  picture.parentNode.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    zoom(picture, event.deltaY > 0 ? 1 / 1.1 : 1.1);
  }, { passive: false });
}
scale();
