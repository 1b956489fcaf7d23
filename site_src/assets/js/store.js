/* The search data. The core is there at once and tells of all papers together; all else is in small files, loaded when a question first needs them:
   code that meets a missing file takes note of it and goes on with nothing, and `complete` loads what was noted and
   asks again. kb/site/search_files.py writes the files. */
(function (kb) {
  "use strict";

  function Store(core, folder) {
    this.folder = folder;
    this.root = new URL("../../", folder).href;
    this.files = new Map();
    this.loading = new Map();
    this.missing = new Set();
    this.data = core;
    this.sizes = core.files;
    core.schemes.forEach(function (s) { s.href = "taxonomy/" + s.id + ".html"; });
    core.concepts.forEach(function (c) {
      c.short = c.short || c.label;
      c.alt = c.alt || [];
      c.depth = c.depth || 0;
      if (c.up === undefined) c.up = -1;
      c.href = "taxonomy/" + core.schemes[c.s].id + "/" + c.id + ".html";
    });
    this.size = core.totals.papers;
    core.concepts.forEach(function (c, n) {
      c.count = core.totals.concepts[n];
      if (core.schemes[c.s].first === undefined) core.schemes[c.s].first = n;
    });
    // Filled paper by paper, as they are shown or asked for.
    core.papers = new Array(this.size);
    core.years = years(core.totals);
    this.columns = new Map();
  }

  function years(totals) {
    var found = new Uint16Array(totals.papers), at = 0;
    totals.years.forEach(function (run) { found.fill(run[0], at, at += run[1]); });
    return found;
  }

  // The signs of a packed number: kb/site/search_columns.py says how they are written.
  var SIGNS = new Uint8Array(127), ENDING = 64, number = 0;
  for (var code = 35; code < 127; code++) if (code !== 60 && code !== 92) SIGNS[code] = number++;

  /** Whole numbers that were packed as text. */
  kb.unpacked = function (text) {
    var found = new Uint32Array(text.length), size = 0, weight = 1, sum = 0;
    for (var i = 0; i < text.length; i++) {
      var sign = SIGNS[text.charCodeAt(i)];
      sum += weight * sign;
      if (sign < ENDING) { found[size++] = sum; weight = 1; sum = 0; } else weight *= number - ENDING;
    }
    return found.subarray(0, size);
  };

  /** A file's content; null, and a note that it is wanted, while it is not there. */
  Store.prototype.file = function (name) {
    if (this.files.has(name)) return this.files.get(name);
    this.missing.add(name);
    return null;
  };

  /** What is known of a paper by now, as one object; its year is known at once. */
  Store.prototype.paper = function (n) {
    var papers = this.data.papers;
    if (!papers[n]) papers[n] = { n: n, year: this.data.years[n] };
    return papers[n];
  };

  /** A paper with its card, or null while that is not there; `many` when hundreds are asked for, not a page full. */
  Store.prototype.card = function (n, many) {
    var paper = this.paper(n), size = this.sizes.cards;
    if (!paper.id) this.join(paper, many ? this.block("full", n, this.sizes.full) : this.block("card", n, size));
    if (paper.id && !paper.labels) this.label(paper);
    return paper.id && paper.labels ? paper : null;
  };

  /** A paper with its card and its citations, or null while they are not there. */
  Store.prototype.full = function (n) {
    var paper = this.paper(n);
    if (!paper.bibtex) this.join(paper, this.block("full", n, this.sizes.full));
    if (!paper.labels) this.label(paper);
    return paper.bibtex && paper.labels ? paper : null;
  };

  /** What stands for a paper in a row of files that have so many papers each. */
  Store.prototype.block = function (name, n, size) {
    var block = this.file(name + "-" + Math.floor(n / size));
    return block && block[n % size];
  };

  Store.prototype.join = function (paper, card) {
    if (!card) return;
    Object.assign(paper, { short: null, code: null }, card, { href: "papers/" + card.id + ".html" });
    if (card.labels !== undefined) {
      this.tell(paper, Array.from(kb.unpacked(card.labels)), Array.from(card.status, function (digit) { return digit - 1; }), card.flags);
    }
  };

  /** Labels of a paper are [concept, role, 1 when inferred]; a label is one number, of a concept and of one of the kinds
      of role and strength. */
  Store.prototype.tell = function (paper, labels, status, flags) {
    var kinds = 2 * this.data.roles.length, told = this.data.totals.sets[flags];
    paper.labels = labels.map(function (label) {
      var kind = label % kinds;
      return [(label - kind) / kinds, kind >> 1, kind & 1];
    });
    paper.status = status;
    paper.scope = told[0];
    paper.read = told[1];
    paper.methods = told[2];
    paper.has = told[3];
  };

  /** A column as it was written, or null while it is not there. */
  Store.prototype.written = function (at) {
    var all = this.sizes.columns, file = this.file("columns-" + all[at]);
    return file && file[at - all.indexOf(all[at])];
  };

  /** The labels and statuses of all papers in a facet: those of paper n stand from start[n] to start[n + 1]; `status` is -1
      where there are labels. Null while the column is not there. */
  Store.prototype.column = function (s) {
    var written = this.columns.has(s) ? null : this.written(1 + s), data = this.data;
    if (written) {
      var size = this.size, told = kb.unpacked(written.n), statuses = data.statuses.length;
      var start = new Uint32Array(size + 1), status = new Int8Array(size).fill(-1);
      for (var n = 0; n < size; n++) {
        start[n + 1] = start[n] + Math.max(0, told[n] - statuses);
        if (told[n] <= statuses) status[n] = told[n] - 1;
      }
      var first = data.schemes[s].first;
      this.columns.set(s, { start: start, status: status, kinds: kb.unpacked(written.kinds), concepts: kb.unpacked(written.concepts).map(function (c) { return first + c; }) });
    }
    return this.columns.get(s) || null;
  };

  /** For each paper which of the sets of flags it has, or null while that is not there. */
  Store.prototype.flags = function () {
    var written = this.columns.has("flags") ? null : this.written(0);
    if (written) this.columns.set("flags", kb.unpacked(written.at));
    return this.columns.get("flags") || null;
  };

  /** Gives a paper its labels from the columns, once all are there. */
  Store.prototype.label = function (paper) {
    var self = this, kinds = 2 * this.data.roles.length, labels = [], flags = this.flags();
    var columns = this.data.schemes.map(function (_, s) { return self.column(s); });
    if (!flags || columns.indexOf(null) >= 0) return;
    columns.forEach(function (column) {
      for (var i = column.start[paper.n]; i < column.start[paper.n + 1]; i++) labels.push(column.concepts[i] * kinds + column.kinds[i]);
    });
    this.tell(paper, labels, columns.map(function (column) { return column.status[paper.n]; }), flags[paper.n]);
  };

  /** All papers with their labels, or null while a column is not there. */
  Store.prototype.labeled = function () {
    for (var n = 0; n < this.size; n++) {
      var paper = this.paper(n);
      if (!paper.labels) this.label(paper);
      if (!paper.labels) return null;
    }
    return this.data.papers;
  };

  /** Loads the columns before anybody asks, where they are small. */
  Store.prototype.ahead = function () {
    var self = this;
    if (this.sizes.ahead) this.complete(function () { self.flags(); self.data.schemes.forEach(function (_, s) { self.column(s); }); }, function () {});
  };

  /** The definition of a concept. */
  Store.prototype.definition = function (n) {
    var c = this.data.concepts[n], all = this.file("about-" + this.data.schemes[c.s].id);
    return all ? all[c.id] : "";
  };

  Store.prototype.shardOf = function (key) {
    var starts = this.sizes.words, low = 0, high = starts.length - 1;
    while (low < high) {
      var middle = (low + high + 1) >> 1;
      if (starts[middle] <= key) low = middle; else high = middle - 1;
    }
    return low;
  };

  /** One entry of the word shards, as a kind and a name; undefined for none. `key` says where it is filed. */
  Store.prototype.entry = function (kind, name, key) {
    var shard = this.file("words-" + this.shardOf(key === undefined ? name : key)), all = shard && shard[kind];
    return all && Object.prototype.hasOwnProperty.call(all, name) ? all[name] : undefined;
  };

  /** The packed papers of an entry, or "" while the file that has them is not there. */
  Store.prototype.papersOf = function (entry) {
    return typeof entry === "string" ? entry : this.file("long-" + entry[1]) || "";
  };

  /** All entries of a kind that begin so: [[name, value], ...], from at most so many shards. */
  Store.prototype.beginning = function (kind, begin, most) {
    var found = [], from = this.shardOf(begin), to = Math.min(this.shardOf(begin + "\uffff"), from + (most || Infinity) - 1);
    for (var n = from; n <= to; n++) {
      var shard = this.file("words-" + n), all = (shard && shard[kind]) || {};
      Object.keys(all).forEach(function (name) { if (name.startsWith(begin)) found.push([name, all[name]]); });
    }
    return found;
  };

  /** Papers as steps from one to the next -> their positions; `width` numbers stand for each. */
  kb.steps = function (flat, width) {
    var found = [], at = 0;
    for (var i = 0; i < flat.length; i += width || 1) found.push(at += flat[i]);
    return found;
  };

  /** Calls `then` with what `make` gives once no file is missing for it; `failed` when one cannot be loaded. */
  Store.prototype.complete = function (make, then, failed) {
    var self = this, outer = this.missing, missing = this.missing = new Set(), made;
    try { made = make(); } finally { this.missing = outer; }
    if (!missing.size) return then(made);
    Promise.all(Array.from(missing, function (name) { return self.load(name); }))
      .then(function () { self.complete(make, then, failed); }, failed || function () {});
  };

  Store.prototype.load = function (name) {
    var self = this;
    if (this.files.has(name)) return Promise.resolve();
    if (!this.loading.has(name)) {
      this.loading.set(name, new Promise(function (done, failed) {
        var script = document.createElement("script");
        function end() {
          self.loading.delete(name);
          script.remove();
          if (self.files.has(name)) done(); else failed(new Error(name + " could not be loaded"));
        }
        script.onload = script.onerror = end;
        script.src = self.folder + name + ".js";
        document.head.append(script);
      }));
    }
    return this.loading.get(name);
  };

  /** Called by the core file. A page that uses the data names its start with kb.start. */
  window.kbData = function (core) {
    var here = document.currentScript.src;
    kb.store = new Store(core, here.slice(0, here.lastIndexOf("/") + 1));
    if (kb.start) kb.start(kb.store);
  };

  /** Called by every other file of the search data. */
  window.kbFile = function (name, content) {
    kb.store.files.set(name, content);
  };
})((window.kb = window.kb || {}));
