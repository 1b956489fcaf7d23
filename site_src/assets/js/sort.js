/* Tables that can be sorted and narrowed down: any table with data-sortable.
   th[data-key] names a column, data-type how it sorts: text, number (td[data-sort]) or order, which is that of the
   page and keeps the rows under their groups. tr[data-row] is a row, its data-is lists the choices it meets
   ("text:long"), td[data-unknown] comes last whatever the direction. form[data-controls=<id of the table>] holds a
   select for each choice. The address says what is shown (?text=long&sort=papers&dir=desc); with data-sortable="x"
   its names begin with "x.". */
(function (kb) {
  "use strict";

  var d = kb.dom, words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  var DIRECTIONS = { asc: "ascending", desc: "descending" };

  function Sortable(table) {
    var self = this, parts = Array.from(table.querySelectorAll("tr[data-row]"));
    function part(name) {
      return document.querySelector("[data-" + name + '="' + table.id + '"]');
    }
    this.table = table;
    this.prefix = table.dataset.sortable ? table.dataset.sortable + "." : "";
    this.heads = Array.from(table.tHead.rows[0].cells);
    this.groups = Array.from(table.tBodies);
    this.flat = table.appendChild(d.el("tbody", { hidden: true }));
    this.rows = parts.map(function (node, at) {
      return { node: node, at: at, home: node.parentNode, is: new Set((node.dataset.is || "").split(" ")) };
    });
    this.form = part("controls");
    this.choices = this.form ? Array.from(this.form.querySelectorAll("select[name]")) : [];
    this.said = part("shown");
    this.clear = part("clear");
    this.none = part("none");
    this.file = part("file");
    this.first = (this.heads.find(function (h) { return h.dataset.type === "order"; }) || { dataset: {} }).dataset.key || "";
    this.heads.forEach(function (head) { self.button(head); });
    this.listen();
    this.read();
  }

  /** The words of a column's head become a button that sorts by it. */
  Sortable.prototype.button = function (head) {
    var self = this;
    if (!head.dataset.key) return;
    head.dataset.label = head.textContent.trim();
    var button = d.el("button", { type: "button", class: "sortbtn", onclick: function () { self.sortBy(head.dataset.key); } });
    button.append.apply(button, Array.from(head.childNodes));
    head.append(button);
  };

  Sortable.prototype.listen = function () {
    var self = this, form = this.form;
    window.addEventListener("popstate", function () { self.read(); });
    if (this.file) {
      this.file.hidden = false;
      this.file.addEventListener("click", function () { self.save(); });
    }
    if (this.clear) this.clear.addEventListener("click", function () {
      self.chosen = {};
      self.go();
      if (self.choices[0]) self.choices[0].focus(); // the button is gone
    });
    if (!form) return;
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("change", function (event) {
      if (event.target.hasAttribute("data-sort-by")) return self.sortBy(event.target.value, true);
      self.chosen[event.target.name] = event.target.value;
      self.go();
    });
    this.by = form.querySelector("[data-sort-by]");
    this.turn = form.querySelector("[data-turn]");
    if (this.turn) this.turn.addEventListener("click", function () { self.sortBy(self.sort); });
  };

  Sortable.prototype.head = function (key) {
    return this.heads.find(function (h) { return h.dataset.key && h.dataset.key === key; });
  };

  /** Numbers begin with the largest, words with A; the same column again turns round. */
  Sortable.prototype.sortBy = function (key, anew) {
    var head = this.head(key);
    if (!head) return;
    if (this.sort === key && !anew) this.dir = this.dir === "asc" ? "desc" : "asc";
    else this.dir = head.dataset.type === "number" ? "desc" : "asc";
    this.sort = key;
    this.go();
  };

  /** What the address asks for; what it asks for in vain is left out. */
  Sortable.prototype.read = function () {
    var self = this, address = new URLSearchParams(location.search), sort = address.get(this.prefix + "sort");
    this.sort = this.head(sort) ? sort : this.first;
    this.dir = DIRECTIONS.hasOwnProperty(address.get(this.prefix + "dir")) ? address.get(this.prefix + "dir") : "asc";
    this.chosen = {};
    this.choices.forEach(function (select) {
      var value = address.get(self.prefix + select.name);
      if (value && Array.from(select.options).some(function (o) { return o.value === value; })) self.chosen[select.name] = value;
    });
    this.show();
  };

  Sortable.prototype.go = function () {
    var self = this, address = new URLSearchParams(location.search);
    function set(name, value) {
      if (value) address.set(self.prefix + name, value); else address.delete(self.prefix + name);
    }
    this.choices.forEach(function (select) { set(select.name, self.chosen[select.name]); });
    set("sort", this.sort !== this.first && this.sort);
    set("dir", (this.sort !== this.first || this.dir !== "asc") && this.dir);
    var told = address.toString().replace(/%3A/g, ":");
    try {
      history.pushState(null, "", location.pathname + (told ? "?" + told : ""));
    } catch (refused) {
      location.search = told; // some browsers refuse a new address for a file
    }
    this.show();
  };

  /** Whether a row meets all choices, one perhaps left out. */
  Sortable.prototype.meets = function (row, without) {
    var chosen = this.chosen;
    return Object.keys(chosen).every(function (name) {
      return name === without || !chosen[name] || row.is.has(name + ":" + chosen[name]);
    });
  };

  /** What a row sorts by: how late it comes in any direction, and its value. */
  Sortable.prototype.value = function (row, head) {
    var cell = row.node.cells[this.heads.indexOf(head)], told = cell.dataset.sort;
    if (head.dataset.type === "order") return [0, row.at];
    if (cell.hasAttribute("data-unknown")) return [2, 0];
    if (head.dataset.type !== "number") return [0, told === undefined ? text(cell) : told];
    if (told === undefined) told = text(cell).replace(/,/g, "");
    return told === "" || isNaN(told) ? [1, 0] : [0, +told];
  };

  Sortable.prototype.sorted = function () {
    var self = this, head = this.head(this.sort), turn = this.dir === "desc" ? -1 : 1;
    if (!head) return this.rows;
    return this.rows.map(function (row) { return { row: row, value: self.value(row, head) }; }).sort(function (a, b) {
      var x = a.value[1], y = b.value[1], by = typeof x === "number" ? x - y : words.compare(x, y);
      return a.value[0] - b.value[0] || turn * by || a.row.at - b.row.at;
    }).map(function (found) { return found.row; });
  };

  Sortable.prototype.show = function () {
    var self = this, asListed = this.sort === this.first && this.dir === "asc";
    this.order = asListed ? this.rows : this.sorted();
    this.order.forEach(function (row) {
      (asListed ? row.home : self.flat).append(row.node);
      row.node.hidden = !self.meets(row);
    });
    this.flat.hidden = asListed;
    this.hideGroups(asListed);
    this.heads.forEach(function (head) {
      if (head.dataset.key === self.sort) head.setAttribute("aria-sort", DIRECTIONS[self.dir]);
      else head.removeAttribute("aria-sort");
    });
    this.tell();
  };

  /** A group stands as long as it, or one below it, has a row to show. */
  Sortable.prototype.hideGroups = function (asListed) {
    var open = -1;
    this.groups.slice().reverse().forEach(function (group) {
      var depth = +group.dataset.depth || 0, own = group.querySelector("tr[data-row]:not([hidden])");
      group.hidden = !asListed || !(own || open > depth);
      // What is above a group that stands has to stand as well, up to the top.
      if (!group.hidden) open = depth || -1;
    });
  };

  /** The controls say what is shown, and how many rows each choice would leave. */
  Sortable.prototype.tell = function () {
    var self = this, shown = this.order.filter(function (row) { return !row.node.hidden; }).length, total = this.rows.length;
    this.choices.forEach(function (select) {
      var left = self.rows.filter(function (row) { return self.meets(row, select.name); });
      select.value = self.chosen[select.name] || "";
      Array.from(select.options).forEach(function (option) {
        if (!option.value) return;
        var number = left.filter(function (row) { return row.is.has(select.name + ":" + option.value); }).length;
        option.textContent = option.textContent.replace(/\(\d+\)$/, "(" + number + ")");
      });
    });
    var head = this.head(this.sort), filtered = this.choices.some(function (select) { return select.value; });
    if (this.by) this.by.value = this.sort;
    if (this.turn) this.turn.textContent = this.dir === "asc" ? "Ascending" : "Descending";
    if (this.said) {
      this.said.textContent = (filtered ? shown + " of " : "") + total + " " + this.said.dataset.noun;
      if (head) this.said.append(d.el("span", { class: "vh" }, ", sorted by " + head.dataset.label + ", " + DIRECTIONS[this.dir]));
    }
    if (this.clear) this.clear.hidden = !filtered;
    if (this.none) this.none.hidden = shown > 0;
  };

  /** What a reader sees in a cell, without the words for those who only hear. */
  function text(cell) {
    var copy = cell.cloneNode(true);
    copy.querySelectorAll(".vh").forEach(function (node) { node.remove(); });
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  Sortable.prototype.csv = function () {
    var head = ["id"].concat(this.heads.map(function (h) { return h.dataset.label || text(h); }));
    var rows = this.order.filter(function (row) { return !row.node.hidden; }).map(function (row) {
      return [row.node.dataset.row].concat(Array.from(row.node.cells, function (cell) {
        return cell.dataset.csv === undefined ? text(cell) : cell.dataset.csv;
      }));
    });
    return [head].concat(rows).map(function (r) { return r.map(kb.export.cell).join(","); }).join("\r\n") + "\r\n";
  };

  Sortable.prototype.save = function () {
    var blob = new Blob([this.csv()], { type: "text/csv;charset=utf-8" });
    var link = d.el("a", { href: URL.createObjectURL(blob), download: "personalization-atlas-" + this.table.id + ".csv" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  };

  document.querySelectorAll("table[data-sortable]").forEach(function (table) { new Sortable(table); });
})((window.kb = window.kb || {}));
