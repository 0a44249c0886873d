// What pages can do a little better with script; none needs it.
"use strict";

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// browsers differ about autofocus on what is no field
document.querySelector(".summary")?.focus();

if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {
    // without it the app works all the same
  });
}
