import { RegionInfo } from 'aws-cdk-lib/region-info';
import { describe, expect, test } from 'vitest';
import { synthesize, type AppName } from './support/synthesis';

const SETTINGS = {
  evaluateOnRootUse: true,
  protectMembers: true,
  permissionsBoundary: 'boundary',
  memberPack: 'organization',
} as const;

describe.each<AppName>(['one-account', 'organization'])('%s', (name) => {
  test.each(['cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'ap-east-2'])(
    'in %s names its own partition alone',
    (region) => {
      const own = RegionInfo.get(region).partition;
      for (const [file, template] of Object.entries(synthesize(name, { region, settings: SETTINGS }))) {
        const partitions = [...JSON.stringify(template).matchAll(/arn:(aws[a-z-]*):/g)];
        expect(
          partitions.map(([, partition]) => partition).filter((partition) => partition !== own),
          file,
        ).toEqual([]);
      }
    },
  );
});
