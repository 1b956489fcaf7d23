/* The gaps page: only the gaps of a facet, or of a term and those below it; the choice stands in the address. */
(function () {
  "use strict";

  var form = document.querySelector("[data-gaps-form]"), said = document.querySelector("[data-gaps-said]");
  var rows = Array.from(document.querySelectorAll("[data-gap]")), first = said && said.textContent;

  /** What the address asks for. Some browsers refuse a new query in the address of a file; then # has it. */
  function asked() {
    return new URLSearchParams(location.hash.indexOf("=") > 0 ? location.hash.slice(1) : location.search);
  }

  function holds(row, name, wanted) {
    return !wanted || row.dataset[name].split(" ").indexOf(wanted) >= 0;
  }

  function show() {
    var facet = form.facet.value, term = form.term.value, number = 0;
    rows.forEach(function (row) {
      row.hidden = !(holds(row, "facets", facet) && holds(row, "terms", term));
      if (!row.hidden) number += 1;
    });
    form.querySelector("[data-gaps-all]").hidden = !facet && !term;
    said.textContent = facet || term ? number + " of " + rows.length + " gaps, the clearest first." : first;
  }

  function fromAddress() {
    var address = asked(), unknown = [];
    ["facet", "term"].forEach(function (name) {
      var value = address.get(name) || "";
      form[name].value = value;
      if (form[name].selectedIndex < 0) {
        form[name].value = "";
        unknown.push(value);
      }
    });
    show();
    if (unknown.length) said.textContent = "No gap is listed for “" + unknown.join("” and “") + "”. " + said.textContent;
  }

  function go() {
    var address = new URLSearchParams();
    ["facet", "term"].forEach(function (name) { if (form[name].value) address.set(name, form[name].value); });
    var told = address.toString().replace(/%3A/g, ":");
    try {
      history.pushState(null, "", location.pathname + (told ? "?" + told : ""));
    } catch (refused) {
      location.hash = told || "all=";
    }
    show();
  }

  if (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("change", go);
    form.querySelector("[data-gaps-all]").addEventListener("click", function () {
      form.facet.value = form.term.value = "";
      go();
      form.term.focus();
    });
    window.addEventListener("popstate", fromAddress);
    fromAddress();
  }
})();
