/* The matrix page: any two facets, a role for the rows, one line that tells of the cell at hand. The numbers are
   those of kb/insight/matrix.py; the first table stands in the page already. */
(function (kb) {
  "use strict";

  var d = kb.dom, CHANCE = 3, MOST_COLUMNS = 16, HEATS = [2, 5, 12, 30, 80];
  // What an empty cell is called, as in kb/site/views/matrix.py.
  var SAID = { gap: "0, a gap", "few-expected": "0, fewer than " + CHANCE + " expected", "few-read": "0, too few read to say" };

  /** What can be crossed: concepts in tree order with the papers that count, by position. */
  function Matrix(data, papers) {
    var self = this;
    this.data = data;
    this.surveys = data.concepts.findIndex(function (c) { return c.id === "survey" && data.schemes[c.s].id === "contribution"; });
    this.scheme = new Map(data.schemes.map(function (s, n) { return [s.id, n]; }));
    this.full = data.statuses.indexOf("not-reported");
    this.applicable = data.statuses.indexOf("not-applicable");
    // Of each paper: role by role, the concepts it carries and all above them; role -1 is any.
    this.papers = papers.map(function (p) {
      var carried = new Map();
      p.labels.forEach(function (l) {
        for (var c = l[0]; c >= 0; c = data.concepts[c].up) {
          [-1, l[1]].forEach(function (role) {
            if (!carried.has(role)) carried.set(role, new Set());
            carried.get(role).add(c);
          });
        }
      });
      return { paper: p, carried: carried };
    }).filter(function (p) {
      return p.paper.scope === "core" && !(self.surveys >= 0 && self.holds(p, self.surveys, -1));
    });
  }

  Matrix.prototype.holds = function (p, concept, role) {
    var set = p.carried.get(role);
    return Boolean(set && set.has(concept));
  };

  Matrix.prototype.wasRead = function (p, s) {
    var status = p.paper.status[s];
    if (status === this.full) return this.data.schemes[s].silence === "abstract" || p.paper.read === "full-text";
    return status < 0 || status === this.applicable;
  };

  Matrix.prototype.rows = function (s) {
    var self = this;
    return Array.from(this.data.concepts.keys()).filter(function (c) {
      return self.data.concepts[c].s === s && self.papers.some(function (p) { return self.holds(p, c, -1); });
    });
  };

  Matrix.prototype.columns = function (s) {
    var concepts = this.data.concepts, found = this.rows(s), deepest = 0;
    found.forEach(function (c) { deepest = Math.max(deepest, concepts[c].depth); });
    for (; deepest > 0; deepest--) {
      var columns = found.filter(function (c) { return concepts[c].depth <= deepest; });
      if (columns.length <= MOST_COLUMNS) return columns;
    }
    return found.filter(function (c) { return concepts[c].depth === 0; });
  };

  Matrix.prototype.cross = function (rows, columns, s, role) {
    var self = this, read = this.papers.map(function (p) { return self.wasRead(p, s); });
    var allRead = read.filter(Boolean).length;
    function count(test) {
      return self.papers.reduce(function (sum, p, n) { return sum + (test(p, n) ? 1 : 0); }, 0);
    }
    var inColumn = columns.map(function (c) { return count(function (p, n) { return read[n] && self.holds(p, c, -1); }); });
    var ofRow = rows.map(function (r) { return count(function (p) { return self.holds(p, r, role); }); });
    return {
      ofRow: ofRow,
      ofColumn: columns.map(function (c) { return count(function (p) { return self.holds(p, c, -1); }); }),
      cells: rows.map(function (r, i) {
        var seen = count(function (p, n) { return read[n] && self.holds(p, r, role); });
        return columns.map(function (c, k) {
          var both = count(function (p) { return self.holds(p, r, role) && self.holds(p, c, -1); }), weight = seen * inColumn[k];
          return {
            count: both, read: seen, expected: allRead ? Math.floor((20 * weight + allRead) / (2 * allRead)) / 10 : 0,
            state: both ? "filled" : allRead > 0 && weight >= CHANCE * allRead ? "gap" : ofRow[i] * inColumn[k] >= CHANCE * allRead ? "few-read" : "few-expected"
          };
        });
      })
    };
  };

  /** A text with a place to part in each long word, where two consonants meet nearest to its middle: as kb/site/views/matrix.py does. */
  function soft(text) {
    return text.replace(/[A-Za-z]{11,}/g, function (word) {
      var middle = word.length / 2, best = 0, n;
      for (n = 4; n <= word.length - 4; n++) {
        if (/[^aeiouy]{2}/i.test(word.slice(n - 1, n + 1)) && Math.abs(n - middle) < Math.abs(best - middle)) best = n;
      }
      return best ? word.slice(0, best) + "\u00ad" + word.slice(best) : word;
    });
  }

  function Page(table, data, papers) {
    this.table = table;
    this.data = data;
    this.matrix = new Matrix(data, papers);
    this.form = document.querySelector("[data-matrix-form]");
    this.inspect = document.querySelector("[data-inspect]");
    this.explore = this.inspect.querySelector("[data-inspect-link]").getAttribute("href");
    this.role = "any";
    this.form.hidden = false;
    this.listen();
    this.fromAddress();
    document.documentElement.dataset.kb = "ready";
  }

  Page.prototype.listen = function () {
    var self = this, form = this.form;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("change", function (event) {
      // A facet against itself says nothing: the other side takes what this one had.
      if (form.rows.value === form.columns.value) {
        if (event.target === form.rows) form.columns.value = self.rows; else form.rows.value = self.columns;
      }
      self.go();
    });
    form.querySelector("[data-matrix-swap]").addEventListener("click", function () {
      form.rows.value = self.columns;
      form.columns.value = self.rows;
      self.go();
    });
    form.querySelectorAll("[data-role]").forEach(function (button) {
      button.addEventListener("click", function () { self.role = button.dataset.role; self.go(); });
    });
    window.addEventListener("popstate", function () { self.fromAddress(); });
    ["mouseover", "focusin"].forEach(function (kind) {
      self.table.addEventListener(kind, function (event) {
        var cell = event.target.closest("[data-cell]");
        if (cell) self.tell(cell);
      });
    });
    this.table.addEventListener("keydown", function (event) { self.key(event); });
  };

  Page.prototype.fromAddress = function () {
    var asked = new URLSearchParams(location.search), known = this.matrix.scheme;
    function facet(name, otherwise) { return known.has(asked.get(name)) ? asked.get(name) : otherwise; }
    var rows = facet("rows", "technique"), columns = facet("columns", "application");
    if (!known.has(rows) || !known.has(columns) || rows === columns) {
      rows = this.data.schemes[0].id;
      columns = this.data.schemes[1].id;
    }
    this.role = this.data.roles.indexOf(asked.get("role")) >= 0 ? asked.get("role") : "any";
    this.show(rows, columns);
  };

  Page.prototype.go = function () {
    var address = new URLSearchParams({ rows: this.form.rows.value, columns: this.form.columns.value });
    if (this.role !== "any") address.set("role", this.role);
    history.pushState(null, "", "?" + address);
    this.show(this.form.rows.value, this.form.columns.value);
  };

  Page.prototype.show = function (rows, columns) {
    var self = this, data = this.data, schemes = this.matrix.scheme, rowScheme = data.schemes[schemes.get(rows)];
    var columnScheme = data.schemes[schemes.get(columns)], r = this.matrix.rows(schemes.get(rows)), c = this.matrix.columns(schemes.get(columns));
    var made = this.matrix.cross(r, c, schemes.get(columns), this.role === "any" ? -1 : data.roles.indexOf(this.role));
    this.rows = rows;
    this.columns = columns;
    this.form.rows.value = rows;
    this.form.columns.value = columns;
    this.form.querySelectorAll("[data-role]").forEach(function (b) { b.setAttribute("aria-pressed", String(b.dataset.role === self.role)); });
    document.querySelector("[data-matrix-title]").textContent = rowScheme.label + " by " + columnScheme.label.toLowerCase();
    document.querySelector("[data-matrix-said]").textContent = this.summary(made.cells);
    this.table.dataset.rows = rows;
    this.table.dataset.columns = columns;
    this.table.querySelector("caption").textContent = "Papers for each " + rowScheme.label.toLowerCase() + " and " + columnScheme.label.toLowerCase();
    this.table.tHead.replaceChildren(d.el("tr", {}, d.el("td"), c.map(function (n) {
      var concept = data.concepts[n];
      return d.el("th", { scope: "col", title: concept.label }, d.el("a", { href: concept.href }, soft(concept.short)));
    }), d.el("th", { scope: "col", class: "tot" }, "All")));
    this.table.tBodies[0].replaceChildren.apply(this.table.tBodies[0], r.map(function (n, i) {
      var concept = data.concepts[n];
      return d.el("tr", { class: concept.depth ? null : "top" },
        d.el("th", { scope: "row", "data-depth": Math.min(4, concept.depth) }, d.el("a", { href: concept.href, title: concept.label }, concept.short)),
        made.cells[i].map(function (cell, k) { return self.cell(cell, n, c[k], columns); }),
        self.total(made.ofRow[i], n, self.role));
    }).concat(d.el("tr", { class: "top" }, d.el("th", { scope: "row", class: "muted", "data-depth": 1 }, "All"),
      made.ofColumn.map(function (n, k) { return self.total(n, c[k]); }),
      this.total(this.matrix.papers.length, -1))));
    this.at = null;
    this.inspect.hidden = true;
  };

  Page.prototype.summary = function (cells) {
    var found = { filled: 0, gap: 0, "few-expected": 0, "few-read": 0 };
    cells.flat().forEach(function (cell) { found[cell.state] += 1; });
    return found.filled + " pairs have papers, " + found.gap + " are gaps. In " + found["few-expected"] +
      " empty ones fewer than " + CHANCE + " papers would be expected" + (found["few-read"] ? "; for " + found["few-read"] + " too few were read to say" : "") + ".";
  };

  Page.prototype.cell = function (cell, row, column, facet) {
    var data = this.data, r = data.concepts[row], c = data.concepts[column], heat = HEATS.findIndex(function (most) { return cell.count <= most; });
    var said = SAID[cell.state] || String(cell.count);
    var query = this.name(row) + (this.role === "any" ? "" : "@" + this.role) + " " + (cell.count ? this.name(column) : "(" + facet + ":not-reported OR " + facet + ":not-read)") +
      " " + this.without();
    return d.el("td", {
      "data-h": cell.count ? (heat < 0 ? HEATS.length : heat) + 1 : null,
      dataset: { cell: "", row: r.id, col: c.id, count: cell.count, state: cell.state, read: cell.read, expected: cell.expected.toFixed(1) }
    }, d.el("a", { href: this.explore + "?" + new URLSearchParams({ q: query }), "aria-label": r.label + ", " + c.label + ": " + said }, cell.state === "few-read" ? null : cell.state === "few-expected" ? "·" : String(cell.count)));
  };

  /** What a query adds to count as the matrix does. */
  Page.prototype.without = function () {
    return (this.matrix.surveys >= 0 ? "-" + this.name(this.matrix.surveys) + " " : "") + "scope:core";
  };

  /** A total with the query that finds as many; `n` is its concept, -1 for all papers. */
  Page.prototype.total = function (number, n, role) {
    var concept = n < 0 ? null : this.name(n) + (role && role !== "any" ? "@" + role : ""), query = (concept ? concept + " " : "") + this.without();
    return d.el("td", { class: "tot" }, d.el("a", { href: this.explore + "?" + new URLSearchParams({ q: query }),
      "aria-label": d.papers(number) + (n < 0 ? " in all" : ": " + this.data.concepts[n].label) }, String(number)));
  };

  Page.prototype.name = function (n) {
    var c = this.data.concepts[n];
    return this.data.schemes[c.s].id + ":" + c.id;
  };

  /** One line on the cell at hand. */
  Page.prototype.tell = function (cell) {
    var link = cell.querySelector("a"), said = link.getAttribute("aria-label"), at = said.lastIndexOf(": "), set = cell.dataset;
    var chance = set.read + " papers of the row were read for this facet; chance would put " + set.expected + " of them here.";
    var told = {
      filled: d.papers(+set.count) + ". " + chance,
      gap: "No paper, and not for want of reading: " + chance,
      "few-expected": "No paper, but that says nothing, the terms being rare: " + chance,
      "few-read": "No paper, but too few were read to say: " + chance
    }[set.state], open = this.inspect.querySelector("[data-inspect-link]");
    if (this.at) this.at.removeAttribute("aria-current");
    this.inspect.hidden = false;
    this.at = cell;
    cell.setAttribute("aria-current", "true");
    this.inspect.querySelector("[data-inspect-title]").textContent = said.slice(0, at).replace(/, (?=[^,]*$)/, " × ");
    this.inspect.querySelector("[data-inspect-text]").textContent = told;
    open.href = link.href;
    open.textContent = +set.count ? "Open " + d.papers(+set.count) : "Open those that do not say";
  };

  /** Arrow keys lead from cell to cell. */
  Page.prototype.key = function (event) {
    var step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key], td = event.target.closest("[data-cell]");
    if (!step || !td || event.altKey || event.ctrlKey || event.metaKey) return;
    var row = this.table.rows[td.parentElement.rowIndex + step[0]], next = row && row.cells[td.cellIndex + step[1]];
    if (next && next.hasAttribute("data-cell")) {
      event.preventDefault();
      next.querySelector("a").focus();
    }
  };

  kb.Matrix = Matrix;
  kb.start = function (store) {
    var table = document.querySelector("[data-matrix]");
    if (table) store.complete(function () { return store.labeled(); }, function (papers) { new Page(table, store.data, papers); });
  };
})((window.kb = window.kb || {}));
