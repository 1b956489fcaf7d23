/* The engine of the search box: sets of papers from the search data, their order and counts, as kb/index.py and kb/query
   make them. A set is a Uint8Array with 1 for each paper it holds, in default order. What is asked of words may need files
   that are not there yet: ask within store.complete. */
(function (kb) {
  "use strict";

  function Engine(store) {
    var self = this, data = store.data;
    this.store = store;
    this.data = data;
    this.size = data.papers.length;
    kb.words.setExceptions(data.stems);
    this.vocabulary = new kb.Vocabulary(data);
    this.cache = new Map();
    this.texts = [];
    this.children = data.concepts.map(function () { return []; });
    data.concepts.forEach(function (c, n) { if (c.up >= 0) self.children[c.up].push(n); });
  }

  Engine.prototype.none = function () {
    return new Uint8Array(this.size);
  };

  Engine.prototype.where = function (key, holds) {
    var found = key && this.cache.get(key);
    if (!found) {
      found = this.none();
      for (var n = 0; n < this.size; n++) if (holds(this.data.papers[n], n)) found[n] = 1;
      if (key) this.cache.set(key, found);
    }
    return found;
  };

  /** The words of a paper by field, or null while its card is not there. */
  Engine.prototype.text = function (n, many) {
    var t = kb.words.tokens, p = this.texts[n] ? null : this.store.card(n, many);
    if (p) this.texts[n] = { title: t(p.title), short: t(p.short || ""), summary: t(p.summary), authors: p.authors.map(t) };
    return this.texts[n] || null;
  };

  Engine.prototype.set = function (positions) {
    var found = this.none();
    positions.forEach(function (n) { found[n] = 1; });
    return found;
  };

  /** The papers with a word that begins so. */
  Engine.prototype.beginning = function (begin) {
    var self = this, found = this.none();
    this.store.beginning("words", begin).forEach(function (row) {
      var papers = row[1] === 1 ? self.postings(row[0]).filter(function (_, i) { return i % 2 === 0; }) : kb.steps(row[1]);
      papers.forEach(function (n) { found[n] = 1; });
    });
    return found;
  };

  Engine.prototype.concept = function (concept, exact, role) {
    var wanted = new Set([concept]), stack = exact ? [] : [concept], children = this.children;
    while (stack.length) {
      children[stack.pop()].forEach(function (c) { wanted.add(c); stack.push(c); });
    }
    return this.where("c" + concept + (exact ? "=" : "") + "@" + role, function (p) {
      return p.labels.some(function (l) { return wanted.has(l[0]) && (role < 0 || l[1] === role); });
    });
  };

  Engine.prototype.facet = function (scheme, status) {
    return this.where("f" + scheme + ":" + status, function (p) { return p.status[scheme] === status; });
  };

  Engine.prototype.all = function (stems) {
    var self = this, found = this.none().fill(1);
    stems.forEach(function (s) {
      var postings = self.postings(s), holds = self.none();
      for (var i = 0; i < postings.length; i += 2) holds[postings[i]] = 1;
      found = both(found, holds);
    });
    return found;
  };

  /** The papers that have a stem, each with the impact it has there: [paper, impact, paper, impact, ...]. */
  Engine.prototype.postings = function (stem) {
    var flat = this.store.entry("terms", stem) || [], papers = kb.steps(flat, 2);
    return flat.map(function (x, i) { return i % 2 ? x : papers[i / 2]; });
  };

  function both(a, b) {
    var found = new Uint8Array(a.length);
    for (var n = 0; n < a.length; n++) found[n] = a[n] & b[n];
    return found;
  }

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
    return set.reduce(function (sum, x) { return sum + x; }, 0) > 24;
  }

  /** Papers with these words in order in a field; the last may be a beginning. */
  Engine.prototype.within = function (node) {
    var self = this, words = node.words, prefix = node.prefix, whole = prefix ? words.slice(0, -1) : words, candidates, many;
    if (node.name === "venue") {
      var venues = this.store.file("venues");
      if (!venues) return this.none();
      var fit = venues.values.map(function (name) { return follows(words, kb.words.tokens(name), prefix); });
      return this.where("", function (_, n) { return fit[venues.at[n]]; });
    }
    candidates = this.all(whole.map(kb.words.stem));
    if (prefix) candidates = both(candidates, this.beginning(words[words.length - 1]));
    many = several(candidates);
    return this.where("", function (_, n) {
      var text = candidates[n] && self.text(n, many);
      if (!text) return false;
      if (node.name === "author") return text.authors.some(function (a) { return follows(words, a, prefix); });
      return follows(words, text.title, prefix) || follows(words, text.short, prefix);
    });
  };

  Engine.prototype.phrase = function (text) {
    var self = this, words = kb.words.tokens(text), candidates = this.all(words.map(kb.words.stem)), many = several(candidates);
    return this.where("", function (_, n) {
      var own = candidates[n] && self.text(n, many);
      return own && (follows(words, own.title) || follows(words, own.short) || follows(words, own.summary));
    });
  };

  Engine.prototype.evaluate = function (node) {
    var self = this, found;
    switch (node.type) {
      case "and":
        return node.items.reduce(function (a, i) { return both(a, self.evaluate(i)); }, this.none().fill(1));
      case "or":
        found = this.none();
        node.items.forEach(function (i) { self.evaluate(i).forEach(function (x, n) { found[n] |= x; }); });
        return found;
      case "not":
        return this.evaluate(node.item).map(function (x) { return 1 - x; });
      case "word":
        return this.all(kb.words.stems(node.text));
      case "passed": return this.none().fill(1);
      case "prefix": return this.beginning(kb.words.tokens(node.text)[0]);
      case "phrase": return this.phrase(node.text);
      case "concept": return this.concept(node.concept, node.exact, node.role);
      case "facet": return this.facet(node.scheme, node.status);
      case "years": return this.where("", function (p) { return p.year >= node.low && p.year <= node.high; });
      case "flag": return this.where(node.name + ":" + node.value, function (p) { return flag(p, node); });
      case "identifier":
        var one = this.store.entry("ids", node.name + ":" + node.value);
        return this.set(one === undefined ? [] : [one]);
      default: return this.within(node);
    }
  };

  function flag(paper, node) {
    if (node.name === "has") return paper.has.indexOf(node.value) >= 0;
    if (node.name === "method") return paper.methods.indexOf(node.value) >= 0;
    return paper[node.name] === node.value;
  }

  /** The words of a query that count: those under no NOT. */
  kb.positive = function positive(node) {
    if (node.type === "word") return [node];
    if (node.type === "and" || node.type === "or") return node.items.map(positive).flat();
    return [];
  };

  /** The papers of a set in order: exact names, then the score, then newest, then id. */
  Engine.prototype.rank = function (node, found) {
    var self = this, members = [], score = new Map(), stems = new Set();
    found.forEach(function (x, n) { if (x) members.push(n); });
    kb.positive(node).forEach(function (word) { kb.words.stems(word.text).forEach(function (s) { stems.add(s); }); });
    stems.forEach(function (s) {
      var postings = self.postings(s);
      for (var i = 0; i < postings.length; i += 2) score.set(postings[i], (score.get(postings[i]) || 0) + postings[i + 1]);
    });
    var name = kb.words.label(this.typed(node).map(function (i) { return i.text; }).join(" "));
    var named = name ? kb.steps(this.store.entry("names", name, kb.words.stem(name.split(" ")[0])) || []) : [];
    function other(n) { return named.indexOf(n) >= 0 ? 0 : 1; }
    return members.map(function (n) { return [other(n), -(score.get(n) || 0), n]; })
      .sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]; })
      .map(function (row) { return row[2]; });
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
      var flat = self.postings(stem);
      for (var i = 0; i < flat.length; i += 2) {
        if (known ? score.has(flat[i]) : among[flat[i]]) score.set(flat[i], (score.get(flat[i]) || 0) + flat[i + 1]);
      }
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
      or have each status; `size` is how many match the rest. */
  Engine.prototype.counts = function (node, scheme, role) {
    var self = this, concepts = new Map();
    var rest = this.evaluate({
      type: "and", items: this.terms(node).filter(function (i) { return !self.isTick(i, scheme, role); }),
    });
    function size(set) {
      var sum = 0;
      for (var n = 0; n < set.length; n++) sum += set[n] & rest[n];
      return sum;
    }
    this.data.concepts.forEach(function (c, n) {
      if (c.s === scheme) concepts.set(n, size(self.concept(n, false, role)));
    });
    return { size: rest.reduce(function (sum, x) { return sum + x; }, 0), concepts: concepts, statuses: this.data.statuses.map(function (_, s) { return size(self.facet(scheme, s)); }) };
  };

  kb.Engine = Engine;
})((window.kb = window.kb || {}));
