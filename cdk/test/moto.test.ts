import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder, repositoryFolder } from '../lib/repository';
import { pythonProgram } from './support/python';
import { REAL } from './support/synthesis';

/** The rule that is run: what it reads moto answers, with an account without access keys. */
const RUN = 'root-access-keys-absent';

const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** The function as packaged; failing that, as tests of the rules have built it. */
function placeFunction(folder: string): boolean {
  const packaged = join(repositoryFolder, 'target', 'package', ARCHITECTURE, `${RUN}.zip`);
  const built = join(repositoryFolder, 'target', 'debug', RUN);
  const zip = join(folder, `${RUN}.zip`);
  if (existsSync(packaged)) {
    copyFileSync(packaged, zip);
    return true;
  }
  return existsSync(built) && makeZip(zip, built);
}

function makeZip(zip: string, bootstrap: string): boolean {
  const program = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").write(sys.argv[2], "bootstrap")';
  return spawnSync(pythonProgram('python'), ['-c', program, zip, bootstrap]).status === 0;
}

test('the templates deploy to moto, and a deployed function evaluates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zips-'));
  const standIn = join(folder, 'stand-in');
  writeFileSync(standIn, 'stand-in');
  for (const { name } of REAL.rules) {
    expect(makeZip(join(folder, `${name}.zip`), standIn)).toBe(true);
  }
  expect(placeFunction(folder), 'build the function first: cargo build --bins').toBe(true);
  const { status, stderr } = spawnSync(pythonProgram('python'), ['-m', 'unittest', '-v', 'test_deployment'], {
    cwd: join(__dirname, 'moto'),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      PYTHONDONTWRITEBYTECODE: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      TEMPLATES: join(packageFolder, 'templates'),
      ZIPS: folder,
      RUN,
    },
  });
  // What was deployed, and whether a function was run, is worth reading in any case.
  console.info(stderr);
  expect(status).toBe(0);
});
