import type { Deployment } from '../prerequisites/facts';
import { gather } from '../prerequisites/gather';
import { report } from '../prerequisites/report';

const DEPLOYMENTS: readonly Deployment[] = ['one-account', 'organization', 'organization-pack'];

async function main(argument: string | undefined): Promise<number> {
  const deployment = DEPLOYMENTS.find((name) => name === argument);
  if (deployment === undefined) {
    console.error(`usage: npm run check-prerequisites -- ${DEPLOYMENTS.join('|')}`);
    return 2;
  }
  const { text, ready } = report(deployment, await gather());
  console.log(text);
  return ready ? 0 : 1;
}

main(process.argv[2]).then(
  (status) => {
    process.exitCode = status;
  },
  (error: Error) => {
    console.error(`The prerequisites could not be checked: ${error.message}`);
    process.exitCode = 1;
  },
);
