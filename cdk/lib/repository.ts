import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, which contains rules.json, whether the code runs from lib/ or from dist/lib/. */
export const packageFolder: string = (() => {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) {
      return folder;
    }
  }
  throw new Error(`no package.json above ${__dirname}`);
})();

/** The folder of the whole repository: rules, conformance packs and, after packaging, the functions. */
export const repositoryFolder: string = dirname(packageFolder);

/**
 * The folder of the generated packs, `<pack>.yaml`: their own folder in the repository, the copies
 * from its build in an installed package.
 */
export const packFolder: string =
  [join(repositoryFolder, 'conformance-pack'), join(packageFolder, 'dist', 'packs')].find((folder) =>
    existsSync(folder),
  ) ?? 'conformance-pack';
