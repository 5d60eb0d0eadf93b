// textlint with the project's vocabulary.
import { fileURLToPath } from 'node:url';
import { TextlintKernel } from '@textlint/kernel';
import markdown from '@textlint/textlint-plugin-markdown';
import text from '@textlint/textlint-plugin-text';
import prh from 'textlint-rule-prh';

/** CommonJS, as an import from a module sees it. */
const own = (imported) => imported.default ?? imported;

const kernel = new TextlintKernel();
const vocabulary = fileURLToPath(new URL('vocabulary.yml', import.meta.url));

const options = {
  plugins: [
    { pluginId: 'markdown', plugin: own(markdown) },
    { pluginId: 'text', plugin: own(text) },
  ],
  rules: [{ ruleId: 'vocabulary', rule: own(prh), options: { rulePaths: [vocabulary] } }],
};

/** What is wrong with a text, each as `path:line: message`. */
export async function lint({ path, line, text, ext }) {
  const { messages } = await kernel.lintText(text, { ...options, ext, filePath: path });
  return messages.map(({ message, loc }) => `${path}:${line + loc.start.line - 1}: ${message}`);
}

/** What is wrong with the parts of a file, each of them a line of the text that is linted. */
export async function lintParts({ path, parts }) {
  const text = parts.map((part) => part.text.replaceAll('\n', ' ')).join('\n');
  const { messages } = await kernel.lintText(text, { ...options, ext: '.txt', filePath: path });
  return messages.map(({ message, loc }) => `${path}:${parts[loc.start.line - 1].line}: ${message}`);
}
