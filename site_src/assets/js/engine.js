/* The engine of the search box: postings from the search data, evaluation, order and counts, as kb/index.py and
   kb/query do. A set of papers is a Uint32Array: the paper at position n of the default order is a bit of it. */
(function (kb) {
  "use strict";

  function add(set, n) {
    set[n >>> 5] |= 1 << (n & 31);
  }

  function has(set, n) {
    return (set[n >>> 5] >>> (n & 31)) & 1;
  }

  function both(a, b) {
    return a.map(function (x, n) { return x & b[n]; });
  }

  function ones(x) {
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }

  function Engine(data) {
    this.data = data;
    this.size = data.papers.length;
    kb.words.setExceptions(data.stems);
    this.vocabulary = new kb.Vocabulary(data);
    this.cache = new Map();
    this.answers = new WeakMap();
    this.texts = this.allWords = null;
    this.everything = this.where("", function () { return true; });
    this.nothing = this.none();
    this.post();
  }

  Engine.prototype.none = function () {
    return new Uint32Array(Math.ceil(this.size / 32));
  };

  /** The set of papers for which a test holds; kept when it has a key. */
  Engine.prototype.where = function (key, holds) {
    var found = key && this.cache.get(key);
    if (!found) {
      found = this.none();
      for (var n = 0; n < this.size; n++) if (holds(this.data.papers[n], n)) add(found, n);
      if (key) this.cache.set(key, found);
    }
    return found;
  };

  /** How many papers two sets share. */
  Engine.prototype.shared = function (a, b) {
    for (var sum = 0, n = 0; n < a.length; n++) sum += ones(a[n] & b[n]);
    return sum;
  };

  Engine.prototype.count = function (set) {
    return this.shared(set, set);
  };

  /** The positions in a set, ascending: default order. */
  Engine.prototype.members = function (set) {
    for (var found = [], n = 0; n < this.size; n++) if (has(set, n)) found.push(n);
    return found;
  };

  /** Posts the labels and statuses of every paper: a concept holds what its narrower ones hold. */
  Engine.prototype.post = function () {
    var self = this, data = this.data;
    // By concept or facet, then by role or status; -1, which is any, comes first.
    this.below = data.concepts.map(function () { return []; });
    this.exactly = data.concepts.map(function () { return []; });
    this.status = data.schemes.map(function () { return []; });
    function put(sets, key, n) {
      add(sets[key + 1] || (sets[key + 1] = self.none()), n);
    }
    data.papers.forEach(function (p, n) {
      p.labels.forEach(function (l) {
        put(self.exactly[l[0]], -1, n);
        put(self.exactly[l[0]], l[1], n);
        for (var c = l[0]; c >= 0; c = data.concepts[c].up) {
          put(self.below[c], -1, n);
          put(self.below[c], l[1], n);
        }
      });
      p.status.forEach(function (status, scheme) { put(self.status[scheme], status, n); });
    });
  };

  /** The papers with a concept or a narrower one, in a role unless it is -1; with the concept itself if exact. */
  Engine.prototype.concept = function (concept, exact, role) {
    return (exact ? this.exactly : this.below)[concept][role + 1] || this.nothing;
  };

  /** The papers with a status in a facet; -1 is any label. */
  Engine.prototype.facet = function (scheme, status) {
    return this.status[scheme][status + 1] || this.nothing;
  };

  /** The words of every paper by field, cut when first needed. */
  Engine.prototype.text = function (n) {
    if (!this.texts) {
      var t = kb.words.tokens;
      this.texts = this.data.papers.map(function (p) {
        return { title: t(p.title), short: t(p.short || ""), summary: t(p.summary), authors: p.authors.map(t), venue: t(p.venue) };
      });
    }
    return this.texts[n];
  };

  /** Every word of every paper, labels included, with the papers it stands in. */
  Engine.prototype.words = function () {
    if (!this.allWords) {
      var found = new Map(), self = this, labels = this.data.concepts.map(function (c) {
        return kb.words.tokens([c.label].concat(c.alt).join(" "));
      });
      this.data.papers.forEach(function (p, n) {
        var text = self.text(n), lists = [text.title, text.short, text.summary].concat(text.authors);
        p.labels.forEach(function (l) { lists.push(labels[l[0]]); });
        lists.forEach(function (list) {
          list.forEach(function (word) {
            if (!found.has(word)) found.set(word, self.none());
            add(found.get(word), n);
          });
        });
      });
      this.allWords = found;
    }
    return this.allWords;
  };

  /** The papers that have all of these stems, wherever. */
  Engine.prototype.all = function (stems) {
    var self = this;
    return stems.reduce(function (found, s) {
      var postings = self.postings(s), holds = self.none();
      for (var i = 0; i < postings.length; i += 2) add(holds, postings[i]);
      return both(found, holds);
    }, this.everything);
  };

  /** Positions and impacts by turns, of the papers with a stem. */
  Engine.prototype.postings = function (stem) {
    return Object.prototype.hasOwnProperty.call(this.data.terms, stem) ? this.data.terms[stem] : [];
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

  function within(text, name, words, prefix) {
    if (name === "author") return text.authors.some(function (a) { return follows(words, a, prefix); });
    if (name === "title") return follows(words, text.title, prefix) || follows(words, text.short, prefix);
    return follows(words, text[name], prefix);
  }

  /** The set of papers for which a bound query holds; asked again for the same node it costs nothing. */
  Engine.prototype.evaluate = function (node) {
    var found = this.answers.get(node);
    if (!found) this.answers.set(node, found = this.answer(node));
    return found;
  };

  Engine.prototype.answer = function (node) {
    var self = this, found;
    switch (node.type) {
      case "and":
        return node.items.reduce(function (a, i) { return both(a, self.evaluate(i)); }, this.everything);
      case "or":
        found = this.none();
        node.items.forEach(function (i) { self.evaluate(i).forEach(function (x, n) { found[n] |= x; }); });
        return found;
      case "not":
        return both(this.everything, this.evaluate(node.item).map(function (x) { return ~x; }));
      case "word":
        return this.all(kb.words.stems(node.text));
      case "prefix":
        var begin = kb.words.tokens(node.text)[0];
        found = this.none();
        this.words().forEach(function (papers, word) {
          if (word.startsWith(begin)) for (var n = 0; n < papers.length; n++) found[n] |= papers[n];
        });
        return found;
      case "phrase":
        var words = kb.words.tokens(node.text), candidates = this.all(words.map(kb.words.stem));
        return this.where("", function (_, n) {
          if (!has(candidates, n)) return false;
          var text = self.text(n);
          return follows(words, text.title) || follows(words, text.short) || follows(words, text.summary);
        });
      case "concept": return this.concept(node.concept, node.exact, node.role);
      case "facet": return this.facet(node.scheme, node.status);
      case "years": return this.where("", function (p) { return p.year >= node.low && p.year <= node.high; });
      case "flag": return this.where(node.name + ":" + node.value, function (p) { return flag(p, node); });
      case "identifier": return this.where("", function (p) { return (p[node.name] || "").toLowerCase() === node.value; });
      default:
        return this.where("", function (_, n) { return within(self.text(n), node.name, node.words, node.prefix); });
    }
  };

  function flag(paper, node) {
    if (node.name === "has") return Boolean(paper[node.value]);
    if (node.name === "method") return paper.methods.indexOf(node.value) >= 0;
    return paper[node.name] === node.value;
  }

  function positive(node) {
    if (node.type === "word") return [node];
    if (node.type === "and" || node.type === "or") return [].concat.apply([], node.items.map(positive));
    return [];
  }

  /** The papers of a set in order: exact names, then the score, then newest, then id. */
  Engine.prototype.rank = function (node, found) {
    var self = this, score = new Map(), stems = new Set(), papers = this.data.papers;
    positive(node).forEach(function (word) { kb.words.stems(word.text).forEach(function (s) { stems.add(s); }); });
    stems.forEach(function (s) {
      var postings = self.postings(s);
      for (var i = 0; i < postings.length; i += 2) score.set(postings[i], (score.get(postings[i]) || 0) + postings[i + 1]);
    });
    var name = kb.words.label(this.terms(node).filter(function (i) { return i.type === "word" || i.type === "phrase"; })
      .map(function (i) { return i.text; }).join(" "));
    if (!name && !stems.size) return this.members(found);
    function other(n) {
      return name && (kb.words.label(papers[n].title) === name || kb.words.label(papers[n].short || "") === name) ? 0 : 1;
    }
    return this.members(found).map(function (n) { return [other(n), -(score.get(n) || 0), n]; })
      .sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]; })
      .map(function (row) { return row[2]; });
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

  /** What must hold together at the top of a query. */
  Engine.prototype.terms = function (node) {
    return node.type === "and" ? node.items : [node];
  };

  /** Whether a top-level item is one that the facet panel sets: s:c, -s:c, s:status, or several with OR. */
  Engine.prototype.isTick = function (item, scheme) {
    var self = this;
    function term(i) {
      if (i.type === "concept") return self.data.concepts[i.concept].s === scheme && !i.exact && i.role < 0;
      return i.type === "facet" && i.scheme === scheme && i.status >= 0;
    }
    if (item.type === "not") return term(item.item);
    return item.type === "or" ? item.items.every(term) : term(item);
  };

  /** The papers that match a query but for its ticks in a facet. */
  Engine.prototype.rest = function (node, scheme) {
    var self = this;
    return this.evaluate({ type: "and", items: this.terms(node).filter(function (i) { return !self.isTick(i, scheme); }) });
  };

  /** For a facet: how many papers match the rest of the query and carry each concept, or have each status. */
  Engine.prototype.counts = function (node, scheme) {
    var self = this, concepts = new Map(), rest = this.rest(node, scheme);
    this.data.concepts.forEach(function (c, n) {
      if (c.s === scheme) concepts.set(n, self.shared(self.concept(n, false, -1), rest));
    });
    return { concepts: concepts, statuses: this.data.statuses.map(function (_, s) { return self.shared(self.facet(scheme, s), rest); }) };
  };

  kb.Engine = Engine;
})((window.kb = window.kb || {}));
