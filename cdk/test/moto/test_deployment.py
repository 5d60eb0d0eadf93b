"""Deploys the templates for use without the CDK to moto, and runs a deployed function.

moto makes functions, roles, permissions, log groups, keys and topics as AWS does, each
account's apart; it skips what it does not know. Expects in the environment:

TEMPLATES  the folder of the templates
ZIPS       the folder of the functions' zips
RUN        the rule whose zip holds a function for this machine
"""

import base64
import hashlib
import io
import json
import logging
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
from moto.server import ThreadedMotoServer

REGION = "eu-west-1"
MANAGEMENT = "999999999999"
MEMBER = "111111111111"
BUCKET = "example-packages"
PREFIX = "v1/"
NAME_PREFIX = "root-credential-rules-"

TEMPLATES = pathlib.Path(os.environ["TEMPLATES"])
ZIPS = pathlib.Path(os.environ["ZIPS"])
RUN = os.environ["RUN"]

ORGANIZATION = {
    "ReaderRoleArn": f"arn:aws:iam::{MANAGEMENT}:role/root-credential-organization-reader",
    "ErrorTopicArn": f"arn:aws:sns:{REGION}:{MANAGEMENT}:example",
    "ErrorTopicKeyArn": f"arn:aws:kms:{REGION}:{MANAGEMENT}:key/example",
}

PACK = {"MemberPhoneMatchesManagementParamManagementPhoneDigest": "$argon2id$example"}


def setUpModule():
    global server, endpoint
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"


def tearDownModule():
    server.stop()


class Account:
    """One account, entered by a role, because moto distinguishes accounts by credentials."""

    def __init__(self, account, role="deployer"):
        sts = boto3.client(
            "sts",
            region_name=REGION,
            endpoint_url=endpoint,
            aws_access_key_id="example",
            aws_secret_access_key="example",
        )
        assumed = sts.assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName="deployment"
        )
        self.id = account
        self.credentials = assumed["Credentials"]

    def client(self, service):
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=endpoint,
            aws_access_key_id=self.credentials["AccessKeyId"],
            aws_secret_access_key=self.credentials["SecretAccessKey"],
            aws_session_token=self.credentials["SessionToken"],
        )

    def upload_zips(self):
        s3 = self.client("s3")
        # moto keeps buckets of all accounts together: each needs a name of its own.
        self.bucket = f"{BUCKET}-{self.id}"
        s3.create_bucket(
            Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        for path in ZIPS.glob("*.zip"):
            s3.upload_file(str(path), self.bucket, PREFIX + path.name)

    def deploy(self, template, **parameters):
        parameters |= {"PackageBucket": self.bucket, "PackagePrefix": PREFIX}
        self.client("cloudformation").create_stack(
            StackName="rules",
            TemplateBody=(TEMPLATES / template).read_text(),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in parameters.items()
            ],
        )


class Deployment:
    """Tests of the functions in each account."""

    account = None
    template = None
    parameters = {}

    @classmethod
    def setUpClass(cls):
        cls.deployed = Account(cls.account)
        cls.deployed.upload_zips()
        cls.deployed.deploy(cls.template, **cls.parameters)
        cls.functions = [
            function
            for page in cls.deployed.client("lambda").get_paginator("list_functions").paginate()
            for function in page["Functions"]
        ]

    def test_functions_are_made_of_the_zips(self):
        self.assertTrue(self.functions)
        for function in self.functions:
            rule = function["FunctionName"].removeprefix(NAME_PREFIX)
            digest = hashlib.sha256((ZIPS / f"{rule}.zip").read_bytes()).digest()
            self.assertEqual(function["CodeSha256"], base64.b64encode(digest).decode(), rule)
            self.assertEqual(function["Runtime"], "provided.al2023")

    def test_functions_have_the_role_of_their_name(self):
        iam = self.deployed.client("iam")
        for function in self.functions:
            name = function["FunctionName"]
            self.assertEqual(function["Role"], f"arn:aws:iam::{self.account}:role/{name}")
            policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
            self.assertEqual(sorted(policies), ["Logs", "Rule"])
            self.assertEqual(iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"], [])

    def test_config_of_this_account_alone_may_invoke(self):
        client = self.deployed.client("lambda")
        for function in self.functions:
            policy = client.get_policy(FunctionName=function["FunctionName"])["Policy"]
            (statement,) = json.loads(policy)["Statement"]
            self.assertEqual(statement["Principal"], {"Service": "config.amazonaws.com"})
            self.assertEqual(statement["Action"], "lambda:InvokeFunction")
            self.assertIn(self.account, json.dumps(statement["Condition"]))

    def test_logs_are_kept_for_a_time(self):
        client = self.deployed.client("logs")
        groups = {
            group["logGroupName"]: group.get("retentionInDays")
            for group in client.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]
        }
        self.assertEqual(
            groups, {f"/aws/lambda/{function['FunctionName']}": 90 for function in self.functions}
        )


class ManagementAccount(Deployment, unittest.TestCase):
    account = MANAGEMENT
    template = "management-account-functions.yaml"

    def test_functions_ask_no_reader(self):
        for function in self.functions:
            self.assertNotIn("Environment", function)

    def test_a_deployed_function_evaluates(self):
        name = NAME_PREFIX + RUN
        key = f"{PREFIX}{RUN}.zip"
        body = self.deployed.client("s3").get_object(Bucket=self.deployed.bucket, Key=key)["Body"]
        with tempfile.TemporaryDirectory() as folder:
            zipfile.ZipFile(io.BytesIO(body.read())).extract("bootstrap", folder)
            bootstrap = pathlib.Path(folder, "bootstrap")
            bootstrap.chmod(0o755)
            outcome, log = invoke(bootstrap, name, Account(self.account, name), event(self.account))
        self.assertEqual(outcome, "response", log)


class MemberAccount(Deployment, unittest.TestCase):
    account = MEMBER
    template = "member-account.yaml"
    parameters = ORGANIZATION | PACK

    def test_functions_that_ask_the_organization_know_and_may_assume_the_reader(self):
        iam = self.deployed.client("iam")
        asking = 0
        for function in self.functions:
            variables = function.get("Environment", {}).get("Variables", {})
            policy = iam.get_role_policy(RoleName=function["FunctionName"], PolicyName="Rule")
            reader = ORGANIZATION["ReaderRoleArn"]
            knows = variables.get("ORGANIZATION_READER_ROLE_ARN") == reader
            self.assertEqual(knows, reader in json.dumps(policy["PolicyDocument"]))
            asking += knows
        self.assertGreater(asking, 0)


def event(account):
    """A scheduled evaluation. With this token AWS Config stores nothing."""
    invoking = {
        "awsAccountId": account,
        "notificationCreationTime": "2026-10-01T09:00:00.000Z",
        "messageType": "ScheduledNotification",
        "recordVersion": "1.0",
    }
    return {
        "version": "1.0",
        "accountId": account,
        "configRuleName": RUN,
        "configRuleId": "config-rule-example",
        "configRuleArn": f"arn:aws:config:{REGION}:{account}:config-rule/config-rule-example",
        "executionRoleArn": f"arn:aws:iam::{account}:role/config",
        "eventLeftScope": False,
        "resultToken": "TESTMODE",
        "ruleParameters": "{}",
        "invokingEvent": json.dumps(invoking),
    }


def invoke(bootstrap, name, account, payload):
    """Runs the function under a Lambda Runtime API until it has answered one event."""
    answered = threading.Event()
    outcome = []

    class RuntimeApi(BaseHTTPRequestHandler):
        def do_GET(self):
            if outcome:
                # No further event: the function waits until it is stopped.
                answered.wait()
                return
            body = json.dumps(payload).encode()
            self.send_response(200)
            self.send_header("Lambda-Runtime-Aws-Request-Id", "00000000-0000-4000-8000-000000000000")
            self.send_header("Lambda-Runtime-Deadline-Ms", "4102444800000")
            self.send_header(
                "Lambda-Runtime-Invoked-Function-Arn",
                f"arn:aws:lambda:{REGION}:{account.id}:function:{name}",
            )
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
            outcome[:] = [self.path.rsplit("/", 1)[1], body.decode()]
            answered.set()

        def log_message(self, *_):
            pass

    class Server(HTTPServer):
        daemon_threads = True

    api = Server(("127.0.0.1", 0), RuntimeApi)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    process = subprocess.Popen(
        [bootstrap],
        env={
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_port}",
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_LOG_STREAM_NAME": "example",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": account.credentials["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": account.credentials["SecretAccessKey"],
            "AWS_SESSION_TOKEN": account.credentials["SessionToken"],
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        answered.wait(timeout=60)
    finally:
        process.kill()
    log = process.communicate()[0]
    api.shutdown()
    api.server_close()
    if not outcome:
        return "no answer", log
    return outcome[0], f"{outcome[1]}\n{log}"


if __name__ == "__main__":
    unittest.main()
