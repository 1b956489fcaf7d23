/* The search data. The core is there at once; all else is in small files, loaded when a question first needs them:
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
    core.papers = rows(core.papers, 2 * core.roles.length);
  }

  /** The columns of the core as one object a paper; its card joins it when it is loaded. A label is one number:
      a concept, and one of `kinds` of role and strength. */
  function rows(columns, kinds) {
    var told = Object.keys(columns).filter(function (name) { return name !== "labels"; });
    return columns.labels.map(function (flat, n) {
      var paper = { n: n, labels: flat.map(function (label) {
        var kind = label % kinds;
        return [(label - kind) / kinds, kind >> 1, kind & 1];
      }) };
      told.forEach(function (name) { paper[name] = columns[name].values[columns[name].at[n]]; });
      return paper;
    });
  }

  /** A file's content; null, and a note that it is wanted, while it is not there. */
  Store.prototype.file = function (name) {
    if (this.files.has(name)) return this.files.get(name);
    this.missing.add(name);
    return null;
  };

  /** A paper with its card, or null while that is not there; `many` when hundreds are asked for, not a page full. */
  Store.prototype.card = function (n, many) {
    var paper = this.data.papers[n];
    if (!paper.id) this.join(paper, many ? this.whole(n) : this.file("card-" + n));
    return paper.id ? paper : null;
  };

  /** A paper with its card and its citations, or null while they are not there. */
  Store.prototype.full = function (n) {
    var paper = this.data.papers[n];
    if (!paper.bibtex) this.join(paper, this.whole(n));
    return paper.bibtex ? paper : null;
  };

  Store.prototype.whole = function (n) {
    var size = this.sizes.full, block = this.file("full-" + Math.floor(n / size));
    return block && block[n % size];
  };

  Store.prototype.join = function (paper, card) {
    if (card) Object.assign(paper, { short: null, code: null }, card, { href: "papers/" + card.id + ".html" });
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
