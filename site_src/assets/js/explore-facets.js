/* The facet panel: trees with counts, ticks, exclusions, years and a few properties. */
(function (kb) {
  "use strict";

  var d = kb.dom, SHOWN = 8;
  var FLAGS = [["has", "code", "has code"], ["scope", "core", "core papers only"], ["has", "evidence", "all passages matched"]];

  /** apply(text) is called with the query that a tick makes. */
  function Facets(root, engine, editor, apply) {
    var self = this;
    this.root = root;
    this.engine = engine;
    this.editor = editor;
    this.apply = apply;
    this.more = new Set();
    // A row once chosen stays in the panel: whoever takes the tick away again still stands on it.
    this.kept = new Set();
    this.sections = Array.from(root.querySelectorAll("[data-facet]"));
    this.schemes = engine.vocabulary.schemes;
    this.role = root.querySelector("[data-role-switch]");
    this.role.addEventListener("change", function () {
      self.apply(editor.setRole(self.node, engine.data.roles.indexOf(self.role.value)));
    });
    this.main = engine.data.schemes.map(function (_, s) { return self.leading(s); });
  }

  /** The rows that stand before "more", whatever the query: the tops first, then what most papers carry. */
  Facets.prototype.leading = function (scheme) {
    var concepts = this.engine.data.concepts, editor = this.editor;
    var order = this.rows(scheme).map(function (n) {
      var size = editor.carrying(n);
      return [concepts[n].depth > 0 || !size, -size, n];
    });
    order.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]; });
    return new Set(order.slice(0, SHOWN).map(function (row) { return row[2]; }));
  };

  /** The concepts of a facet in tree order, without those that others have replaced. */
  Facets.prototype.rows = function (scheme) {
    var concepts = this.engine.data.concepts;
    return Array.from(concepts.keys()).filter(function (n) { return concepts[n].s === scheme && concepts[n].to === undefined; });
  };

  Facets.prototype.show = function (node) {
    var self = this, focus = this.focused();
    this.node = node;
    this.role.value = this.editor.role < 0 ? "" : this.engine.data.roles[this.editor.role];
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
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  };

  Facets.prototype.facet = function (section, scheme) {
    var self = this, data = this.engine.data, id = data.schemes[scheme].id, counts = this.engine.counts(this.node, scheme, this.editor.role);
    var ticks = this.editor.ticks(this.node, scheme), set = ticks.in.concat(ticks.out), rows = [], folded = 0, parts = new Set();
    var most = Math.max.apply(null, [1].concat(Array.from(counts.concepts.values()), counts.statuses)), all = this.more.has(scheme);
    set.forEach(function (k) {
      self.kept.add(scheme + k);
      if (k[0] !== "c") return;
      for (var up = data.concepts[+k.slice(1)].up; up >= 0; up = data.concepts[up].up) {
        parts.add(up);
        self.kept.add(scheme + "c" + up);
      }
    });
    this.rows(scheme).forEach(function (n) {
      var c = data.concepts[n], key = "c" + n, chosen = set.indexOf(key) >= 0;
      if (!all && !self.main[scheme].has(n) && !self.kept.has(scheme + key)) folded += 1;
      else rows.push(self.row(scheme, ticks, key, { label: c.short, title: c.label, depth: c.depth, id: c.id, count: counts.concepts.get(n), most: most, part: parts.has(n) && !chosen }));
    });
    data.statuses.forEach(function (status, n) {
      var key = "s" + n, unread = n === data.statuses.length - 1;
      if (!(unread && counts.statuses[n]) && !all && !self.kept.has(scheme + key)) folded += 1;
      else rows.push(self.row(scheme, ticks, key, { label: status.replace("-", " "), title: status.replace("-", " "), depth: 0, id: status, count: counts.statuses[n], most: most, status: true, hatched: unread }));
    });
    if (folded || all) {
      rows.push(d.el("button", { class: "more", type: "button", id: "more-" + id, "aria-expanded": String(all), onclick: function () {
        if (all) self.more.delete(scheme); else self.more.add(scheme);
        var focus = self.focused();
        self.facet(section, scheme);
        self.refocus(focus);
      } }, all ? "Show fewer" : folded + " more"));
    }
    var told = [ticks.in.length && ticks.in.length + " chosen", ticks.out.length && ticks.out.length + " excluded"].filter(Boolean);
    this.fill(section, "rows", rows, told.join(", "));
  };

  Facets.prototype.fill = function (section, name, rows, told) {
    var place = section.querySelector("[data-" + name + "]"), chosen = section.querySelector("[data-chosen]");
    place.replaceChildren.apply(place, rows);
    if (told && told !== chosen.textContent) section.open = true;
    chosen.textContent = told;
  };

  Facets.prototype.row = function (scheme, ticks, key, row) {
    var self = this, on = ticks.in.indexOf(key) >= 0, not = ticks.out.indexOf(key) >= 0, id = "row-" + this.engine.data.schemes[scheme].id + "-" + row.id;
    function tick(exclude) {
      return function () { self.apply(self.editor.tick(self.node, scheme, key, exclude)); };
    }
    var kinds = ["row", on && "row--on", not && "row--not", row.part && "row--part", row.status && "row--status", !row.count && "row--zero"];
    var dataset = { count: row.count };
    dataset[row.status ? "status" : "concept"] = row.id;
    return d.el("div", { class: kinds.filter(Boolean).join(" "), "data-depth": row.depth + 1, dataset: dataset },
      d.el("label", {}, d.el("input", { type: "checkbox", id: id, checked: on, "aria-label": row.title + ", " + d.papers(row.count) + (not ? ", excluded" : ""), onchange: tick(false) }),
        d.el("span", { class: "row__l", title: row.title }, row.label)),
      d.bar(row.count / row.most, row.hatched), d.el("span", { class: "row__n num" }, row.count.toLocaleString("en-US")),
      d.el("button", { class: "row__not", type: "button", id: id + "-not", "aria-label": (not ? "Do not exclude " : "Exclude ") + row.title, onclick: tick(true) }, not ? "undo" : "exclude"));
  };

  Facets.prototype.years = function () {
    var self = this, section = this.root.querySelector("[data-facet-year]"), engine = this.engine, terms = engine.terms(this.node);
    var chosen = terms.filter(function (i) { return i.type === "years"; });
    var rest = engine.evaluate({ type: "and", items: terms.filter(function (i) { return i.type !== "years"; }) });
    var low = Math.max.apply(null, chosen.map(function (i) { return i.low; }).concat(0)), high = Math.min.apply(null, chosen.map(function (i) { return i.high; }).concat(9999));
    var histogram = kb.years(this.editor, rest, low, high, "year", function (y) { return self.editor.setYears(self.node, y, y); }, this.apply), from = section.querySelector("[data-year-from]"), to = section.querySelector("[data-year-to]");
    from.value = low || "";
    to.value = high < 9999 ? high : "";
    from.placeholder = histogram.first;
    to.placeholder = histogram.last;
    from.onchange = to.onchange = function () {
      var a = from.value.trim(), b = to.value.trim();
      [from, to].forEach(function (box) { box.setAttribute("aria-invalid", String(!/^([0-9]{4})?$/.test(box.value.trim()))); });
      if (!/^([0-9]{4})?,([0-9]{4})?$/.test(a + "," + b)) return;
      self.apply(self.editor.setYears(self.node, a && b && a > b ? b : a, a && b && a > b ? a : b));
    };
    this.fill(section, "hist", [histogram.node], chosen.length ? this.editor.inWords({ type: "years", low: low, high: high }) : "");
  };

  Facets.prototype.flags = function () {
    var self = this, engine = this.engine, set = 0;
    var rows = FLAGS.map(function (f) {
      var on = self.editor.hasFlag(self.node, f[0], f[1]), id = "flag-" + f[0] + "-" + f[1];
      var count = self.editor.size(engine.evaluate({ type: "and", items: [self.node, { type: "flag", name: f[0], value: f[1] }] }));
      if (on) set += 1;
      return d.el("div", { class: "row" + (on ? " row--on" : "") + (count ? "" : " row--zero"), dataset: { flag: f[0] + ":" + f[1], count: count } },
        d.el("label", {}, d.el("input", { type: "checkbox", id: id, checked: on, "aria-label": f[2] + ", " + d.papers(count),
          onchange: function () { self.apply(self.editor.toggleFlag(self.node, f[0], f[1])); } }), d.el("span", { class: "row__l" }, f[2])),
        d.el("span", {}), d.el("span", { class: "row__n num" }, count.toLocaleString("en-US")));
    });
    this.fill(this.root.querySelector("[data-facet-more]"), "flags", rows, set ? set + " chosen" : "");
  };

  /** How many conditions the panel shows as set. */
  Facets.prototype.size = function () {
    var self = this;
    return this.engine.terms(this.node).filter(function (i) {
      return i.type === "years" || i.type === "flag" || self.engine.data.schemes.some(function (_, s) { return self.engine.isTick(i, s, self.editor.role); });
    }).length;
  };

  kb.Facets = Facets;
})((window.kb = window.kb || {}));
