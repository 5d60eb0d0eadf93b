import { App, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LocalPackages } from '../lib/function-packages';
import { RootCredentialRules, type Generated } from '../lib/root-credential-rules';
import { applyCorporateSettings } from './corporate';
import { addErrorTopicOutput } from './error-topic-output';
import { addRootUseForwarding } from './root-use-forwarding';
import { readSettings, type Settings } from './settings';
import { ONE_ACCOUNT_STACK } from './stack-names';

/** One account: a standalone one, or the management account of an organization. */
export class OneAccountStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly settings: Settings; readonly generated?: Generated },
  ) {
    super(scope, id, { description: 'Rules for root credentials in one account', ...props });
    const { settings, generated } = props;
    const { errorTopic } = new RootCredentialRules(this, 'Rules', {
      generated,
      packages: new LocalPackages(settings.architecture ?? 'x86_64', settings.packages),
      logRetention: settings.logRetentionDays,
      evaluateOnRootUse: settings.evaluateOnRootUse,
      parameters: settings.managementParameters,
    });
    addErrorTopicOutput(this, errorTopic);
  }
}

/** The app that `cdk.json` names. */
export function oneAccountApp(app: App = new App(), generated?: Generated): App {
  const settings = readSettings(app);
  const env = { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] };
  const stack = new OneAccountStack(app, ONE_ACCOUNT_STACK, { env, settings, generated });
  if (settings.evaluateOnRootUse) {
    addRootUseForwarding(stack);
  }
  applyCorporateSettings(app, settings);
  return app;
}
