import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(__dirname, '..');
const IMPORTED = /^(?:import|export)\b[^;]*?\bfrom '(\.[^']*)'/gms;

/** The files that a file imports, by their paths in this package. */
function imports(file: string): string[] {
  const text = readFileSync(join(folder, file), 'utf8');
  return [...text.matchAll(IMPORTED)]
    .map(([, path]) => relative(folder, join(folder, dirname(file), `${path}.ts`)))
    .filter((path) => files.has(path));
}

const files = new Set(
  ['apps', 'bin', 'lib', 'prerequisites', 'scripts', 'test'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(part, name)),
  ),
);

/** A path of imports from a file back to itself, if there is one. */
function circle(graph: ReadonlyMap<string, readonly string[]>, start: string): string[] | undefined {
  const seen = new Set<string>();
  const walk = (file: string, path: string[]): string[] | undefined => {
    for (const next of graph.get(file) ?? []) {
      if (next === start) {
        return [...path, next];
      }
      if (!seen.has(next)) {
        seen.add(next);
        const found = walk(next, [...path, next]);
        if (found !== undefined) {
          return found;
        }
      }
    }
    return undefined;
  };
  return walk(start, [start]);
}

describe('The files of the package', () => {
  it('form layers: no file imports one that imports it', () => {
    const graph = new Map([...files].map((file) => [file, imports(file)]));
    expect([...graph.values()].flat().length).toBeGreaterThan(files.size);
    expect([...files].map((file) => circle(graph, file)).filter((found) => found !== undefined)).toEqual([]);
  });

  it('would be found where they form a circle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(circle(graph, 'a')).toBeUndefined();
    expect(circle(graph, 'b')).toEqual(['b', 'c', 'b']);
  });
});
