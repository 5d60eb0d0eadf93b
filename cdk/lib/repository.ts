import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package: where rules.json lies, whether the code runs from lib/ or from dist/lib/. */
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
 * The folder of the generated packs, `<pack>.yaml`: in the repository their own, in an
 * installed package the copies that its build has made.
 */
export const packFolder: string =
  [join(repositoryFolder, 'conformance-pack'), join(packageFolder, 'dist', 'packs')].find((folder) =>
    existsSync(folder),
  ) ?? 'conformance-pack';
