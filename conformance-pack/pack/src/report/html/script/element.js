// Elements are made from text, never from markup, so a name can't become code.

function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, '');
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null && child !== ''));
  return node;
}

// A mark with colour, shape and words of the same meaning.
function mark(verdict) {
  return element('span', { class: `mark ${verdict}`, 'aria-hidden': 'true' }, VERDICTS[verdict].glyph);
}

function badge(verdict) {
  return element('span', { class: 'badge' }, mark(verdict), VERDICTS[verdict].word);
}

const byId = (id) => document.getElementById(id);
const plural = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
const capitalized = (word) => word[0].toUpperCase() + word.slice(1);
