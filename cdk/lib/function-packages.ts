import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { aws_lambda as lambda, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { repositoryFolder } from './repository';
import type { Rule } from './rules';

/** The processor that the functions are built for. */
export type Architecture = 'arm64' | 'x86_64';

/** Where the code of the functions comes from. */
export interface FunctionPackages {
  /** An {@link Architecture}, or a token for one. */
  readonly architecture: string;
  codeOf(rule: Rule): lambda.Code;
}

/** The zips that `cargo pack package` has left in target/package. */
export class LocalPackages implements FunctionPackages {
  private readonly folder: string;

  /** @param folder holds `<rule>.zip`; by default target/package/<architecture> */
  constructor(
    readonly architecture: Architecture,
    folder?: string,
  ) {
    this.folder = folder ?? join(repositoryFolder, 'target', 'package', architecture);
  }

  codeOf(rule: Rule): lambda.Code {
    const zip = join(this.folder, `${rule.name}.zip`);
    if (!existsSync(zip)) {
      throw new Error(
        `${zip} is missing. Build the functions first: cargo pack package --arch ${this.architecture}`,
      );
    }
    return lambda.Code.fromAsset(zip);
  }
}

/** Zips in a bucket, copied without the CDK, as `<prefix><rule>.zip`. */
export class BucketPackages implements FunctionPackages {
  private readonly bucket: s3.IBucket;

  constructor(
    scope: Construct,
    readonly architecture: string,
    bucketName: string,
    private readonly prefix: string,
  ) {
    this.bucket = s3.Bucket.fromBucketName(scope, 'Packages', bucketName);
  }

  codeOf(rule: Rule): lambda.Code {
    return lambda.Code.fromBucketV2(this.bucket, `${this.prefix}${rule.name}.zip`);
  }
}
