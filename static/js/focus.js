// In the form of a picture, a click on it moves the two sliders, and the sliders move the cropped portrait.
"use strict";

for (const place of document.querySelectorAll("[data-focus]")) {
  const whole = place.querySelector("[data-focus-whole]");
  const point = place.querySelector("[data-focus-point]");
  const cut = place.querySelector("[data-focus-cut]");
  const sliders = { x: document.getElementById("id_focus_x"), y: document.getElementById("id_focus_y") };
  if (!sliders.x || !sliders.y) continue;

  const show = () => {
    point.style.left = `${sliders.x.value}%`;
    point.style.top = `${sliders.y.value}%`;
    cut.style.objectPosition = `${sliders.x.value}% ${sliders.y.value}%`;
  };

  for (const slider of Object.values(sliders)) slider.addEventListener("input", show);
  whole.addEventListener("click", (event) => {
    const box = whole.getBoundingClientRect();
    // A slider rounds to its own steps.
    sliders.x.value = (100 * (event.clientX - box.left)) / box.width;
    sliders.y.value = (100 * (event.clientY - box.top)) / box.height;
    show();
  });
  point.hidden = place.querySelector("[data-focus-hint]").hidden = false;
  show();
}
