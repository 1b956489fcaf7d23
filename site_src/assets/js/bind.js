/* What the fields of a query mean: the same look-ups and messages as kb/query/bind.py and vocabulary.py. */
(function (kb) {
  "use strict";

  var RANGE = /^(?:([0-9]{4})?\.\.([0-9]{4})?|(>=|<=|>|<)([0-9]{4})|([0-9]{4}))$/;
  var ARXIV = /^(?:(?:https?:)?\/*(?:www\.)?arxiv\.org\/(?:abs|pdf|html)\/|arxiv:)?(.+?)(?:v[0-9]+)?(?:\.pdf)?$/;
  var DOI = /^(?:(?:https?:)?\/*(?:dx\.)?doi\.org\/|doi:)?(.+)$/;
  var LAST = 9999, LONGEST = 40;
  // What is a year in free text, alone, in a span, or in one without end.
  var FIRST_YEAR = 1990, LAST_YEAR = 2035, ONE = /^[0-9]{4}$/, SPAN = /^([0-9]{4})(?:\.\.|-)([0-9]{4})[,;.:!?]*$/, OPEN = /^([0-9]{4})?\.\.([0-9]{4})?$/;

  function compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
  }

  /** Levenshtein distance: how many letters to add, drop or change. */
  function distance(one, other) {
    var a = Array.from(one), b = Array.from(other), row = b.map(function (_, j) { return j + 1; });
    row.unshift(0);
    a.forEach(function (x, i) {
      var above = row[0];
      row[0] = i + 1;
      b.forEach(function (y, j) {
        var next = Math.min(row[j + 1] + 1, row[j] + 1, above + (x === y ? 0 : 1));
        above = row[j + 1];
        row[j + 1] = next;
      });
    });
    return row[b.length];
  }

  function size(text) {
    return Array.from(text).length;
  }

  function cut(text, most) {
    return Array.from(text).slice(0, most).join("");
  }

  function clip(text) {
    return size(text) <= LONGEST ? text : cut(text, LONGEST - 1) + "…";
  }

  function limit(text) {
    return Math.min(Math.max(2, Math.floor(size(text) / 3)), Math.floor(size(text) / 2));
  }

  function unique(list) {
    return Array.from(new Set(list));
  }

  function near(word, known) {
    var wanted = cut(kb.words.fold(word), 80);
    return unique(known).map(function (k) {
      return { name: k, d: size(wanted) > 1 && k.startsWith(wanted) ? 0 : distance(wanted, k) };
    }).filter(function (k) { return k.d <= limit(wanted); })
      .sort(function (x, y) { return x.d - y.d || compare(x.name, y.name); })
      .slice(0, 3).map(function (k) { return k.name; });
  }

  function oneOf(words) {
    return words.slice(0, -1).join(", ") + " or " + words[words.length - 1];
  }

  function fail(node, message, fixes) {
    throw new kb.syntax.QueryError(node.column, node.length, message, fixes);
  }

  /** The facets and concepts that a query may name, made from the search data. */
  function Vocabulary(data) {
    var self = this;
    this.data = data;
    this.schemes = new Map(data.schemes.map(function (s, n) { return [s.id, n]; }));
    this.names = data.schemes.map(function () { return new Map(); });
    data.concepts.forEach(function (c, n) {
      // The name of a deprecated concept leads to the one that replaced it.
      var now = c.to === undefined ? n : c.to;
      [c.id, c.label, c.short].concat(c.alt).forEach(function (name) {
        var key = kb.words.label(name), names = self.names[c.s];
        if (!names.has(key)) names.set(key, now);
      });
    });
    this.fields = data.fields.text.concat(data.fields.id, Object.keys(data.fields.flag), ["year"]);
  }

  /** A query, its fields understood; throws kb.syntax.QueryError. */
  Vocabulary.prototype.read = function (text) {
    return this.bind(kb.syntax.parse(text, this.fields.concat(Array.from(this.schemes.keys()))));
  };

  Vocabulary.prototype.find = function (scheme, name) {
    return this.names[scheme].get(kb.words.label(name));
  };

  /** The concepts of a name, facet by facet. */
  Vocabulary.prototype.elsewhere = function (name) {
    var self = this;
    return this.names.map(function (_, s) { return self.find(s, name); }).filter(function (n) { return n !== undefined; });
  };

  Vocabulary.prototype.near = function (scheme, name) {
    var wanted = cut(kb.words.label(name), 80), best = new Map(), concepts = this.data.concepts, parts = wanted.split(" ");
    if (!wanted) return [];
    this.names[scheme].forEach(function (n, known) {
      var score = distance(wanted, known), own = known.split(" ");
      if (parts.every(function (p) { return own.includes(p); }) || (size(wanted) > 2 && known.startsWith(wanted))) score = Math.min(score, 2);
      if (score <= limit(wanted) && (!best.has(n) || score < best.get(n))) best.set(n, score);
    });
    return Array.from(best.keys())
      .sort(function (x, y) { return best.get(x) - best.get(y) || compare(concepts[x].id, concepts[y].id); }).slice(0, 3);
  };

  Vocabulary.prototype.bind = function (node) {
    var self = this;
    switch (node.type) {
      case "field": return this.condition(node);
      case "word": return yearsOf(node) || node;
      case "not": return { type: "not", item: this.bind(node.item) };
      case "and": return { type: "and", items: beside(node.items.map(function (i) { return self.bind(i); })) };
      case "or": return { type: "or", items: node.items.map(function (i) { return self.bind(i); }) };
    }
    return node;
  };

  /** The years that a bare word names, either first; null for any other word. */
  function yearsOf(node) {
    var parts = kb.words.tokens(node.text), open, both;
    if (!parts.every(function (p) { return ONE.test(p) && +p >= FIRST_YEAR && +p <= LAST_YEAR; })) return null;
    if (parts.length === 1) {
      open = OPEN.exec(node.text) || [null, parts[0], parts[0]];
      return { type: "years", low: +(open[1] || 0), high: +(open[2] || LAST), source: node };
    }
    both = parts.map(Number).sort();
    return SPAN.test(node.text) ? { type: "years", low: both[0], high: both[1], source: node } : null;
  }

  /** Conditions that stand side by side, stop words passed over unless there are only such. */
  function beside(items) {
    var stop = items.map(function (i) {
      var parts = i.type === "word" ? kb.words.tokens(i.text) : [];
      return parts.length === 1 && kb.words.stops(parts[0]);
    });
    if (stop.every(Boolean)) return items;
    return items.map(function (i, n) { return stop[n] ? { type: "passed", source: i } : i; });
  }

  Vocabulary.prototype.condition = function (node) {
    var fields = this.data.fields, name = node.name, value = node.value;
    if (this.schemes.has(name)) return this.inScheme(node, this.schemes.get(name));
    if (this.fields.indexOf(name) < 0) this.unknownField(node);
    if (node.before || node.after) fail(node, "= and @ belong to a concept, not to " + name, [name + ':"' + value + '"']);
    if (name === "year") return years(node);
    if (fields.text.indexOf(name) >= 0) {
      var words = kb.words.tokens(value);
      if (!words.length) fail(node, 'there is no letter or digit in "' + clip(value) + '"');
      return { type: "within", name: name, words: words, prefix: value.endsWith("*") && !node.quoted, source: node };
    }
    if (fields.id.indexOf(name) >= 0) return { type: "identifier", name: name, value: identifier(name, value), source: node };
    var low = value.toLowerCase(), known = fields.flag[name];
    if (known.indexOf(low) < 0) fail(node, name + " is " + oneOf(known), known.map(function (v) { return name + ":" + v; }));
    return { type: "flag", name: name, value: low, source: node };
  };

  /** Guess: an address, a mistyped field, the facet that has such a concept, or else words with a colon. */
  Vocabulary.prototype.unknownField = function (node) {
    var self = this, name = node.name;
    if (name === "http" || name === "https") fail(node, "an address is no condition", address(name + ":" + node.value));
    var names = near(name, Array.from(this.schemes.keys()).concat(this.fields)), readable = names.filter(function (n) { return self.reads(node, n); });
    var fixes = (readable.length ? readable : names).map(function (n) { return n + ":" + kb.syntax.typed(node); });
    fixes = fixes.concat(this.elsewhere(node.value).map(function (n) { return self.ref(n); }));
    var words = kb.words.tokens(name + " " + node.value).join(" ");
    fail(node, "no field is called " + clip(name), unique(fixes).slice(0, 3).concat(['"' + words + '"']));
  };

  /** Whether the value of a node can be read as one of another field. */
  Vocabulary.prototype.reads = function (node, name) {
    try {
      this.condition(Object.assign({}, node, { name: name }));
    } catch (problem) {
      if (problem instanceof kb.syntax.QueryError) return false;
      throw problem;
    }
    return true;
  };

  Vocabulary.prototype.ref = function (n) {
    var c = this.data.concepts[n];
    return this.data.schemes[c.s].id + ":" + c.id;
  };

  /** What an address of arXiv or of a DOI asks for. */
  function address(text) {
    return ["arxiv", "doi"].map(function (name) { return [name, identifier(name, text)]; })
      .filter(function (f) { return f[1] !== text.toLowerCase() && f[1].indexOf("://") < 0; })
      .map(function (f) { return f[0] + ":" + f[1]; });
  }

  /** An identifier in lower case, without the address of a resolver and without version. */
  function identifier(name, value) {
    var pattern = { arxiv: ARXIV, doi: DOI }[name], low = value.toLowerCase(), found = pattern && pattern.exec(low);
    return found ? found[1] : low;
  }

  /** The =, the name and the @role of a concept. */
  function parts(node) {
    if (node.quoted) return { before: node.before, name: node.value, after: node.after };
    var before = node.value.startsWith("=") ? "=" : "", value = node.value.slice(before.length), at = value.indexOf("@");
    return { before: before, name: at < 0 ? value : value.slice(0, at), after: at < 0 ? "" : value.slice(at) };
  }

  Vocabulary.prototype.inScheme = function (node, scheme) {
    var data = this.data, p = parts(node), id = data.schemes[scheme].id, status = data.statuses.indexOf(p.name.toLowerCase());
    if (!node.quoted && (p.name === "*" || status >= 0)) {
      if (p.before || p.after) fail(node, "neither = nor @ goes with " + p.name, [id + ":" + p.name]);
      return { type: "facet", scheme: scheme, status: p.name === "*" ? -1 : status, source: node };
    }
    var concept = this.find(scheme, p.name);
    if (concept === undefined) this.unknownConcept(node, scheme, p);
    if (!p.after) return { type: "concept", concept: concept, exact: Boolean(p.before), role: -1, source: node };
    var role = p.after.slice(1).toLowerCase(), number = data.roles.indexOf(role);
    if (number < 0) {
      var whole = kb.syntax.print(node), start = whole.slice(0, whole.length - p.after.length), likely = near(role, data.roles);
      fail(node, 'no role is called "' + clip(p.after.slice(1)) + '"; a role is ' + oneOf(data.roles),
        (likely.length ? likely : data.roles).map(function (r) { return start + "@" + r; }));
    }
    return { type: "concept", concept: concept, exact: Boolean(p.before), role: number, source: node };
  };

  Vocabulary.prototype.unknownConcept = function (node, scheme, p) {
    var self = this, id = this.data.schemes[scheme].id, words = kb.words.tokens(p.name).join(" ");
    if (!words) fail(node, "a concept stands after " + id + ":", [id + ":*"]);
    function fix(n) {
      var c = self.data.concepts[n];
      return self.data.schemes[c.s].id + ":" + p.before + c.id + p.after;
    }
    var fixes = this.elsewhere(p.name).map(fix);
    var several = p.name.split(",").filter(function (s) { return kb.words.tokens(s).length; }).map(function (s) { return self.find(scheme, s); });
    if (several.length > 1 && several.every(function (n) { return n !== undefined; })) fixes.push("(" + several.map(fix).join(" OR ") + ")");
    fixes = fixes.concat(this.near(scheme, p.name).map(fix));
    fail(node, id + ' has no concept called "' + clip(p.name) + '"', fixes.slice(0, 3).concat(['"' + words + '"']));
  };

  function years(node) {
    var value = node.value, found = value === ".." ? null : RANGE.exec(value), low = 0, high = LAST;
    if (!found) {
      var named = (value.match(/[0-9]+/g) || []).filter(function (y) { return y.length === 4; }).sort();
      var fixes = ["year:2024", "year:2023..2025", "year:2024.."];
      if (named.length) fixes = [named[0] === named[named.length - 1] ? "year:" + named[0] : "year:" + named[0] + ".." + named[named.length - 1]];
      fail(node, '"' + clip(value) + '" is no year and no range of years', fixes);
    }
    if (found[5]) low = high = +found[5];
    else if (found[3]) {
      var edge = +found[4];
      if (found[3] === ">=") low = edge;
      else if (found[3] === ">") low = edge + 1;
      else if (found[3] === "<=") high = edge;
      else high = edge - 1;
    } else {
      low = +(found[1] || low);
      high = +(found[2] || high);
      if (low > high) fail(node, low + " is after " + high, ["year:" + high + ".." + low]);
    }
    return { type: "years", low: low, high: high, source: node };
  }

  /** A query in the names of today, {query, changes: [[typed, now]]}; the same as kb/query/renamed.py. */
  Vocabulary.prototype.renamed = function (text) {
    var self = this, letters = Array.from(text), found = [], changes = [], made = "", done = 0;
    function walk(node) {
      if (node.items) node.items.forEach(walk);
      else if (node.type === "not") walk(node.item);
      else if (node.type === "concept" && self.outdated(node)) found.push(node);
    }
    walk(this.read(text));
    found.forEach(function (node) {
      var c = self.data.concepts[node.concept], begins = node.source.column - 1, old = kb.syntax.print(node.source);
      var now = self.data.schemes[c.s].id + ":" + (node.exact ? "=" : "") + c.id + (node.role < 0 ? "" : "@" + self.data.roles[node.role]);
      made += letters.slice(done, begins).join("") + now;
      done = begins + node.source.length;
      if (!changes.some(function (o) { return o[0] === old; })) changes.push([old, now]);
    });
    return { query: made + letters.slice(done).join(""), changes: changes };
  };

  /** Whether a concept is named by a name that is none of its own, or was the id of one now given up. */
  Vocabulary.prototype.outdated = function (node) {
    var concepts = this.data.concepts, c = concepts[node.concept], label = kb.words.label, name = label(parts(node.source).name);
    var given = concepts.some(function (o) { return o.s === c.s && o.to !== undefined && label(o.id) === name; });
    return [c.id, c.label, c.short].concat(c.alt).map(label).indexOf(name) < 0 || (given && name !== label(c.id));
  };

  kb.Vocabulary = Vocabulary;
})((window.kb = window.kb || {}));
