// The strings and comments of a Rust or TypeScript file.

const TOKEN = new RegExp(
  [
    /\/\*[^]*?\*\//, // a block comment
    /\/\/.*/, // a line comment
    /r(#+)"[^]*?"\1/, // a raw string with quotes in it
    /r"[^"]*"/,
    /"(?:[^"\\]|\\[^])*"/, // a string
    /`(?:[^`\\]|\\[^])*`/, // a template of TypeScript
    /'(?:[^'\\\n]|\\.)'/, // a character of Rust
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

function* tokens(text) {
  let line = 1;
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    line += text.slice(end, match.index).split('\n').length - 1;
    end = match.index;
    yield { line, token: match[0] };
  }
}

/** A string as it is shown: on one line, without escapes. */
const shown = (token) =>
  token
    .slice(1, -1)
    .replace(/\\\n\s*/g, '')
    .replace(/\\n/g, ' ')
    .replace(/\\(["\\])/g, '$1');

/** With a word in the place of each value that a message names. */
const filled = (text) => text.replace(/\{[^{}]*\}/g, 'x');

/** The strings that are sentences, or parts of one. */
export function strings(text) {
  return [...tokens(text)]
    .filter(({ token }) => token.startsWith('"'))
    .map(({ line, token }) => ({ line, text: shown(token) }))
    .filter(({ text }) => /^[^{}<>/\\]*[a-z]+ [a-z]+ [a-z]+/i.test(filled(text)));
}

/** The comments. Line comments that follow each other are one text, with the line of the first. */
export function comments(text) {
  const found = [];
  let next = 0;
  for (const { line, token } of tokens(text)) {
    if (!token.startsWith('//')) continue;
    const words = token.replace(/^\/\/[/!]? ?/, '');
    if (line === next) found.at(-1).text += ` ${words}`;
    else found.push({ line, text: words });
    next = line + 1;
  }
  return found;
}
