/* On every page: "/" goes to the search box, and it suggests; copy buttons; the forms in which a paper can be cited. */
(function () {
  "use strict";

  // The explore page says so itself, once its data is there.
  if (!document.querySelector("[data-explore]")) document.documentElement.dataset.kb = "ready";

  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(input|textarea|select)$/i.test(at.tagName) || at.isContentEditable) return;
    var box = document.querySelector(".kb-body input[name=q]") || document.querySelector("header input[name=q]");
    if (!box || !box.offsetParent) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // Suggestions in the search box of the header and of the first page. What they need comes when somebody goes there.
  var assets = new URL("../", document.currentScript.src).href, coming = null;
  var NEEDED = ["vendor/snowball/base-stemmer", "vendor/snowball/english-stemmer", "js/store", "js/words", "js/syntax", "js/bind",
    "js/engine", "js/dom", "js/explore-suggest", "data/core"].map(function (name) { return assets + name + ".js"; });

  function script(address) {
    if (Array.from(document.scripts).some(function (s) { return s.src === address; })) return null;
    return new Promise(function (done, failed) {
      var node = document.createElement("script");
      node.async = false; // in this order
      node.onload = done;
      node.onerror = failed;
      node.src = address;
      document.head.append(node);
    });
  }

  /** The engine, once all its scripts are there, those of the page itself among them. */
  function engine() {
    coming = coming || new Promise(function (done) {
      if (document.readyState === "complete") done(); else window.addEventListener("load", done);
    }).then(function () { return Promise.all(NEEDED.map(script)); })
      .then(function () { return window.kb.explore ? window.kb.explore.engine : new window.kb.Engine(window.kb.store); });
    return coming;
  }

  document.querySelectorAll("form[role=search]:not([data-query-form]) input[name=q]").forEach(function (input, n) {
    var form = input.form, box = document.createElement("div");
    Object.entries({ class: "pop", id: "found-" + n, role: "listbox", "aria-label": "Suggestions", hidden: "" }).forEach(function (a) { box.setAttribute(a[0], a[1]); });
    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": box.id, "aria-autocomplete": "list" }).forEach(function (a) { input.setAttribute(a[0], a[1]); });
    form.append(box);
    input.addEventListener("focus", function () {
      engine().then(function (ready) {
        var suggest = new window.kb.Suggest(input, box, ready, function () { form.requestSubmit(); });
        if (document.activeElement === input) suggest.update();
      }, function () {}); // without suggestions the box asks all the same
    }, { once: true });
  });

  // Esc closes the drawer of small screens; the keyboard goes back to its button.
  document.addEventListener("keydown", function (event) {
    var drawer = document.getElementById("__drawer");
    if (event.key !== "Escape" || !drawer || !drawer.checked) return;
    drawer.click();
    document.querySelector("label[for=__drawer][role=button]").focus();
  });

  document.querySelectorAll("[data-cite]").forEach(function (box) {
    var tabs = Array.from(box.querySelectorAll("[role=tab]")), button = box.querySelector("[data-copy]"), said = box.querySelector("[data-said]");
    if (!button) return;
    function panel() {
      return box.querySelector("pre:not([hidden])");
    }
    function choose(tab) {
      tabs.forEach(function (t) {
        var on = t === tab;
        t.setAttribute("aria-selected", String(on));
        t.tabIndex = on ? 0 : -1;
        document.getElementById(t.getAttribute("aria-controls")).hidden = !on;
      });
      tab.focus();
    }
    tabs.forEach(function (tab, n) {
      tab.addEventListener("click", function () { choose(tab); });
      tab.addEventListener("keydown", function (event) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) choose(tabs[(n + step + tabs.length) % tabs.length]);
      });
    });
    function done(text, ok) {
      button.textContent = text;
      button.toggleAttribute("data-done", ok);
      said.textContent = ok ? "Copied" : "Selected; press Ctrl C to copy";
      setTimeout(function () {
        button.textContent = "Copy";
        button.removeAttribute("data-done");
        said.textContent = "";
      }, ok ? 2000 : 6000);
    }
    function select() {
      var range = document.createRange(), selection = getSelection();
      range.selectNodeContents(panel());
      selection.removeAllRanges();
      selection.addRange(range);
      done("Press Ctrl C", false);
    }
    button.addEventListener("click", function () {
      if (!navigator.clipboard) return select();
      navigator.clipboard.writeText(panel().textContent).then(function () { done("Copied", true); }, select);
    });
  });
})();
