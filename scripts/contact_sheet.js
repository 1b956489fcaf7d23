// What can be seen to be wrong with a page: run in it by scripts/contact_sheet.py, gives a list of sentences.
(() => {
  'use strict';
  const found = [];
  const root = document.documentElement;
  const name = (e) => {
    const own = e.id ? '#' + e.id : [...e.classList].slice(0, 2).map((c) => '.' + c).join('');
    const words = (e.innerText || e.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 40);
    return e.tagName.toLowerCase() + own + (words ? ` "${words}"` : '');
  };
  const seen = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const visuallyHidden = (e) => {
    for (let at = e; at && at !== root; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath === 'inset(50%)' || (at.offsetWidth <= 1 && at.offsetHeight <= 1)) return true;
    }
    return false;
  };
  const scrolls = (e) => {
    for (let at = e.parentElement; at && at !== document.body; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const headings = document.querySelectorAll('h1').length;
  if (headings !== 1) found.push(`${headings} headings h1`);
  if (!document.title.trim()) found.push('no title');

  window.scrollTo(1000, 0);
  const over = Math.max(window.scrollX, root.scrollWidth - root.clientWidth);
  window.scrollTo(0, 0);
  if (over > 0) {
    const wide = [...document.body.querySelectorAll('*')].filter(
      (e) => seen(e) && !scrolls(e) && e.getBoundingClientRect().right > root.clientWidth + 1,
    );
    found.push(`scrolls sideways by ${over} px: ${wide.slice(-3).map(name).join(', ')}`);
  }

  // Cut text: an ellipsis is meant to be one only where `title` gives the whole.
  for (const e of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(e);
    if (!/hidden|clip/.test(style.overflowX) || e.closest('svg, .md-sidebar, select')) continue;
    if (e.scrollWidth <= e.clientWidth + 1 || !seen(e) || visuallyHidden(e) || !e.innerText) continue;
    const whole = e.closest('[title], [aria-label], [aria-describedby]');
    if (style.textOverflow === 'ellipsis' && whole) continue;
    found.push(`text is cut by ${e.scrollWidth - e.clientWidth} px: ${name(e)}`);
  }

  // Targets: 24 by 24 px (WCAG 2.2, 2.5.8). A link within a sentence is excepted, and so is a smaller one
  // around whose middle a circle of 24 px meets no other target.
  const targets = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=option]',
  )].filter((e) => seen(e) && !visuallyHidden(e) && !e.disabled && e.getClientRects().length);
  const boxOf = (e) => {
    const own = e.getBoundingClientRect();
    const label = e.matches('input, select') && e.closest('label');
    if (!label) return own;
    const around = label.getBoundingClientRect();
    return around.width * around.height > own.width * own.height ? around : own;
  };
  const inSentence = (e) => {
    if (!/^inline$/.test(getComputedStyle(e).display)) return false;
    const block = e.parentElement.closest('p, li, dd, dt, td, th, figcaption, summary, div, span');
    return block !== null && block.innerText.trim().length > e.innerText.trim().length + 3;
  };
  const boxes = targets.map((e) => [e, boxOf(e)]);
  for (const [e, box] of boxes) {
    if ((box.width >= 23.5 && box.height >= 23.5) || inSentence(e)) continue;
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const near = boxes.find(([other, b]) => {
      if (other === e || e.contains(other) || other.contains(e)) return false;
      const dx = Math.max(b.left - x, 0, x - b.right);
      const dy = Math.max(b.top - y, 0, y - b.bottom);
      return dx * dx + dy * dy < 11.5 * 11.5;
    });
    if (near) {
      found.push(`target of ${Math.round(box.width)} by ${Math.round(box.height)} px close to another: ${name(e)}`);
    }
  }
  return found;
})()
