/* The facet panel: trees with counts, ticks, exclusions, years and a few properties. */
(function (kb) {
  "use strict";

  var d = kb.dom, SHOWN = 8;
  var FLAGS = [["has", "code", "has code"], ["scope", "core", "core papers only"], ["has", "evidence", "all passages matched"]];

  /** apply(text) is called with the query that a tick makes. */
  function Facets(root, engine, editor, apply) {
    this.root = root;
    this.engine = engine;
    this.editor = editor;
    this.apply = apply;
    this.more = new Set();
    this.sections = Array.from(root.querySelectorAll("[data-facet]"));
    this.schemes = new Map(engine.data.schemes.map(function (s, n) { return [s.id, n]; }));
  }

  Facets.prototype.show = function (node) {
    var self = this, focus = this.focused();
    this.node = node;
    this.sections.forEach(function (section) { self.facet(section, self.schemes.get(section.dataset.facet)); });
    this.years();
    this.flags();
    this.refocus(focus);
  };

  // Rows are made anew; who stood on one stays there.
  Facets.prototype.focused = function () {
    var at = document.activeElement;
    return at && this.root.contains(at) && at.id ? at.id : null;
  };

  Facets.prototype.refocus = function (id) {
    var again = id && document.getElementById(id);
    if (again && again !== document.activeElement) again.focus();
  };

  Facets.prototype.facet = function (section, scheme) {
    var self = this, data = this.engine.data, counts = this.engine.counts(this.node, scheme);
    var ticks = this.editor.ticks(this.node, scheme), rows = [], folded = 0;
    var most = Math.max.apply(null, [1].concat(Array.from(counts.concepts.values()), counts.statuses));
    var parts = new Set();
    ticks.in.concat(ticks.out).forEach(function (k) {
      if (k[0] !== "c") return;
      for (var up = data.concepts[+k.slice(1)].up; up >= 0; up = data.concepts[up].up) parts.add(up);
    });
    var all = this.more.has(scheme), inTop = 0;
    counts.concepts.forEach(function (count, n) {
      var c = data.concepts[n], key = "c" + n, chosen = ticks.in.includes(key) || ticks.out.includes(key);
      var keep = chosen || parts.has(n) || (c.depth < 2 && count > 0 && inTop < SHOWN);
      if (!all && !keep) { folded += 1; return; }
      inTop += 1;
      rows.push(self.row(scheme, ticks, key, { label: c.short, title: c.label, depth: c.depth, id: c.id, count: count, most: most, part: parts.has(n) && !chosen }));
    });
    data.statuses.forEach(function (status, n) {
      var key = "s" + n, last = n === data.statuses.length - 1;
      if (!last && !all && !ticks.in.includes(key) && !ticks.out.includes(key)) return;
      rows.push(self.row(scheme, ticks, key, { label: status.replace("-", " "), title: status, depth: 0, id: status, count: counts.statuses[n], most: most, status: true, hatched: last }));
    });
    if (folded || all) {
      rows.push(d.el("button", { class: "more", type: "button", id: "more-" + data.schemes[scheme].id, "aria-expanded": String(all), onclick: function () {
        if (all) self.more.delete(scheme); else self.more.add(scheme);
        var focus = self.focused();
        self.facet(section, scheme);
        self.refocus(focus);
      } }, all ? "Show fewer" : folded + " more"));
    }
    section.querySelector("[data-rows]").replaceChildren.apply(section.querySelector("[data-rows]"), rows);
    var told = [];
    if (ticks.in.length) told.push(ticks.in.length + " chosen");
    if (ticks.out.length) told.push(ticks.out.length + " excluded");
    section.querySelector("[data-chosen]").textContent = told.join(", ");
    if (told.length) section.open = true;
  };

  Facets.prototype.row = function (scheme, ticks, key, row) {
    var self = this, on = ticks.in.includes(key), not = ticks.out.includes(key), id = "row-" + this.engine.data.schemes[scheme].id + "-" + row.id;
    function set(include, exclude) {
      var rest = { in: ticks.in.filter(function (k) { return k !== key; }), out: ticks.out.filter(function (k) { return k !== key; }) };
      if (include) rest.in.push(key);
      if (exclude) rest.out.push(key);
      self.apply(self.editor.setTicks(self.node, scheme, rest));
    }
    var kinds = ["row", on && "row--on", not && "row--not", row.part && "row--part", row.status && "row--status", !row.count && "row--zero"];
    var dataset = { count: row.count };
    dataset[row.status ? "status" : "concept"] = row.id;
    return d.el("div", { class: kinds.filter(Boolean).join(" "), "data-depth": row.depth + 1, dataset: dataset },
      d.el("label", {}, d.el("input", { type: "checkbox", id: id, checked: on, "aria-label": row.title + ", " + d.papers(row.count) + (not ? ", excluded" : ""),
        onchange: function () { set(!on, false); } }), d.el("span", { class: "row__l", title: row.title }, row.label)),
      d.bar(row.count / row.most, row.hatched), d.el("span", { class: "row__n num" }, String(row.count)),
      d.el("button", { class: "row__not", type: "button", id: id + "-not", "aria-label": (not ? "Do not exclude " : "Exclude ") + row.title,
        onclick: function () { set(false, !not); } }, not ? "undo" : "exclude"));
  };

  Facets.prototype.years = function () {
    var self = this, section = this.root.querySelector("[data-facet-year]"), engine = this.engine;
    var rest = { type: "and", items: engine.terms(this.node).filter(function (i) { return i.type !== "years"; }) };
    var chosen = engine.terms(this.node).find(function (i) { return i.type === "years"; });
    var histogram = kb.years(engine, engine.evaluate(rest), chosen);
    section.querySelector("[data-hist]").replaceChildren(histogram.node);
    var from = section.querySelector("[data-year-from]"), to = section.querySelector("[data-year-to]");
    from.value = chosen && chosen.low ? chosen.low : "";
    to.value = chosen && chosen.high < 9999 ? chosen.high : "";
    from.placeholder = histogram.first;
    to.placeholder = histogram.last;
    function changed() {
      var a = from.value.trim(), b = to.value.trim();
      if (!/^(\d{4})?$/.test(a) || !/^(\d{4})?$/.test(b)) return;
      if (a && b && a > b) { var c = a; a = b; b = c; }
      self.apply(self.editor.setYears(self.node, a, b));
    }
    from.onchange = to.onchange = changed;
    section.querySelector("[data-chosen]").textContent = chosen ? this.editor.inWords(chosen)[0].text : "";
    if (chosen) section.open = true;
  };

  Facets.prototype.flags = function () {
    var self = this, section = this.root.querySelector("[data-facet-more]"), found = this.engine.evaluate(this.node), set = 0;
    var rows = FLAGS.map(function (f) {
      var on = self.editor.hasFlag(self.node, f[0], f[1]), id = "flag-" + f[0] + "-" + f[1];
      var papers = self.engine.evaluate({ type: "flag", name: f[0], value: f[1] }), count = found.reduce(function (s, x, n) { return s + (x & papers[n]); }, 0);
      if (on) set += 1;
      return d.el("div", { class: "row" + (on ? " row--on" : ""), dataset: { flag: f[0] + ":" + f[1], count: count } },
        d.el("label", {}, d.el("input", { type: "checkbox", id: id, checked: on, "aria-label": f[2] + ", " + d.papers(count),
          onchange: function () { self.apply(self.editor.toggleFlag(self.node, f[0], f[1])); } }), d.el("span", { class: "row__l" }, f[2])),
        d.el("span", {}), d.el("span", { class: "row__n num" }, String(count)));
    });
    section.querySelector("[data-flags]").replaceChildren.apply(section.querySelector("[data-flags]"), rows);
    section.querySelector("[data-chosen]").textContent = set ? set + " chosen" : "";
    if (set) section.open = true;
  };

  /** How many conditions the panel shows as set. */
  Facets.prototype.size = function () {
    var self = this;
    return this.engine.terms(this.node).filter(function (i) {
      return i.type === "years" || i.type === "flag" || self.engine.data.schemes.some(function (_, s) { return self.engine.isTick(i, s); });
    }).length;
  };

  kb.Facets = Facets;
})((window.kb = window.kb || {}));
