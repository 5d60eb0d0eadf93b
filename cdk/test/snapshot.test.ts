import { describe, expect, test } from 'vitest';
import { FIXTURE, synthesize, type AppName, type Template } from './support/synthesis';

/** Hashes of assets, which change with every build, and packs, which are files of their own. */
function stable(template: Template): string {
  const text = JSON.stringify(
    template,
    (key, value: unknown) => (key === 'TemplateBody' ? 'TEMPLATE_BODY' : value),
    1,
  );
  return `${text.replace(/\b[0-9a-f]{64}\b/g, 'HASH')}\n`;
}

describe.each<AppName>(['one-account', 'organization'])('%s', (name) => {
  const templates = synthesize(name, {
    generated: FIXTURE,
    region: 'eu-west-1',
    settings: { evaluateOnRootUse: true },
  });
  test.each(Object.keys(templates))('%s', async (stack) => {
    await expect(stable(templates[stack] as Template)).toMatchFileSnapshot(`__snapshots__/${stack}.json`);
  });
});
