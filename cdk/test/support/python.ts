import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../lib/repository';

const REQUIREMENTS = join(repositoryFolder, 'tests', 'python', 'requirements.txt');
const ENVIRONMENT = join(repositoryFolder, 'target', 'python');

/** The path of a program of the Python environment. */
export function pythonProgram(name: string): string {
  return join(ENVIRONMENT, 'bin', name);
}

/** Makes the environment that `cargo pack test` uses, too, unless it is there and current. */
export default function setup(): void {
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  const installed = join(ENVIRONMENT, 'requirements.txt');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) {
    return;
  }
  const run = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { stdio: 'inherit' });
  };
  run(process.env['PYTHON'] ?? 'python3', '-m', 'venv', '--clear', ENVIRONMENT);
  run(
    pythonProgram('python'),
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    REQUIREMENTS,
  );
  // Last, so that an installation cut short is done again.
  writeFileSync(installed, wanted);
}
