import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { ROOT_USE_PATTERN, globalRegion } from '../lib/root-use-evaluation';
import { list, resolve } from './support/policies';
import { pythonProgram } from './support/python';
import { resources, synthesize, type Template } from './support/synthesis';

const template = synthesize('one-account', {
  region: 'us-east-1',
  settings: { evaluateOnRootUse: true },
})['RootCredentialRules'] as Template;

type State = Record<string, unknown> & {
  readonly Next?: string;
  readonly Choices?: { readonly Condition: string; readonly Next: string }[];
  readonly Default?: string;
};

const definition = JSON.parse(
  String(
    resolve(
      Object.values(resources(template, 'AWS::StepFunctions::StateMachine'))[0]?.Properties[
        'DefinitionString'
      ],
      { 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::AccountId': '111111111111' },
    ),
  ),
) as { StartAt: string; States: Record<string, State> };

/** Evaluates what stands between `{%` and `%}`, at any depth. */
async function evaluate(value: unknown, bindings: Record<string, unknown>): Promise<unknown> {
  if (typeof value === 'string') {
    const expression = /^\{%(.*)%\}$/s.exec(value)?.[1];
    return expression === undefined ? value : jsonata(expression).evaluate({}, bindings);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await evaluate(inner, bindings)]);
  return Object.fromEntries(await Promise.all(entries)) as unknown;
}

interface Call {
  readonly call: string;
  readonly arguments: unknown;
}

/** Steps through the definition, answers given by the test; the waits are skipped. */
async function run(answer: (call: Call) => unknown): Promise<Call[]> {
  const calls: Call[] = [];
  const startTime = '2026-10-01T09:00:00.000Z';
  let variables: Record<string, unknown> = {};
  let input: unknown = {};
  for (let name: string | undefined = definition.StartAt; name !== undefined;) {
    const state: State = definition.States[name] as State;
    const context = { input, context: { Execution: { StartTime: startTime } } };
    if (state['Type'] === 'Task') {
      const call = {
        call: String(state['Resource']).replace('arn:aws:states:::aws-sdk:', ''),
        arguments: await evaluate(state['Arguments'], { ...variables, states: context }),
      };
      calls.push(call);
      const states = { ...context, result: answer(call) };
      const assigned = (await evaluate(state['Assign'] ?? {}, { ...variables, states })) as object;
      input = await evaluate(state['Output'] ?? {}, { ...variables, states });
      variables = { ...variables, ...assigned };
    }
    let next = state.Next ?? state.Default;
    for (const choice of state.Choices ?? []) {
      if ((await evaluate(choice.Condition, { ...variables, states: { ...context, input } })) === true) {
        next = choice.Next;
      }
    }
    name = next;
  }
  return calls;
}

const rule = (name: string, target: string): object => ({
  ConfigRuleName: name,
  Source: { SourceIdentifier: target },
});
const ours = (name: string): object =>
  rule(name, `arn:aws:lambda:us-east-1:111111111111:function:root-credential-rules-${name}`);

describe('the state machine', () => {
  const answers =
    (pages: object[][], executions: { StartDate: string }[] = []) =>
    (call: Call): unknown => {
      if (call.call === 'sfn:listExecutions') {
        return { Executions: executions };
      }
      if (call.call === 'config:describeConfigRules') {
        const page = Number((call.arguments as { NextToken?: string }).NextToken ?? 0);
        return {
          ConfigRules: pages[page],
          ...(page + 1 < pages.length && { NextToken: String(page + 1) }),
        };
      }
      return {};
    };
  const evaluated = (calls: Call[]): unknown[] =>
    calls.filter(({ call }) => call === 'config:startConfigRulesEvaluation').map((call) => call.arguments);

  test("evaluates the pack's rules of all pages, and no others", async () => {
    const pages = [
      [rule('other', 'S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED'), ours('a')],
      [],
      [ours('b'), ours('c')],
    ];
    expect(evaluated(await run(answers(pages)))).toEqual([{ ConfigRuleNames: ['a', 'b', 'c'] }]);
  });

  test('gives a list even for one rule', async () => {
    expect(evaluated(await run(answers([[ours('a')]])))).toEqual([{ ConfigRuleNames: ['a'] }]);
  });

  test('leaves the evaluation to a later execution', async () => {
    const later = [{ StartDate: '2026-10-01T09:00:00.000Z' }, { StartDate: '2026-10-01T09:03:00.000Z' }];
    expect((await run(answers([[ours('a')]], later))).map(({ call }) => call)).toEqual([
      'sfn:listExecutions',
    ]);
  });

  test('evaluates when the other executions began earlier', async () => {
    const earlier = [{ StartDate: '2026-10-01T09:00:00.000Z' }, { StartDate: '2026-10-01T08:59:59.000Z' }];
    expect(evaluated(await run(answers([[ours('a')]], earlier)))).toHaveLength(1);
  });

  test('waits for the event history first', () => {
    expect(definition.States[definition.StartAt]).toMatchObject({ Type: 'Wait', Seconds: 900 });
  });

  test('may make the calls that it makes', () => {
    const calls = Object.values(definition.States).flatMap(({ Resource }) =>
      typeof Resource === 'string' ? [Resource.split(':').slice(-2).join(':')] : [],
    );
    const allowed = Object.values(resources(template, 'AWS::IAM::Policy'))
      .flatMap(
        ({ Properties }) => (Properties['PolicyDocument'] as { Statement: { Action: string }[] }).Statement,
      )
      .flatMap(({ Action }) => list(Action))
      .map((action) => action.replace('states:', 'sfn:').toLowerCase());
    expect(allowed).toEqual(expect.arrayContaining(calls.map((call) => call.toLowerCase())));
  });
});

test.each([
  ['us-east-1', 'us-east-1'],
  ['eu-central-2', 'us-east-1'],
  ['cn-north-1', 'cn-north-1'],
  ['us-gov-west-1', 'us-gov-west-1'],
  ['eusc-de-east-1', 'eusc-de-east-1'],
])("root's events of a pack in %s are in %s", (region, expected) => {
  expect(globalRegion(region)).toBe(expected);
});

test.each([
  ['cn-northwest-1', /Deploy to cn-north-1, or do without/],
  ['us-gov-east-1', /Deploy to us-gov-west-1, or do without/],
  ['us-iso-east-1', /not possible in the partition aws-iso/],
])('a pack in %s, where no event would arrive, is refused', (region, message) => {
  expect(() => globalRegion(region)).toThrow(message);
});

test('the bus takes events of the own account, and of no other', () => {
  const policies = Object.values(resources(template, 'AWS::Events::EventBusPolicy'));
  const values = { 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::AccountId': '111111111111' };
  expect(policies.map(({ Properties }) => resolve(Properties['Statement'], values))).toEqual([
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'events:PutEvents',
      Resource: 'arn:aws:events:us-east-1:111111111111:event-bus/default',
    },
  ]);
});

describe('the pattern of events', () => {
  const ROOT = { type: 'Root', arn: 'arn:aws:iam::111111111111:root' };
  const event = (detailType: string, detail: object): object => ({
    source: 'aws.signin',
    'detail-type': detailType,
    detail: { userIdentity: ROOT, eventType: 'AwsApiCall', ...detail },
  });
  const call = (detail: object): object => event('AWS API Call via CloudTrail', detail);

  const samples: [string, boolean, object][] = [
    ['a sign-in', true, event('AWS Console Sign In via CloudTrail', { eventType: 'AwsConsoleSignIn' })],
    ['a call', true, call({})],
    [
      'a call in a session of the console',
      true,
      call({ userIdentity: { ...ROOT, sessionContext: { attributes: {} } } }),
    ],
    [
      'a call of an IAM user named root',
      false,
      call({ userIdentity: { type: 'IAMUser', userName: 'root' } }),
    ],
    [
      'a call by an AWS service',
      false,
      call({ userIdentity: { ...ROOT, invokedBy: 'example.amazonaws.com' } }),
    ],
    ['an event of an AWS service', false, call({ eventType: 'AwsServiceEvent' })],
    [
      'a session of centralized root access',
      false,
      call({ userIdentity: { ...ROOT, sessionContext: { assumedRoot: 'true' } } }),
    ],
    ['something else of CloudTrail', false, event('AWS Insight via CloudTrail', {})],
  ];
  const { stdout, stderr } = spawnSync(
    pythonProgram('python'),
    [join(__dirname, 'moto', 'match_events.py')],
    {
      encoding: 'utf8',
      input: JSON.stringify({ pattern: ROOT_USE_PATTERN, events: samples.map(([, , sample]) => sample) }),
    },
  );

  test.each(samples.map(([title, expected], index) => ({ title, expected, index })))(
    'matches $title: $expected',
    ({ expected, index }) => {
      expect(stderr).toBe('');
      expect((JSON.parse(stdout) as boolean[])[index]).toBe(expected);
    },
  );
});
