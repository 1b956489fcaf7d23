/* Small helpers to make elements. Text is always set as text: nothing that data holds becomes markup. */
(function (kb) {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg", shown = new WeakMap();

  /** el("a", {href: x, class: y, onclick: f, dataset: {id: z}}, child, ...): children are nodes, strings, or null.
      Names that HTML has as well are those of a picture with svg: before them, as in svg:a. */
  function el(name, attributes) {
    var drawn = /^(svg:\w+|svg|rect|text|line)$/.test(name);
    var node = drawn ? document.createElementNS(SVG, name.replace("svg:", "")) : document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      var value = attributes[key];
      if (value === null || value === undefined || value === false) return;
      if (key === "dataset") Object.assign(node.dataset, value);
      else if (key.slice(0, 2) === "on") node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? "" : value);
    });
    node.append.apply(node, Array.prototype.slice.call(arguments, 2).flat().filter(function (c) { return c !== null && c !== undefined && c !== ""; }));
    return node;
  }

  function glyph(scheme) {
    if (!scheme.glyph) return el("span", { class: "g g--letter", "aria-hidden": "true" }, scheme.label[0]);
    return el("i", { class: "g g-" + scheme.glyph });
  }

  function icon(name) {
    return el("i", { class: "i i-" + name });
  }

  function tile(scheme) {
    return el("span", { class: "tile", "data-slot": scheme.order }, glyph(scheme));
  }

  /** A bar filled to a share from 0 to 1. */
  function bar(share, hatched) {
    return el("svg", { class: "bar row__bar", "aria-hidden": "true" }, el("rect", { class: "track", width: "100%", height: "100%" }),
      el("rect", { class: hatched ? "hatched" : "filled", width: (100 * share).toFixed(1) + "%", height: "100%" }));
  }

  function papers(number) {
    return number.toLocaleString("en-US") + (number === 1 ? " paper" : " papers");
  }

  /** The children of a node, made anew only where `key` tells that they show something else: what has the focus keeps it. */
  function renew(node, key, make) {
    var told = JSON.stringify(key);
    if (shown.get(node) === told) return;
    shown.set(node, told);
    node.replaceChildren.apply(node, make());
  }

  kb.dom = { renew: renew, el: el, glyph: glyph, icon: icon, tile: tile, bar: bar, papers: papers };
})((window.kb = window.kb || {}));
