/* The compare page: papers chosen in the address (?papers=a,b,c), facet by facet; as CSV and LaTeX. */
(function (kb) {
  "use strict";

  var d = kb.dom, TRIED = 12, MOST_FOUND = 6;

  function Compare(table, store) {
    this.table = table;
    this.store = store;
    this.engine = new kb.Engine(store);
    this.most = +table.dataset.most;
    this.form = document.querySelector("[data-compare-add]");
    this.input = this.form.querySelector("input");
    this.box = this.form.querySelector("[data-found]");
    this.said = this.form.querySelector("[data-compare-said]");
    this.bar = document.querySelector("[data-compare-bar]");
    this.lead = document.querySelector("[data-compare-lead]");
    this.example = Array.from(table.querySelectorAll("[data-paper]"), function (th) { return th.dataset.paper; });
    this.form.hidden = this.bar.hidden = false;
    this.turn = 0;
    this.listen();
    this.fromAddress();
  }

  Compare.prototype.listen = function () {
    var self = this;
    window.addEventListener("popstate", function () { self.fromAddress(); });
    this.form.addEventListener("submit", function (event) { event.preventDefault(); if (self.options && self.options[0]) self.add(self.options[Math.max(0, self.at)].id); });
    this.input.addEventListener("input", function () { self.find(); });
    this.input.addEventListener("keydown", function (event) { self.key(event); });
    this.input.addEventListener("blur", function () { setTimeout(function () { self.close(); }, 150); });
    this.bar.querySelector("[data-only-different]").addEventListener("change", function () { self.table.toggleAttribute("data-only", this.checked); });
    this.bar.querySelectorAll("[data-export]").forEach(function (button) {
      button.addEventListener("click", function () { kb.export.save(button.dataset.export, self[button.dataset.export]()); });
    });
  };

  /** The papers of the address; an unknown id is told, and the rest is shown. */
  Compare.prototype.fromAddress = function () {
    var self = this, asked = new URLSearchParams(location.search).get("papers"), turn = ++this.turn;
    var ids = asked ? Array.from(new Set(asked.split(",").map(function (id) { return id.trim().toLowerCase(); }).filter(Boolean))) : this.example;
    this.store.complete(function () {
      return ids.map(function (id) {
        var n = self.store.entry("ids", "id:" + id);
        return n === undefined ? { unknown: id } : self.store.card(n);
      });
    }, function (found) {
      if (turn !== self.turn) return;
      var unknown = found.filter(function (p) { return p && p.unknown; }).map(function (p) { return p.unknown; });
      self.papers = found.filter(function (p) { return p && !p.unknown; });
      self.chosen = Boolean(asked);
      self.tell(unknown.length ? "No paper has the id " + unknown.join(", ") + "." : self.papers.length > self.most ? "Only the first " + self.most + " are shown." : "");
      self.papers = self.papers.slice(0, self.most);
      self.show();
      document.documentElement.dataset.kb = "ready";
    }, function () { self.tell("Part of the data could not be loaded. Reload the page to try again."); });
  };

  Compare.prototype.tell = function (text) {
    this.said.textContent = text;
  };

  Compare.prototype.go = function (ids) {
    try {
      history.pushState(null, "", location.pathname + "?papers=" + ids.join(","));
      this.fromAddress();
    } catch (refused) {
      location.search = "?papers=" + ids.join(","); // some browsers refuse a new address for a file
    }
  };

  Compare.prototype.add = function (id) {
    var ids = this.chosen ? this.papers.map(function (p) { return p.id; }) : [];
    this.close();
    this.input.value = "";
    if (ids.indexOf(id) >= 0) return this.tell("That paper is there already.");
    if (ids.length >= this.most) return this.tell("At most " + this.most + " papers fit side by side: remove one first.");
    this.go(ids.concat(id));
  };

  Compare.prototype.remove = function (id) {
    this.go(this.papers.map(function (p) { return p.id; }).filter(function (other) { return other !== id; }));
    this.input.focus();
  };

  /** What each paper carries in a facet: [{labels, status}], and how they stand to each other: as kb/insight/likeness.py. */
  Compare.prototype.facet = function (s) {
    var data = this.store.data, known = new Set(), silent = false;
    var cells = this.papers.map(function (p) {
      var labels = p.labels.filter(function (l) { return data.concepts[l[0]].s === s; });
      var status = p.status[s] < 0 ? "" : data.statuses[p.status[s]];
      if (labels.length || status === "not-applicable") known.add(labels.map(function (l) { return l[0]; }).sort().join(","));
      else silent = true;
      return { labels: labels, status: status };
    });
    return { scheme: data.schemes[s], likeness: this.papers.length < 2 ? "" : known.size > 1 ? "different" : silent ? "unknown" : "same", cells: cells };
  };

  Compare.prototype.facets = function () {
    var self = this, all = this.store.data.schemes.map(function (_, s) { return self.facet(s); });
    return ["", "different", "unknown", "same"].map(function (kind) { return all.filter(function (f) { return f.likeness === kind; }); }).flat();
  };

  Compare.prototype.show = function () {
    var self = this, papers = this.papers, number = papers.length;
    this.lead.textContent = !this.chosen ? "Papers side by side, facet by facet; what differs comes first. This is an example: add a paper to begin your own."
      : number > 1 ? d.papers(number) + " side by side; what differs comes first." : number ? "One paper so far: add another to compare it with." : "Add the first paper.";
    this.table.className = "cmp cmp--page cmp__n" + Math.max(2, number);
    this.table.hidden = !number;
    this.bar.hidden = !number;
    this.table.tHead.replaceChildren(d.el("tr", {}, d.el("td"), d.el("td", { class: "d" }), papers.map(function (p) {
      return d.el("th", { scope: "col", "data-paper": p.id }, d.el("a", { href: p.href, title: p.title }, p.short || p.title),
        d.el("small", {}, p.authors[0].split(" ").pop() + (p.authors.length > 1 ? " et al., " : ", ") + p.venue),
        self.chosen ? d.el("button", { class: "cmp__x", type: "button", "aria-label": "Remove " + (p.short || p.title), onclick: function () { self.remove(p.id); } }, d.icon("x"), "remove") : null);
    })));
    this.table.tBodies[0].replaceChildren.apply(this.table.tBodies[0], number ? this.facets().map(function (f) { return self.row(f); }) : []);
  };

  Compare.prototype.row = function (f) {
    var data = this.store.data;
    return d.el("tr", { class: f.likeness, "data-facet-row": f.scheme.id },
      d.el("th", { scope: "row" }, d.el("div", {}, d.tile(f.scheme), f.scheme.label)),
      d.el("td", { class: "d" }, d.el("span", { "aria-hidden": "true" }, { same: "=", different: "≠" }[f.likeness] || ""), d.el("span", { class: "vh" }, f.likeness)),
      f.cells.map(function (cell) {
        return d.el("td", {}, cell.labels.map(function (l) {
          var c = data.concepts[l[0]];
          return [d.el("a", { class: "chip chip--full" + (l[2] ? " chip--inferred" : ""), "data-slot": f.scheme.order, href: c.href, title: f.scheme.label + ": " + c.label + (l[2] ? " · inferred" : " · explicit") },
            d.glyph(f.scheme), c.short, d.el("span", { class: "role" }, data.roles[l[1]])), " "];
        }).flat(), cell.labels.length ? null : d.el("span", { class: "muted" }, cell.status.replace("-", " ")));
      }));
  };

  /** The table in words: facet by paper. */
  Compare.prototype.words = function () {
    var data = this.store.data;
    return this.facets().map(function (f) {
      return [f.scheme.label].concat(f.cells.map(function (cell) {
        return cell.labels.map(function (l) { return data.concepts[l[0]].short + " (" + data.roles[l[1]] + (l[2] ? ", inferred" : "") + ")"; }).join("; ") || cell.status.replace("-", " ");
      }));
    });
  };

  Compare.prototype.csv = function () {
    var head = [["facet"].concat(this.papers.map(function (p) { return p.id; })), ["title"].concat(this.papers.map(function (p) { return p.title; }))];
    return head.concat(this.words()).map(function (r) { return r.map(kb.export.cell).join(","); }).join("\r\n") + "\r\n";
  };

  Compare.prototype.latex = function () {
    var tex = kb.export.latex, head = ["Facet"].concat(this.papers.map(function (p) { return tex(p.short || p.authors[0].split(" ").pop() + (p.authors.length > 1 ? " et al." : "")) + "~\\cite{" + p.id + "}"; }));
    var lines = this.words().map(function (r) { return "  " + r.map(tex).join(" & ") + " \\\\"; });
    return ["% needs \\usepackage{booktabs,tabularx}; the entries for \\cite come from the BibTeX export", "\\begin{tabularx}{\\textwidth}{l" + "X".repeat(this.papers.length) + "}", "  \\toprule",
      "  " + head.join(" & ") + " \\\\", "  \\midrule"].concat(lines, "  \\bottomrule", "\\end{tabularx}", "").join("\n");
  };

  // ---- choosing a paper ----
  Compare.prototype.find = function () {
    var self = this, turn = ++this.turn, text = this.input.value.trim(), words = kb.words.tokens(text);
    this.close(); // what stood there belongs to other words
    if (words.join("").length < 3) return;
    this.store.complete(function () {
      var exact = self.store.entry("ids", "id:" + text.toLowerCase()), found = exact === undefined ? [] : [self.store.card(exact)];
      return found.concat(self.engine.titled(words, TRIED)).filter(Boolean).slice(0, MOST_FOUND);
    }, function (papers) {
      if (turn !== self.turn) return;
      self.at = -1;
      self.options = papers.map(function (p, n) {
        var node = d.el("div", { class: "sug", role: "option", id: "found-" + n, "aria-selected": "false", "data-id": p.id, onmousedown: function (event) { event.preventDefault(); self.add(p.id); } },
          d.el("span"), d.el("span", {}, p.title), d.el("p", {}, (p.short ? p.short + " · " : "") + p.authors[0] + (p.authors.length > 1 ? " et al., " : ", ") + p.venue));
        return { id: p.id, node: node };
      });
      self.box.replaceChildren.apply(self.box, self.options.map(function (o) { return o.node; }));
      self.box.hidden = !papers.length;
      self.input.setAttribute("aria-expanded", String(papers.length > 0));
      self.tell(papers.length ? "" : "No title has these words.");
    }, function () { self.tell("Part of the data could not be loaded."); });
  };

  Compare.prototype.close = function () {
    this.box.hidden = true;
    this.options = null;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  };

  Compare.prototype.key = function (event) {
    var options = this.options, at = this.at;
    if (event.key === "Escape") return this.close();
    if (!options || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    this.at = (at + (event.key === "ArrowDown" ? 1 : options.length - (at < 0 ? 0 : 1))) % options.length;
    options.forEach(function (o, n) { o.node.setAttribute("aria-selected", String(n === this.at)); }, this);
    this.input.setAttribute("aria-activedescendant", options[this.at].node.id);
  };

  kb.start = function (store) {
    var table = document.querySelector("[data-compare]");
    if (table) kb.compare = new Compare(table, store);
  };
})((window.kb = window.kb || {}));
