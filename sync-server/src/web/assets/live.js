// Keeps the page up to date: fetches its live part and replaces what has changed. Without this
// script the page stays as it was served, and its link loads it again.
"use strict";

(() => {
  const EVERY_MS = 3000;
  const SLOWEST_MS = 15000;
  const words = document.body.dataset;
  const state = document.getElementById("state");
  const clock = document.getElementById("clock");
  const live = document.getElementById("live");
  if (!state || !clock || !live) return;

  let timer = 0;
  let asking = false;
  let failures = 0;

  // Parts as last served, by id; what stands in the page may look different once parsed.
  const held = new Map();
  const parts = (root) => root.querySelectorAll("[data-part]");
  for (const part of parts(live)) held.set(part.id, part.outerHTML);

  function tell(name) {
    if (state.dataset.is === name) return;
    state.dataset.is = name;
    state.textContent = words[name];
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const same = [...parts(fresh)].map((p) => p.id).join() === [...held.keys()].join();
    if (!same) {
      live.replaceChildren(...fresh.body.childNodes);
      held.clear();
      for (const part of parts(live)) held.set(part.id, part.outerHTML);
      return;
    }
    for (const part of parts(fresh)) {
      const text = part.outerHTML;
      if (held.get(part.id) === text) continue;
      document.getElementById(part.id).replaceWith(part);
      held.set(part.id, text);
    }
  }

  async function ask() {
    if (asking || document.hidden) return;
    asking = true;
    clearTimeout(timer);
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), 10000);
    try {
      const answer = await fetch("/live", { cache: "no-store", signal: patience.signal });
      if (answer.status === 401) {
        tell("closed");
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
      failures = 0;
      const now = new Date();
      clock.textContent = `${words.lastUpdate} ${now.toLocaleTimeString(document.documentElement.lang, { hour12: false })}`;
      clock.dateTime = now.toISOString();
      clock.title = now.toLocaleString();
      tell("connected");
    } catch {
      failures += 1;
      tell("lost");
    } finally {
      clearTimeout(limit);
      asking = false;
    }
    timer = setTimeout(ask, Math.min(EVERY_MS * 2 ** Math.min(failures, 3), SLOWEST_MS));
  }

  // A hidden page asks for nothing, and at once when it is seen again.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (state.dataset.is !== "closed") ask();
  });
  timer = setTimeout(ask, EVERY_MS);
})();
