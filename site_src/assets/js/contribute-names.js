/* Names of people: cut into their parts as BibTeX does, and written so that they are cut again alike. */
(function (kb) {
  "use strict";

  /** 1 for a word that begins with a capital, 0 with a small letter, -1 without letters. */
  function letterCase(word) {
    var first = /\p{L}/u.exec(word);
    if (!first) return -1;
    return /\p{Lu}/u.test(first[0]) ? 1 : 0;
  }

  function name(first, von, last, jr) {
    return { given: first.join(" "), particle: von.join(" "), family: last.join(" "), suffix: (jr || []).join(" "), literal: "" };
  }

  function straight(words) {
    var cases = words.map(letterCase), from = cases.indexOf(0), to = cases.lastIndexOf(0);
    if (words.length < 3 || from < 0) return name(words.slice(0, -1), [], words.slice(-1));
    if (to === words.length - 1) to -= 1; // a name has a last word
    return name(words.slice(0, from), words.slice(from, to + 1), words.slice(to + 1));
  }

  function inverted(sections) {
    var last = sections[0], to = last.slice(0, -1).map(letterCase).lastIndexOf(0) + 1;
    return name(sections.length > 1 ? sections[sections.length - 1] : [], last.slice(0, to), last.slice(to), sections.length === 3 ? sections[1] : []);
  }

  /** The parts of a name: "First von Last", "von Last, First" or "von Last, Jr, First". */
  function parts(text) {
    var sections = text.replace(/[\\{}]/g, "").split(",").map(function (section) { return section.split(/[ ~\r\n\t]+/).filter(Boolean); });
    if (sections.length > 3) sections = sections.slice(0, 2).concat([sections.slice(2).flat()]);
    while (sections.length && !sections[sections.length - 1].length) sections.pop();
    if (!sections.length) return name([], [], []);
    return sections.length === 1 ? straight(sections[0]) : inverted(sections);
  }

  function backwards(n) {
    return [(n.particle + " " + n.family).trim(), n.suffix, n.given].filter(Boolean).join(", ");
  }

  function same(a, b) {
    return Object.keys(a).every(function (key) { return a[key] === b[key]; });
  }

  /** A name in reading order if it is cut again into the same parts, else as "Family, Given". */
  function spelled(n) {
    if (n.literal) return n.literal;
    var text = kb.bibtex.oneLine(n.given + " " + n.particle + " " + n.family);
    return !n.suffix && text.indexOf(",") < 0 && text && same(parts(text), n) ? text : backwards(n);
  }

  /** The authors of a BibTeX field, and whether it ends in "and others". */
  function people(field) {
    var found = [], level = 0, from = 0, text = kb.bibtex.oneLine(field);
    for (var at = 0; at < text.length; at++) {
      if (text[at] === "\\") at++;
      else if (text[at] === "{") level++;
      else if (text[at] === "}") level = Math.max(0, level - 1);
      else if (!level && text[at] === " " && /^ and /i.test(text.slice(at, at + 5))) {
        found.push(text.slice(from, at));
        from = at + 5;
        at += 3;
      }
    }
    found = found.concat(text.slice(from)).filter(Boolean);
    return {
      names: found.filter(function (n) { return n.toLowerCase() !== "others"; }).map(person),
      others: found.some(function (n) { return n.toLowerCase() === "others"; }),
    };
  }

  function person(text) {
    var group = text[0] === "{" && text.indexOf("}") === text.length - 1, plain = kb.bibtex.plain(text);
    return group ? { given: "", particle: "", family: "", suffix: "", literal: plain } : parts(plain);
  }

  /** A line of the field for authors: a group stands in braces there. */
  function line(n) {
    return n.literal ? "{" + n.literal + "}" : spelled(n);
  }

  /** The authors of that field: {name, literal}, one a line. */
  function lines(text) {
    return text.split("\n").map(function (row) {
      var group = /^\s*\{(.*)\}\s*$/.exec(row);
      return { name: kb.yaml.printable(group ? group[1] : row), literal: Boolean(group) };
    }).filter(function (author) { return author.name; });
  }

  function ofAuthor(author) {
    if (!author.literal && !/[\\{}]/.test(author.name)) return parts(author.name);
    return { given: "", particle: "", family: "", suffix: "", literal: author.name };
  }

  kb.names = { parts: parts, spelled: spelled, people: people, line: line, lines: lines, ofAuthor: ofAuthor };
})((window.kb = window.kb || {}));
