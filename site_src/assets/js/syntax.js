/* The text of a query to its tree: the same grammar, columns and messages as kb/query/syntax.py.

   A node is {type, ...}; columns count characters from 1. Types: word, prefix, phrase {text}; field {name, value,
   quoted}; not {item}; and, or {items}. */
(function (kb) {
  "use strict";

  var MAX_LENGTH = 2000, MAX_DEPTH = 20;
  var SPACE = /\s+/y, RUN = /[^\s()"]+/y, FIELD = /([A-Za-z][A-Za-z0-9-]*):/y, VALUE = /"[^"]*"|[^\s()"]+/y;
  var QUOTED = /(=?)"/y, ROLE = /@[^\s()"]*/y, UNQUOTED = /[^\s"]+/y, GROUP = /\(\s*([^\s()":]+(?:\s+OR\s+[^\s()":]+)*)\s*\)/y;
  // What keyboards and word processors make of quotation marks and of a hyphen.
  var TYPED = { "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\uff02": '"', "\u2212": "-", "\u2013": "-" };

  /** A query that cannot be read: where, over how many characters, why; fixes are texts to put there. */
  function QueryError(column, length, message, fixes) {
    this.column = column;
    this.length = length;
    this.message = message;
    this.fixes = fixes || [];
  }

  function match(pattern, text, at) {
    pattern.lastIndex = at;
    return pattern.exec(text);
  }

  // Columns count characters, not the halves that JavaScript makes of some of them.
  function count(text) {
    return Array.from(text).length;
  }

  function words(text) {
    return kb.words.tokens(text);
  }

  /** Cuts a query into tokens {kind, column, length, node}; at is the place reached. */
  function Lexer(text, fields) {
    this.text = text;
    this.fields = fields;
    this.at = 0;
    this.found = [];
  }

  Lexer.prototype.column = function (at) {
    return count(this.text.slice(0, at)) + 1;
  };

  Lexer.prototype.fail = function (start, end, message, fixes) {
    throw new QueryError(this.column(start), count(this.text.slice(start, end)), message, fixes);
  };

  Lexer.prototype.take = function (kind, end, node) {
    var token = { kind: kind, column: this.column(this.at), length: count(this.text.slice(this.at, end)), node: node };
    if (node) {
      node.column = token.column;
      node.length = token.length;
    }
    this.found.push(token);
    this.at = end;
  };

  Lexer.prototype.tokens = function () {
    while (this.at < this.text.length) {
      var space = match(SPACE, this.text, this.at), c = this.text[this.at], q;
      if (space) this.at += space[0].length;
      else if (c === "(" || c === ")") this.take(c, this.at + 1);
      else if (c === "-") this.hyphen();
      else if (c === '"') {
        q = this.quoted(this.at);
        this.take("term", q.end, { type: "phrase", text: q.value });
      } else this.run();
    }
    return this.found;
  };

  /** A hyphen directly before something, and behind nothing, leaves it out; any other says nothing. */
  Lexer.prototype.hyphen = function () {
    var text = this.text, at = this.at, end = at + 1;
    while (text[end] === "-") end++;
    var free = at === 0 || text[at - 1] === "(" || /\s/.test(text[at - 1]);
    if (!free || end === text.length || /\s/.test(text[end])) this.at = end;
    else if (end > at + 1) this.fail(at, end, "one hyphen leaves out what follows", ["-"]);
    else this.take("-", end);
  };

  /** What stands between the quotation mark at start and the next, and where that ends. */
  Lexer.prototype.quoted = function (start) {
    var text = this.text, end = text.indexOf('"', start + 1);
    if (end < 0) {
      this.fail(start, text.length, "the quotation mark is not closed", words(text.slice(start)).length ? [text.slice(start) + '"'] : []);
    }
    var value = text.slice(start + 1, end).replace(/\s+/g, " ").replace(/^ +| +$/g, "");
    if (!words(value).length) this.fail(start, end + 1, "there is no word between the quotation marks");
    return { value: value, end: end + 1 };
  };

  /** A word, a keyword, or a field with its value; signs alone say nothing. */
  Lexer.prototype.run = function () {
    var text = this.text, at = this.at, word = match(RUN, text, at)[0], end = at + word.length, named = match(FIELD, text, at);
    if (named) {
      var name = named[1].toLowerCase(), start = at + named[0].length;
      if (start < end || text[start] === '"' || this.fields.indexOf(name) >= 0) return this.field(name, start, end);
    }
    if (/^\|+$/.test(word)) this.fail(at, end, "write OR between two conditions", ["OR"]);
    if (word[0] === "!" && (words(word.slice(1)).length || (word === "!" && (text[end] === "(" || text[end] === '"')))) {
      this.fail(at, end, "write - before what to leave out", ["-" + word.slice(1)]);
    }
    if (word === "OR" || word === "AND" || word === "NOT") return this.take(word, end);
    if (word.endsWith("*")) return this.prefix(word, end);
    if (!words(word).length) this.at = end;
    else this.take("term", end, { type: "word", text: word });
  };

  Lexer.prototype.prefix = function (word, end) {
    var begin = word.replace(/\*+$/, ""), parts = words(begin);
    if (!parts.length) this.fail(this.at, end, "at least one letter or digit stands before *");
    if (parts.length > 1) this.fail(this.at, end, "what stands before * is one word", [parts.join(" ") + "*"]);
    this.take("term", end, { type: "prefix", text: begin });
  };

  Lexer.prototype.field = function (name, start, end) {
    var text = this.text, opening = match(QUOTED, text, start);
    if (opening) {
      var q = this.quoted(start + opening[0].length - 1), role = match(ROLE, text, q.end), after = role ? role[0] : "";
      return this.take("term", q.end + after.length, { type: "field", name: name, value: q.value, quoted: true, before: opening[1], after: after });
    }
    if (start < end) {
      if (text[end] === "(") this.parenthesis(name, start);
      return this.take("term", end, { type: "field", name: name, value: text.slice(start, end), quoted: false, before: "", after: "" });
    }
    var group = match(GROUP, text, start);
    if (group) {
      var each = group[1].replace(/\s+/g, " ").split(" OR ").map(function (v) { return name + ":" + v; });
      this.fail(this.at, start + group[0].length, "write " + name + ": before each value, not before a parenthesis", ["(" + each.join(" OR ") + ")"]);
    }
    var space = match(SPACE, text, start), rest = space && match(VALUE, text, start + space[0].length);
    this.fail(this.at, rest ? rest.index + rest[0].length : end, "nothing stands directly after " + name + ":", rest ? [name + ":" + rest[0]] : []);
  };

  /** A value goes on with a parenthesis, as some DOIs do: it needs quotation marks. */
  Lexer.prototype.parenthesis = function (name, start) {
    var value = match(UNQUOTED, this.text, start)[0];
    while (value.endsWith(")") && value.split(")").length > value.split("(").length) value = value.slice(0, -1);
    this.fail(this.at, start + value.length, "a value with a parenthesis needs quotation marks", [name + ':"' + value + '"']);
  };

  /** Reads a query. fields are the names that a colon makes a field of even when nothing follows it. */
  function parse(text, fields) {
    if (count(text) > MAX_LENGTH) {
      throw new QueryError(MAX_LENGTH + 1, 1, "a query has at most " + MAX_LENGTH + " characters");
    }
    text = text.replace(/[\u201c-\u201f\uff02\u2212\u2013]/g, function (c) { return TYPED[c] || c; });
    var tokens = new Lexer(text, fields || []).tokens(), at = 0;
    if (!tokens.length && /\S/.test(text)) {
      throw new QueryError(count(text) - count(text.trimStart()) + 1, count(text.trim()), "there is no letter or digit to search for");
    }

    function fail(token, message) {
      throw new QueryError(token.column, token.length, message);
    }

    function kind() {
      return at < tokens.length ? tokens[at].kind : null;
    }

    function either(depth) {
      var items = [both(depth)];
      while (kind() === "OR") items.push(both(depth, tokens[at++]));
      return items.length === 1 ? items[0] : { type: "or", items: items };
    }

    function both(depth, after) {
      var items = [];
      while (kind() !== null && kind() !== "OR" && kind() !== ")") {
        var token = tokens[at];
        if (token.kind === "AND") {
          at++;
          var next = kind();
          if (!items.length || next === null || next === "OR" || next === ")" || next === "AND") {
            fail(token, "AND stands between two conditions");
          }
        } else {
          items.push(unary(depth));
        }
      }
      if (!items.length) {
        var missing = after || tokens[at];
        fail(missing, missing.kind === "OR" ? "OR stands between two conditions" : "this parenthesis closes nothing");
      }
      return items.length === 1 ? items[0] : { type: "and", items: items };
    }

    function unary(depth) {
      var token = tokens[at];
      if (token.kind !== "-" && token.kind !== "NOT") return atom(depth);
      at++;
      if ([null, "OR", "AND", ")", "-", "NOT"].indexOf(kind()) >= 0) {
        fail(token, "nothing to leave out stands after " + token.kind);
      }
      return { type: "not", item: atom(depth), column: token.column };
    }

    function atom(depth) {
      var token = tokens[at++];
      if (token.node) return token.node;
      if (depth >= MAX_DEPTH) fail(token, "parentheses stand deeper than " + MAX_DEPTH);
      if (kind() === null) fail(token, "the parenthesis is not closed");
      if (kind() === ")") fail(token, "nothing stands in the parentheses");
      var node = either(depth + 1);
      if (kind() !== ")") fail(token, "the parenthesis is not closed");
      at++;
      return node;
    }

    if (!tokens.length) return { type: "and", items: [] };
    var node = either(0);
    if (at < tokens.length) fail(tokens[at], "this parenthesis closes nothing");
    return node;
  }

  /** The value of a field as it was typed. */
  function typed(node) {
    return node.quoted ? (node.before || "") + '"' + node.value + '"' + (node.after || "") : node.value;
  }

  /** The text of a node, such that it reads the same. */
  function print(node) {
    switch (node.type) {
      case "word": return node.text;
      case "prefix": return node.text + "*";
      case "phrase": return '"' + node.text + '"';
      case "field": return node.name + ":" + typed(node);
      case "not": return "-" + (node.item.type === "not" ? "(" + print(node.item) + ")" : inner(node.item));
      case "and": return node.items.map(inner).join(" ");
      default: return node.items.map(function (i) { return i.type === "or" ? "(" + print(i) + ")" : print(i); }).join(" OR ");
    }
  }

  function inner(node) {
    return node.type === "and" || node.type === "or" ? "(" + print(node) + ")" : print(node);
  }

  /** A bound node as the parser made it. */
  function written(node) {
    if (node.source) return node.source;
    if (node.type === "not") return { type: "not", item: written(node.item) };
    if (node.type === "and" || node.type === "or") return { type: node.type, items: node.items.map(written) };
    return node;
  }

  /** The text of bound items that stand side by side; words that are passed over need others beside them. */
  function text(items) {
    var all = items.every(function (i) { return i.type === "passed"; }) ? [] : items.map(written);
    return print(all.length === 1 ? all[0] : { type: "and", items: all });
  }

  kb.syntax = { parse: parse, print: print, text: text, written: written, typed: typed, QueryError: QueryError };
})((window.kb = window.kb || {}));
