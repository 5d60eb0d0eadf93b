// Reads one line with the requests to sample, then one line for each set of policies; answers
// each set with a line: the first sampled request that the simulator allows the root user, or
// null. The simulator's unsafe mode is its evaluation without a check of whether the action,
// the resource and the context go together: the sample pairs every action with every resource.

import { createInterface } from 'node:readline'
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate'

const everything = {
  name: 'everything',
  policy: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }]
  }
}

function isAllowed(levels, request) {
  const result = runUnsafeSimulation(
    {
      identityPolicies: [everything],
      // The simulator adds the default resource control policy in its safe mode only.
      resourceControlPolicies: [],
      serviceControlPolicies: levels,
      request
    },
    {}
  )
  return result === 'Allowed'
}

function firstAllowed({ principal, account, actions, resources }, { levels, contexts }) {
  for (const contextVariables of contexts) {
    for (const action of actions) {
      for (const resource of resources) {
        const request = {
          principal,
          action,
          resource: { resource, accountId: account },
          contextVariables
        }
        if (isAllowed(levels, request)) {
          return { action, resource, contextVariables }
        }
      }
    }
  }
  return null
}

let sample
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  if (sample === undefined) {
    sample = message
  } else {
    process.stdout.write(`${JSON.stringify(firstAllowed(sample, message))}\n`)
  }
}
