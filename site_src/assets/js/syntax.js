/* The text of a query to its tree: the same grammar, columns and messages as kb/query/syntax.py.

   A node is {type, ...}; columns count characters from 1. Types: word, prefix, phrase {text}; field {name, value,
   quoted}; not {item}; and, or {items}. */
(function (kb) {
  "use strict";

  var MAX_LENGTH = 2000, MAX_DEPTH = 20;
  var RUN = /[^\s()"]+/uy, SPACE = /\s+/uy, FIELD = /([A-Za-z][A-Za-z-]*):/uy;

  /** A query that cannot be read: where, over how many characters, why; fixes are texts to put there. */
  function QueryError(column, length, message, fixes) {
    this.column = column;
    this.length = length;
    this.message = message;
    this.fixes = fixes || [];
  }

  // Work on characters, not on the halves that JavaScript makes of some of them.
  function match(pattern, text, at) {
    pattern.lastIndex = at;
    return pattern.exec(text);
  }

  function count(text) {
    return Array.from(text).length;
  }

  /** Whether the hyphen here leaves out what follows: it stands before it, and behind a space or nothing. */
  function isNot(text, at) {
    return text[at] === "-" && (at === 0 || /[\s(-]/u.test(text[at - 1])) && !/^\s/u.test(text.slice(at + 1));
  }

  function tokenize(text, fields) {
    var found = [], at = 0, column = 1;

    function push(kind, length, node) {
      var size = count(text.slice(at, at + length));
      if (node) {
        node.column = column;
        node.length = size;
      }
      found.push({ kind: kind, column: column, length: size, node: node });
      at += length;
      column += size;
    }

    function fail(length, message, fixes) {
      throw new QueryError(column, count(text.slice(at, at + length)), message, fixes);
    }

    function quoted(start) {
      var end = text.indexOf('"', start + 1);
      if (end < 0) {
        throw new QueryError(column + count(text.slice(at, start)), count(text.slice(start)),
          "the quotation mark is not closed", [text.slice(start) + '"']);
      }
      var value = text.slice(start + 1, end).trim().split(/\s+/u).join(" ");
      if (!kb.words.tokens(value).length) {
        throw new QueryError(column + count(text.slice(at, start)), count(text.slice(start, end + 1)),
          "there is no word between the quotation marks");
      }
      return { value: value, end: end + 1 };
    }

    function field(name, start, end) {
      if (text[start] === '"') {
        var q = quoted(start);
        return push("term", q.end - at, { type: "field", name: name, value: q.value, quoted: true });
      }
      var value = text.slice(start, end);
      if (!value) {
        var space = match(SPACE, text, start), rest = space && match(RUN, text, start + space[0].length);
        if (rest) fail(rest.index + rest[0].length - at, "nothing stands directly after " + name + ":", [name + ":" + rest[0]]);
        fail(end - at, "nothing stands directly after " + name + ":");
      }
      push("term", end - at, { type: "field", name: name, value: value, quoted: false });
    }

    function run() {
      var word = match(RUN, text, at)[0], named = match(FIELD, text, at);
      if (named) {
        var name = named[1].toLowerCase(), start = at + named[0].length, end = at + word.length;
        if (start < end || text[start] === '"' || fields.indexOf(name) >= 0) return field(name, start, end);
      }
      if (word === "OR" || word === "AND" || word === "NOT") return push(word, word.length);
      if (word.endsWith("*")) {
        var begin = word.replace(/\*+$/, ""), parts = kb.words.tokens(begin);
        if (parts.length !== 1) fail(word.length, "a beginning before * is one word", parts.slice(0, 1));
        return push("term", word.length, { type: "prefix", text: begin });
      }
      push("term", word.length, { type: "word", text: word });
      if (!kb.words.tokens(word).length) found.pop();
    }

    while (at < text.length) {
      var space = match(SPACE, text, at), c = text[at];
      if (space) {
        at += space[0].length;
        column += count(space[0]);
      } else if (c === "(" || c === ")") {
        push(c, 1);
      } else if (isNot(text, at)) {
        push("-", 1);
      } else if (c === '"') {
        var q = quoted(at);
        push("term", q.end - at, { type: "phrase", text: q.value });
      } else {
        run();
      }
    }
    return found;
  }

  /** Reads a query. fields are the names that a colon makes a field of even when nothing follows it. */
  function parse(text, fields) {
    if (count(text) > MAX_LENGTH) {
      throw new QueryError(MAX_LENGTH + 1, 1, "a query has at most " + MAX_LENGTH + " characters");
    }
    var tokens = tokenize(text, fields || []), at = 0;
    if (!tokens.length && text.trim()) {
      throw new QueryError(count(text) - count(text.trimStart()) + 1, count(text.trim()),
        "there is no letter or digit to search for");
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
        fail(missing, missing.kind === "OR" ? "OR stands between two conditions" : "nothing stands in the parentheses");
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

  /** The text of a node, such that it reads the same. */
  function print(node) {
    switch (node.type) {
      case "word": return node.text;
      case "prefix": return node.text + "*";
      case "phrase": return '"' + node.text + '"';
      case "field": return node.name + ":" + (node.quoted ? '"' + node.value + '"' : node.value);
      case "not": return "-" + inner(node.item);
      case "and": return node.items.map(inner).join(" ");
      default: return node.items.map(function (i) { return i.type === "or" ? "(" + print(i) + ")" : print(i); }).join(" OR ");
    }
  }

  function inner(node) {
    return node.type === "and" || node.type === "or" ? "(" + print(node) + ")" : print(node);
  }

  kb.syntax = { parse: parse, print: print, QueryError: QueryError };
})((window.kb = window.kb || {}));
