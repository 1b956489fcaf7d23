/* The engine of the search box: sets of papers from the search data, their order and counts, as kb/index.py and kb/query
   make them. A set is a Uint32Array with a bit for each paper, in default order. What is asked may need files that are not
   there yet: ask within store.complete. */
(function (kb) {
  "use strict";

  /** How many bits of a number of 32 are set. */
  function ones(x) {
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }

  function add(set, n) {
    set[n >>> 5] |= 1 << (n & 31);
  }

  function both(a, b) {
    var found = new Uint32Array(a.length);
    for (var i = 0; i < a.length; i++) found[i] = a[i] & b[i];
    return found;
  }

  function either(a, b) {
    var found = new Uint32Array(a.length);
    for (var i = 0; i < a.length; i++) found[i] = a[i] | b[i];
    return found;
  }

  /** How many papers two sets have in common. */
  function common(a, b) {
    var sum = 0;
    for (var i = 0; i < a.length; i++) {
      var x = a[i] & b[i];
      if (x) sum += ones(x);
    }
    return sum;
  }

  kb.sets = {
    add: add,
    both: both,
    common: common,
    has: function (set, n) { return (set[n >>> 5] >>> (n & 31)) & 1; },
    size: function (set) { return common(set, set); },
    /** The positions in a set, ascending. */
    members: function (set) {
      var found = [];
      for (var i = 0; i < set.length; i++) {
        for (var x = set[i]; x; x &= x - 1) found.push(32 * i + 31 - Math.clz32(x & -x));
      }
      return found;
    },
  };

  // More than any score: a few hundred words at most, none of which says more than some thousands.
  var HIGHEST = 16777216;

  function Engine(store) {
    var data = store.data;
    this.store = store;
    this.data = data;
    this.size = store.size;
    kb.words.setExceptions(data.stems);
    this.vocabulary = new kb.Vocabulary(data);
    this.cache = new Map();
    this.facets = new Map();
    this.found = new Map();
    this.answers = new WeakMap();
    this.texts = [];
  }

  Engine.prototype.none = function () {
    return new Uint32Array((this.size + 31) >>> 5);
  };

  Engine.prototype.every = function () {
    var found = this.none().fill(0xffffffff), over = this.size & 31;
    if (over) found[found.length - 1] = (1 << over) - 1;
    return found;
  };

  /** The papers for which something holds; `key` names the set, "" what is not kept. */
  Engine.prototype.where = function (key, holds) {
    var found = key && this.cache.get(key);
    if (!found) {
      found = this.none();
      for (var n = 0; n < this.size; n++) if (holds(n)) add(found, n);
      if (key) this.cache.set(key, found);
    }
    return found;
  };

  /** The papers among some for which something holds. */
  Engine.prototype.among = function (candidates, holds) {
    return this.set(kb.sets.members(candidates).filter(holds));
  };

  /** The words of a paper by field, or null while its card is not there. */
  Engine.prototype.text = function (n, many) {
    var t = kb.words.tokens, p = this.texts[n] ? null : this.store.card(n, many);
    if (p) this.texts[n] = { title: t(p.title), short: t(p.short || ""), summary: t(p.summary), authors: p.authors.map(t) };
    return this.texts[n] || null;
  };

  Engine.prototype.set = function (positions) {
    var found = this.none();
    for (var i = 0; i < positions.length; i++) add(found, positions[i]);
    return found;
  };

  /** The papers with a word that begins so. */
  Engine.prototype.beginning = function (begin) {
    var self = this, found = this.none();
    this.store.beginning("words", begin).forEach(function (row) {
      (row[1] === 1 ? self.stem(row[0]).papers : kb.steps(kb.unpacked(self.store.papersOf(row[1])))).forEach(function (n) { add(found, n); });
    });
    return found;
  };

  /** Of a facet the sets of papers by concept, with all below it and alone, and by status; role -1 is any. Its concepts stand
      in a row from `first` on. Null while the column of the facet is not there. */
  Engine.prototype.carried = function (scheme, role) {
    var self = this, key = scheme + "@" + role, column = this.facets.has(key) ? null : this.store.column(scheme), concepts = this.data.concepts;
    function empty() { return self.none(); }
    if (column) {
      var first = this.data.schemes[scheme].first, own = concepts.filter(function (c) { return c.s === scheme; });
      var made = { first: first, below: own.map(empty), exactly: own.map(empty), statuses: this.data.statuses.map(empty), any: this.none() };
      for (var n = 0; n < this.size; n++) {
        add(column.status[n] < 0 ? made.any : made.statuses[column.status[n]], n);
        for (var i = column.start[n]; i < column.start[n + 1]; i++) {
          if (role >= 0 && column.kinds[i] >> 1 !== role) continue;
          add(made.exactly[column.concepts[i] - first], n);
          for (var c = column.concepts[i]; c >= 0; c = concepts[c].up) add(made.below[c - first], n);
        }
      }
      this.facets.set(key, made);
    }
    return this.facets.get(key) || null;
  };

  Engine.prototype.concept = function (concept, exact, role) {
    var made = this.carried(this.data.concepts[concept].s, role);
    return made ? (exact ? made.exactly : made.below)[concept - made.first] : this.none();
  };

  Engine.prototype.facet = function (scheme, status) {
    var made = this.carried(scheme, -1);
    return !made ? this.none() : status < 0 ? made.any : made.statuses[status];
  };

  Engine.prototype.all = function (stems) {
    var self = this;
    return stems.reduce(function (found, s) { return both(found, self.stem(s).set); }, this.every());
  };

  /** The papers that have a stem and the impact it has in each, as two lists and a set. */
  Engine.prototype.stem = function (stem) {
    var found = this.found.get(stem), entry, flat, papers;
    if (!found) {
      entry = this.store.entry("terms", stem);
      flat = kb.unpacked(entry ? this.store.papersOf(entry) : "");
      papers = kb.steps(flat, 2);
      found = { papers: papers, impacts: papers.map(function (_, i) { return flat[2 * i + 1]; }), set: this.set(papers) };
      if (papers.length) this.found.set(stem, found);
    }
    return found;
  };

  /** Of a query that is one word of very many papers: how many find it, and the first of them in order, before the file of
      all comes. Null for any other. */
  Engine.prototype.head = function (node) {
    var items = this.terms(node), stems = items.length === 1 && items[0].type === "word" ? kb.words.stems(items[0].text) : [];
    var entry = stems.length === 1 ? this.store.entry("terms", stems[0]) : null, first, named;
    if (!entry || typeof entry === "string" || this.found.has(stems[0])) return null;
    first = Array.from(kb.unpacked(entry[2])).filter(function (_, i) { return i % 2 === 0; });
    named = this.named(node);
    if (!Array.from(named).every(function (n) { return first.indexOf(n) >= 0; })) return null;
    return { number: entry[0], first: first.filter(function (n) { return named.has(n); }).concat(first.filter(function (n) { return !named.has(n); })) };
  };

  /** The papers whose title or short name is what the words of a query say. */
  Engine.prototype.named = function (node) {
    var name = kb.words.label(this.typed(node).map(function (i) { return i.text; }).join(" ")), key = name && kb.words.stem(name.split(" ")[0]);
    if (!name) return new Set();
    return new Set(kb.steps(this.store.entry("names", name, this.store.entry("far", key) ? name : key) || []));
  };

  function follows(wanted, words, prefix) {
    for (var start = 0; start + wanted.length <= words.length; start++) {
      for (var i = 0; i < wanted.length; i++) {
        var word = words[start + i], last = prefix && i === wanted.length - 1;
        if (last ? !word.startsWith(wanted[i]) : word !== wanted[i]) break;
      }
      if (i === wanted.length) return true;
    }
    return false;
  }

  /** Whether a set is too large for a file a paper. */
  function several(set) {
    return kb.sets.size(set) > 24;
  }

  /** Papers with these words in order in a field; the last may be a beginning. */
  Engine.prototype.within = function (node) {
    var self = this, words = node.words, prefix = node.prefix, whole = prefix ? words.slice(0, -1) : words, candidates, many;
    if (node.name === "venue") {
      var venues = this.store.file("venues");
      if (!venues) return this.none();
      var fit = venues.values.map(function (name) { return follows(words, kb.words.tokens(name), prefix); });
      var at = kb.unpacked(venues.at);
      return this.where("", function (n) { return fit[at[n]]; });
    }
    candidates = this.all(whole.map(kb.words.stem));
    if (prefix) candidates = both(candidates, this.beginning(words[words.length - 1]));
    many = several(candidates);
    return this.among(candidates, function (n) {
      var text = self.text(n, many);
      if (!text) return false;
      if (node.name === "author") return text.authors.some(function (a) { return follows(words, a, prefix); });
      return follows(words, text.title, prefix) || follows(words, text.short, prefix);
    });
  };

  Engine.prototype.phrase = function (text) {
    var self = this, words = kb.words.tokens(text), candidates = this.all(words.map(kb.words.stem)), many = several(candidates);
    return this.among(candidates, function (n) {
      var own = self.text(n, many);
      return own && (follows(words, own.title) || follows(words, own.short) || follows(words, own.summary));
    });
  };

  /** The papers for which a query holds. A node is looked up once: the counts of each facet ask for the same ones again. */
  Engine.prototype.evaluate = function (node) {
    var found = this.answers.get(node);
    if (!found) {
      found = this.answer(node);
      if (!this.store.missing.size) this.answers.set(node, found);
    }
    return found;
  };

  Engine.prototype.answer = function (node) {
    var self = this, years = this.data.years;
    switch (node.type) {
      case "and":
        return node.items.reduce(function (a, i) { return both(a, self.evaluate(i)); }, this.every());
      case "or":
        return node.items.reduce(function (a, i) { return either(a, self.evaluate(i)); }, this.none());
      case "not":
        return both(this.evaluate(node.item).map(function (x) { return ~x; }), this.every());
      case "word":
        return this.all(kb.words.stems(node.text));
      case "passed": return this.every();
      case "prefix": return this.beginning(kb.words.tokens(node.text)[0]);
      case "phrase": return this.phrase(node.text);
      case "concept": return this.concept(node.concept, node.exact, node.role);
      case "facet": return this.facet(node.scheme, node.status);
      case "years": return this.where("", function (n) { return years[n] >= node.low && years[n] <= node.high; });
      case "flag": return this.flag(node.name, node.value);
      case "identifier":
        var one = this.store.entry("ids", node.name + ":" + node.value);
        return this.set(one === undefined ? [] : [one]);
      default: return this.within(node);
    }
  };

  Engine.prototype.flag = function (name, value) {
    var at = this.store.flags(), place = { scope: 0, read: 1, method: 2, has: 3 }[name];
    var fit = this.data.totals.sets.map(function (set) { return [].concat(set[place]).indexOf(value) >= 0; });
    return at ? this.where(name + ":" + value, function (n) { return fit[at[n]]; }) : this.none();
  };

  /** How many papers a query finds; of all papers, of a flag, a concept or a status that is told beforehand. */
  Engine.prototype.number = function (node) {
    var items = this.terms(node).filter(function (i) { return i.type !== "passed"; }), one = items[0], totals = this.data.totals;
    if (!items.length) return this.size;
    if (items.length === 1) {
      if (one.type === "flag") return totals.flags[one.name + ":" + one.value];
      if (one.type === "concept" && !one.exact && one.role < 0) return totals.concepts[one.concept];
      if (one.type === "facet" && one.status >= 0) return totals.statuses[one.scheme][one.status];
    }
    return kb.sets.size(this.evaluate(node));
  };

  /** The words of a query that count: those under no NOT. */
  kb.positive = function positive(node) {
    if (node.type === "word") return [node];
    if (node.type === "and" || node.type === "or") return node.items.map(positive).flat();
    return [];
  };

  /** The papers of a set in order: exact names, then the score, then newest, then id. */
  Engine.prototype.rank = function (node, found) {
    var self = this, members = kb.sets.members(found), size = this.size, stems = new Set(), scores, keys;
    kb.positive(node).forEach(function (word) { kb.words.stems(word.text).forEach(function (s) { stems.add(s); }); });
    var named = this.named(node);
    if (!stems.size && !named.size) return members;
    scores = new Float64Array(size);
    stems.forEach(function (s) {
      var of = self.stem(s);
      for (var i = 0; i < of.papers.length; i++) scores[of.papers[i]] += of.impacts[i];
    });
    // As one number each: names first, then the higher score, then the place.
    keys = Float64Array.from(members, function (n) { return ((named.has(n) ? 1 : 2) * HIGHEST - scores[n]) * size + n; }).sort();
    return Array.from(keys, function (key) { return key % size; });
  };

  /** The words and phrases at the top of a query as they were typed, however they are read. */
  Engine.prototype.typed = function (node) {
    return this.terms(node).map(kb.syntax.written).filter(function (i) { return i.type === "word" || i.type === "phrase"; });
  };

  /** Whether a name has all of these words, the last perhaps not yet whole. */
  kb.begins = function (name, words) {
    return words.every(function (word, i) {
      return name.some(function (part) { return i === words.length - 1 ? part.startsWith(word) : part === word; });
    });
  };

  /** Papers whose title or short name has these words, the last perhaps not yet whole: of those that have them anywhere
      the best few, `tried`, are looked at. */
  Engine.prototype.titled = function (words, tried) {
    var self = this, score = new Map(), whole = words.slice(0, -1), among = this.all(whole.map(kb.words.stem));
    function count(stem, known) {
      var of = self.stem(stem);
      of.papers.forEach(function (n, i) {
        if (known ? score.has(n) : kb.sets.has(among, n)) score.set(n, (score.get(n) || 0) + of.impacts[i]);
      });
    }
    new Set(this.store.beginning("words", words[words.length - 1], 2).map(function (row) { return kb.words.stem(row[0]); }))
      .forEach(function (stem) { count(stem, false); });
    whole.forEach(function (word) { count(kb.words.stem(word), true); });
    return Array.from(score).sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; }).slice(0, tried)
      .map(function (row) { return self.store.card(row[0]); })
      .filter(function (p) { return p && kb.begins(kb.words.tokens(p.title + " " + (p.short || "")), words); });
  };

  /** Reads a query; throws kb.syntax.QueryError. */
  Engine.prototype.read = function (text) {
    return this.vocabulary.read(text);
  };

  /** The positions of the papers that a query finds, in order. */
  Engine.prototype.run = function (text) {
    var node = this.read(text);
    return this.rank(node, this.evaluate(node));
  };

  Engine.prototype.terms = function (node) {
    return node.type === "and" ? node.items : [node];
  };

  /** Whether a top-level item is one that the facet panel sets at a role: s:c@r, -s:c@r, s:status, or several with OR. */
  Engine.prototype.isTick = function (item, scheme, role) {
    var self = this;
    function term(i) {
      if (i.type === "concept") return self.data.concepts[i.concept].s === scheme && !i.exact && i.role === role;
      return i.type === "facet" && i.scheme === scheme && i.status >= 0;
    }
    if (item.type === "not") return term(item.item);
    return item.type === "or" ? item.items.every(term) : term(item);
  };

  /** For a facet: how many papers match the rest of the query and carry each concept in a role (-1: in any),
      or have each status; `size` is how many match the rest. Of all papers that is told beforehand. */
  Engine.prototype.counts = function (node, scheme, role) {
    var self = this, totals = this.data.totals, concepts = new Map();
    var items = this.terms(node).filter(function (i) { return !self.isTick(i, scheme, role); });
    if (!items.length && role < 0) {
      this.data.concepts.forEach(function (c, n) { if (c.s === scheme) concepts.set(n, c.count); });
      return { size: this.size, concepts: concepts, statuses: totals.statuses[scheme] };
    }
    var rest = this.evaluate({ type: "and", items: items }), carried = this.carried(scheme, role);
    if (carried) carried.below.forEach(function (set, n) { concepts.set(carried.first + n, common(set, rest)); });
    return {
      size: kb.sets.size(rest), concepts: concepts,
      statuses: this.data.statuses.map(function (_, s) { return common(self.facet(scheme, s), rest); }),
    };
  };

  /** The concepts that most papers of a set carry, save some, as [concept, papers]: those with most first. */
  Engine.prototype.most = function (node, found, save, number) {
    var self = this, rows = [];
    if (!this.terms(node).length) return this.data.totals.carried.slice(0, number);
    this.data.schemes.forEach(function (_, s) {
      var carried = self.carried(s, -1);
      if (carried) carried.exactly.forEach(function (set, n) { if (!save.has(carried.first + n)) rows.push([carried.first + n, common(set, found)]); });
    });
    return rows.filter(function (r) { return r[1]; }).sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; }).slice(0, number);
  };

  kb.Engine = Engine;
})((window.kb = window.kb || {}));
