import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { oneAccountApp } from '../../apps/one-account';
import { organizationApp } from '../../apps/organization';
import { SETTINGS_KEY, type Settings } from '../../apps/settings';
import { packFolder } from '../../lib/repository';
import type { Generated } from '../../lib/root-credential-rules';
import { readRules, type Rule } from '../../lib/rules';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string | string[];
}

export interface Template {
  readonly Parameters?: Record<string, Record<string, unknown>>;
  readonly Resources: Record<string, Resource>;
}

/** The rules and packs of this repository. */
export const REAL: Required<Generated> = { rules: readRules(), packFolder };

/** A few rules that stay as they are, so that snapshots tell of changes in this folder only. */
const FIXTURES = join(__dirname, '..', 'fixtures');
export const FIXTURE: Required<Generated> = {
  rules: readRules(join(FIXTURES, 'rules.json')),
  packFolder: FIXTURES,
};

export const APPS = { 'one-account': oneAccountApp, organization: organizationApp };
export type AppName = keyof typeof APPS;

/** A folder with a zip for each rule; its content matters to nobody here. */
export function standInZips(rules: readonly Rule[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'zips-'));
  for (const { name } of rules) {
    writeFileSync(join(folder, `${name}.zip`), `stand-in for ${name}`);
  }
  return folder;
}

export interface Options {
  readonly generated?: Required<Generated>;
  readonly settings?: Settings;
  /** Known before deployment, or not. */
  readonly region?: string;
}

/** Builds an app with stand-in zips. */
export function buildApp(name: AppName, { generated = REAL, settings, region }: Options = {}): App {
  const app = new App({
    outdir: mkdtempSync(join(tmpdir(), 'cdk-')),
    context: {
      ...JSON.parse(readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8')).context,
      [SETTINGS_KEY]: { packages: standInZips(generated.rules), ...settings },
    },
  });
  const environment = { CDK_DEFAULT_ACCOUNT: region && '111111111111', CDK_DEFAULT_REGION: region };
  for (const [key, value] of Object.entries(environment)) {
    if (value === undefined) {
      delete process.env[key];
    } else {
      process.env[key] = value;
    }
  }
  return APPS[name](app, generated);
}

const synthesized = new Map<string, Record<string, Template>>();

/** The templates of an app, those of its stack sets included, by file name without its ending. */
export function synthesize(name: AppName, options: Options = {}): Record<string, Template> {
  const key = JSON.stringify([name, options]);
  const known = synthesized.get(key);
  if (known !== undefined) {
    return known;
  }
  const folder = buildApp(name, options).synth().directory;
  const templates = Object.fromEntries(
    templateFiles(folder).map((file) => [templateName(file), readTemplate(file)]),
  );
  synthesized.set(key, templates);
  return templates;
}

export function templateFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(folder, file));
}

function readTemplate(file: string): Template {
  return JSON.parse(readFileSync(file, 'utf8')) as Template;
}

/** Without the hash of the construct's path, which says nothing. */
function templateName(file: string): string {
  return (file.split('/').at(-1) ?? file)
    .replace('.template.json', '')
    .replace(/[0-9A-F]{8}(?=\.stackset)/, '');
}

/** The resources of a type, by logical id. */
export function resources(template: Template, type: string): Record<string, Resource> {
  return Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => Type === type));
}
