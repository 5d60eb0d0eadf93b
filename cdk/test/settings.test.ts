import { App } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { SETTINGS_KEY, readSettings } from '../apps/settings';
import { resolve } from './support/policies';
import { resources, synthesize, type AppName, type Template } from './support/synthesis';

const VALUES = { 'AWS::Partition': 'aws', 'AWS::AccountId': '222222222222' };

const read = (settings: unknown): object => readSettings(new App({ context: { [SETTINGS_KEY]: settings } }));

test('none is fine', () => {
  expect(readSettings(new App())).toEqual({});
});

test.each([
  { architecture: 'x86_64' },
  { logRetentionDays: 30, evaluateOnRootUse: true },
  { administrator: 'delegated-administrator', excludedAccountIds: ['111111111111'] },
  { maxConcurrentPercentage: 0, failureTolerancePercentage: 100 },
  { memberPack: 'organization' },
  { permissionsBoundary: 'teams/boundary', tags: { team: 'security' } },
])('%j are settings, as an object and as text', (settings) => {
  expect(read(settings)).toEqual(settings);
  expect(read(JSON.stringify(settings))).toEqual(settings);
});

test.each([
  [{ architecture: 'arm' }, /architecture has an invalid value/],
  [{ logRetentionDays: 31 }, /logRetentionDays has an invalid value/],
  [{ logRetentionDays: 'ONE_DAY' }, /logRetentionDays has an invalid value/],
  [{ administrator: 'member' }, /administrator has an invalid value/],
  [{ permissionsBoundary: 'arn:aws:iam::111111111111:policy/p' }, /permissionsBoundary has an invalid value/],
  [{ tags: { team: 1 } }, /tags has an invalid value/],
  [{ memberPack: 'none' }, /memberPack has an invalid value/],
  [{ excludedAccountIds: ['1'] }, /excludedAccountIds has an invalid value/],
  [{ maxConcurrentPercentage: 101 }, /maxConcurrentPercentage has an invalid value/],
  [{ managementParameters: [] }, /managementParameters has an invalid value/],
  [{ toString: 1 }, /toString is not a setting/],
  [{ archtecture: 'arm64' }, /archtecture is not a setting/],
  ['[]', /must be an object/],
])('%j is an error', (settings, message) => {
  expect(() => read(settings)).toThrow(message);
});

describe.each<[AppName, string]>([
  ['one-account', 'RootCredentialRules'],
  ['organization', 'RootCredentialRulesOrganization'],
])('%s', (name, stack) => {
  test('settings reach the functions and the pack', () => {
    const template = synthesize(name, {
      settings: {
        architecture: 'arm64',
        logRetentionDays: 30,
        managementParameters: { rootAccessReviewed: { maxAgeDays: 31 } },
      },
    })[stack] as Template;
    for (const { Properties } of Object.values(resources(template, 'AWS::Lambda::Function'))) {
      if (String(Properties['FunctionName']).startsWith('root-credential-rules-')) {
        expect(Properties['Architectures']).toEqual(['arm64']);
      }
    }
    const text = JSON.stringify(template);
    expect(text).toContain('"RetentionInDays":30');
    expect(text).toContain('{"ParameterName":"RootAccessReviewedParamMaxAgeDays","ParameterValue":"31"}');
  });
});

describe.each<AppName>(['one-account', 'organization'])('what a company asks for, in %s', (name) => {
  const templates = synthesize(name, {
    region: 'eu-west-1',
    settings: {
      evaluateOnRootUse: true,
      permissionsBoundary: 'teams/boundary',
      tags: { team: 'security' },
    },
  });

  test.each(Object.keys(templates))(
    'every role in %s is bounded, by a policy of its own account',
    (stack) => {
      const roles = Object.values(resources(templates[stack] as Template, 'AWS::IAM::Role'));
      expect(roles).not.toEqual([]);
      for (const { Properties } of roles) {
        expect(resolve(Properties['PermissionsBoundary'], VALUES)).toBe(
          'arn:aws:iam::222222222222:policy/teams/boundary',
        );
      }
    },
  );

  test.each(Object.keys(templates))('every role and function in %s is tagged', (stack) => {
    for (const type of ['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup']) {
      for (const { Properties } of Object.values(resources(templates[stack] as Template, type))) {
        expect(Properties['Tags']).toContainEqual({ Key: 'team', Value: 'security' });
      }
    }
  });
});
