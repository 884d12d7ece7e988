// Draws a turf by hand: corners by click or by arrow keys and space, then a name and a button.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const STEP = 60;
  let drawing = null;

  const byId = (id) => document.getElementById(id);
  const say = (text) => { byId("draw-said").textContent = text; };

  function begin() {
    const map = document.querySelector(".map");
    const doors = map.querySelector("svg.doors");
    if (!doors || drawing) return;
    const box = doors.viewBox.baseVal;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    svg.setAttribute("class", "area");
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "application");
    svg.setAttribute("aria-label", byId("draw").dataset.help);
    const shape = document.createElementNS(SVG, "polygon");
    const corners = document.createElementNS(SVG, "path");
    const cross = document.createElementNS(SVG, "path");
    cross.setAttribute("class", "cross");
    svg.append(shape, corners, cross);
    map.append(svg);
    drawing = { svg, shape, corners, cross, ring: [], at: [box.width / 2, box.height / 2], box };
    svg.addEventListener("click", click);
    svg.addEventListener("keydown", key);
    byId("draw-begin").hidden = true;
    byId("draw-tools").hidden = false;
    say(byId("draw").dataset.help);
    show();
    svg.focus();
  }

  function end() {
    if (drawing) drawing.svg.remove();
    drawing = null;
    byId("draw-begin").hidden = false;
    byId("draw-tools").hidden = true;
    byId("draw-begin").focus();
  }

  function show() {
    const { ring, at, shape, corners, cross } = drawing;
    shape.setAttribute("points", ring.map((p) => p.join()).join(" "));
    corners.setAttribute("d", ring.map(([x, y]) => `M${x} ${y}h.01`).join(""));
    cross.setAttribute("d", `M${at[0] - 50} ${at[1]}h100M${at[0]} ${at[1] - 50}v100`);
    byId("draw-make").disabled = ring.length < 3;
    byId("draw-undo").disabled = ring.length === 0;
  }

  function corner(x, y) {
    drawing.ring.push([Math.round(x), Math.round(y)]);
    drawing.at = [Math.round(x), Math.round(y)];
    show();
  }

  function click(event) {
    const { svg, box } = drawing;
    const seen = svg.getBoundingClientRect();
    corner(
      ((event.clientX - seen.left) / seen.width) * box.width,
      ((event.clientY - seen.top) / seen.height) * box.height,
    );
  }

  function key(event) {
    const step = event.shiftKey ? STEP * 5 : STEP;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const { at, box } = drawing;
    if (moves[event.key]) {
      const [dx, dy] = moves[event.key];
      drawing.at = [
        Math.min(Math.max(at[0] + dx, 0), box.width),
        Math.min(Math.max(at[1] + dy, 0), box.height),
      ];
      show();
    } else if (event.key === " ") corner(...at);
    else if (event.key === "Backspace") undo();
    else if (event.key === "Enter") byId("draw-name").focus();
    else if (event.key === "Escape") end();
    else return;
    event.preventDefault();
  }

  function undo() {
    drawing.ring.pop();
    show();
  }

  async function make(event) {
    event.preventDefault();
    if (!drawing || drawing.ring.length < 3) return;
    const button = byId("draw-make");
    button.disabled = true;
    say(byId("draw").dataset.working);
    try {
      const answer = await fetch("/turfs", {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "X-Turfwalk-Form": document.querySelector("meta[name=csrf]").content,
        },
        body: JSON.stringify({
          name: byId("draw-name").value,
          height: drawing.box.height,
          ring: drawing.ring,
        }),
      });
      if (answer.ok) end();
      const { said } = await answer.json();
      say(said);
    } catch {
      say(byId("draw").dataset.failed);
    } finally {
      if (drawing) show();
    }
  }

  // The map's part of the page may be replaced, so events are taken where it stands in.
  document.addEventListener("click", (event) => {
    if (event.target.id === "draw-begin") begin();
    if (event.target.id === "draw-undo") undo();
    if (event.target.id === "draw-cancel") { end(); say(""); }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "draw") make(event);
  });
})();
