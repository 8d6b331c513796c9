// Copies commands, and keeps a served page as new as the lab: what has changed is put in without a reload.
"use strict";

const milliseconds = 3000;
const portal = document.getElementById("portal");
const said = document.getElementById("said");
const away = document.getElementById("away");

function showButtons(within) {
  for (const button of within.querySelectorAll("[data-copy]")) {
    button.hidden = false;
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) {
    return;
  }
  const label = button.textContent;
  let done = "Copied";
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    done = "Not allowed";
  }
  button.textContent = done;
  said.textContent = `${done}: ${button.dataset.copy}`;
  setTimeout(() => (button.textContent = label), 1500);
});

const shown = new Map();

function put(name, html) {
  const place = document.querySelector(`[data-part="${name}"]`);
  if (!place || shown.get(name) === html) {
    return;
  }
  shown.set(name, html);
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  place.innerHTML = html;
  showButtons(place);
  if (focused) {
    document.getElementById(focused)?.focus();
  }
}

let summary = said.textContent;

async function refresh() {
  try {
    const response = await fetch(portal.dataset.refresh, { cache: "no-store" });
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }
    const update = await response.json();
    Object.entries(update.parts).forEach(([name, html]) => put(name, html));
    if (update.summary !== summary) {
      summary = update.summary;
      said.textContent = summary;
    }
    away.hidden = true;
    document.body.classList.remove("stale");
  } catch {
    away.hidden = false;
    document.body.classList.add("stale");
  }
}

async function keepUp() {
  if (document.visibilityState === "visible") {
    await refresh();
  }
  setTimeout(keepUp, milliseconds);
}

showButtons(document);
if (portal.dataset.refresh) {
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  setTimeout(keepUp, milliseconds);
}
