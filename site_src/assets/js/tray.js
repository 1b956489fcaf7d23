/* Papers gathered on the explore page to be compared; kept while the browser's tab is open. */
(function (kb) {
  "use strict";

  var d = kb.dom, KEY = "kb-compare", MOST = 6, memory = [], folded = false;

  function read() {
    try { return JSON.parse(sessionStorage.getItem(KEY)) || []; } catch (refused) { return memory; }
  }

  function write(papers) {
    memory = papers;
    try { sessionStorage.setItem(KEY, JSON.stringify(papers)); } catch (refused) { /* it stays in memory */ }
    show();
  }

  function has(id) {
    return read().some(function (p) { return p.id === id; });
  }

  function toggle(paper) {
    folded = false;
    var papers = read(), kept = papers.filter(function (p) { return p.id !== paper.id; });
    if (kept.length === papers.length && papers.length < MOST) kept.push({ id: paper.id, name: paper.short || paper.title });
    write(kept);
  }

  /** The button of a card that puts its paper into the tray, or takes it out. */
  function button(paper) {
    return d.el("button", { class: "card__cmp", type: "button", "data-compare": paper.id, "aria-pressed": String(has(paper.id)), "aria-label": "Compare " + (paper.short || paper.title),
      onclick: function () { toggle(paper); } }, has(paper.id) ? "to compare ✓" : "compare");
  }

  function show() {
    var tray = document.querySelector("[data-tray]"), papers = read(), number = papers.length;
    if (!tray) return;
    document.querySelectorAll("[data-compare]").forEach(function (b) {
      var on = has(b.dataset.compare);
      b.setAttribute("aria-pressed", String(on));
      b.textContent = on ? "to compare ✓" : "compare";
      b.disabled = !on && number >= MOST;
    });
    tray.hidden = !number;
    document.body.classList.toggle("kb-tray", number > 0);
    tray.classList.toggle("tray--folded", folded);
    if (!number) return;
    if (folded) return tray.replaceChildren(d.el("button", { class: "btn", type: "button", "aria-expanded": "false", onclick: function () { fold(false); } }, d.papers(number) + " to compare"));
    tray.replaceChildren(d.el("p", { role: "status" }, d.el("b", {}, d.papers(number) + " to compare: "), papers.map(function (p) { return p.name; }).join(", ")),
      number > 1 ? d.el("a", { class: "btn btn--go", href: tray.dataset.target + "?papers=" + papers.map(function (p) { return p.id; }).join(",") }, "Compare " + d.papers(number)) : d.el("span", { class: "muted small" }, "choose another"),
      d.el("button", { class: "btn", type: "button", onclick: function () { write([]); } }, "Clear"),
      d.el("button", { class: "btn", type: "button", "aria-expanded": "true", onclick: function () { fold(true); } }, "Hide"));
  }

  /** Hides all of the tray but a button, or shows it again. */
  function fold(on) {
    folded = on;
    show();
    document.querySelector("[data-tray] [aria-expanded]").focus();
  }

  kb.tray = { button: button, show: show };
})((window.kb = window.kb || {}));
