/* What the fields of a query mean: the same look-ups and messages as kb/query/bind.py. */
(function (kb) {
  "use strict";

  var RANGE = /^(?:(\d{4})?\.\.(\d{4})?|(>=|<=|>|<)(\d{4})|(\d{4}))$/;
  var LAST = 9999;

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

  function limit(text) {
    return Math.max(2, Math.floor(Array.from(text).length / 3));
  }

  function cut(text) {
    return Array.from(text).slice(0, 80).join("");
  }

  function near(word, known) {
    var wanted = cut(kb.words.fold(word));
    return known.map(function (k) { return { name: k, d: distance(wanted, k) }; })
      .filter(function (k) { return k.d <= limit(wanted); })
      .sort(function (x, y) { return x.d - y.d || compare(x.name, y.name); })
      .slice(0, 3).map(function (k) { return k.name; });
  }

  /** The facets and concepts that a query may name, made from the search data. */
  function Vocabulary(data) {
    var self = this;
    this.data = data;
    this.schemes = new Map(data.schemes.map(function (s, n) { return [s.id, n]; }));
    this.names = data.schemes.map(function () { return new Map(); });
    data.concepts.forEach(function (c, n) {
      [c.id, c.label, c.short].concat(c.alt).forEach(function (name) {
        var key = kb.words.label(name), names = self.names[c.s];
        if (!names.has(key)) names.set(key, n);
      });
    });
    this.fields = data.fields.text.concat(data.fields.id, Object.keys(data.fields.flag), ["year"]);
  }

  /** A query, its fields understood; throws kb.syntax.QueryError. */
  Vocabulary.prototype.read = function (text) {
    return bind(kb.syntax.parse(text, this.fields.concat(Array.from(this.schemes.keys()))), this);
  };

  Vocabulary.prototype.nearConcepts = function (name, scheme) {
    var wanted = cut(kb.words.label(name)), best = new Map(), concepts = this.data.concepts;
    this.names[scheme].forEach(function (n, known) {
      var d = distance(wanted, known);
      if (d <= limit(wanted) && d < (best.has(n) ? best.get(n) : 99)) best.set(n, d);
    });
    return Array.from(best.keys())
      .sort(function (x, y) { return best.get(x) - best.get(y) || compare(concepts[x].id, concepts[y].id); })
      .slice(0, 3).map(function (n) { return concepts[n].id; });
  };

  function fail(node, message, fixes) {
    throw new kb.syntax.QueryError(node.column, node.length, message, fixes);
  }

  function oneOf(words) {
    return words.slice(0, -1).join(", ") + " or " + words[words.length - 1];
  }

  function bind(node, vocabulary) {
    switch (node.type) {
      case "field": return condition(node, vocabulary);
      case "not": return { type: "not", item: bind(node.item, vocabulary), column: node.column };
      case "and": case "or":
        return { type: node.type, items: node.items.map(function (i) { return bind(i, vocabulary); }) };
    }
    return node;
  }

  function condition(node, vocabulary) {
    var fields = vocabulary.data.fields, name = node.name, value = node.value;
    if (vocabulary.schemes.has(name)) return inScheme(node, vocabulary.schemes.get(name), vocabulary);
    if (name === "year") return years(node);
    if (fields.text.indexOf(name) >= 0) {
      var words = kb.words.tokens(value);
      if (!words.length) fail(node, 'there is no letter or digit in "' + value + '"');
      return { type: "within", name: name, words: words, prefix: value.endsWith("*") && !node.quoted, source: node };
    }
    if (fields.id.indexOf(name) >= 0) return { type: "identifier", name: name, value: value.toLowerCase(), source: node };
    if (fields.flag[name]) {
      var low = value.toLowerCase();
      if (fields.flag[name].indexOf(low) < 0) {
        fail(node, name + " is " + oneOf(fields.flag[name]), fields.flag[name].map(function (v) { return name + ":" + v; }));
      }
      return { type: "flag", name: name, value: low, source: node };
    }
    var again = node.quoted ? '"' + value + '"' : value;
    var names = near(name, Array.from(vocabulary.schemes.keys()).concat(vocabulary.fields));
    var quoted = kb.words.tokens(value).length ? '"' + name + " " + value + '"' : '"' + name + '"';
    fail(node, "no field is called " + name, names.map(function (n) { return n + ":" + again; }).concat([quoted]));
  }

  function inScheme(node, scheme, vocabulary) {
    var data = vocabulary.data, value = node.value, id = data.schemes[scheme].id, status = data.statuses.indexOf(value.toLowerCase());
    if (!node.quoted && value === "*") return { type: "facet", scheme: scheme, status: -1, source: node };
    if (!node.quoted && status >= 0) return { type: "facet", scheme: scheme, status: status, source: node };
    var exact = value.startsWith("=") && !node.quoted, at = "", role = "", name = exact ? value.slice(1) : value;
    if (!node.quoted && name.indexOf("@") >= 0) {
      at = "@";
      role = name.slice(name.indexOf("@") + 1);
      name = name.slice(0, name.indexOf("@"));
    }
    var start = id + ":" + (exact ? "=" : ""), concept = vocabulary.names[scheme].get(kb.words.label(name));
    if (concept === undefined) {
      var words = kb.words.tokens(name).join(" ");
      fail(node, id + ' has no concept called "' + name + '"', vocabulary.nearConcepts(name, scheme)
        .map(function (n) { return start + n + at + role; }).concat(words ? ['"' + words + '"'] : []));
    }
    if (!at) return { type: "concept", concept: concept, exact: exact, role: -1, source: node };
    var number = data.roles.indexOf(role.toLowerCase());
    if (number < 0) {
      fail(node, 'no role is called "' + role + '"; a role is ' + oneOf(data.roles),
        data.roles.map(function (r) { return start + name + "@" + r; }));
    }
    return { type: "concept", concept: concept, exact: exact, role: number, source: node };
  }

  function years(node) {
    var found = node.quoted || node.value === ".." ? null : RANGE.exec(node.value), low = 0, high = LAST;
    if (!found) {
      fail(node, '"' + node.value + '" is no year and no range of years', ["year:2024", "year:2023..2025", "year:2024.."]);
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

  kb.Vocabulary = Vocabulary;
})((window.kb = window.kb || {}));
