import json
from datetime import datetime, timedelta, timezone

from evaluation import handle, kind, organization_client

RULE = "root-access-reviewed"
REVIEWED = {"email", "password", "mfa", "phone"}


def evaluate(event):
    account_kind = kind(event.account)
    scopes = [event.account, "members" if account_kind == "member" else "management"]
    paths = [f"/root-credential-rules/attestations/{scope}/{RULE}" for scope in scopes]
    answer = organization_client("ssm", event.account).get_parameters(Names=paths)
    found = {parameter["Name"]: parameter for parameter in answer["Parameters"]}
    document = next((found[path] for path in paths if path in found), None)
    if document is None:
        return "NON_COMPLIANT", f"There is no attestation at {paths[0]}."
    try:
        flaw = judge(json.loads(document["Value"]), account_kind, event.parameters)
    except (KeyError, TypeError, ValueError) as error:
        flaw = f"{type(error).__name__} in the document"
    if flaw:
        return "NON_COMPLIANT", f"The attestation is not accepted: {flaw}."
    return "COMPLIANT", "Attested."


def judge(document, account_kind, parameters):
    if document["schemaVersion"] != 1:
        return "schemaVersion is not 1"
    attested = datetime.fromisoformat(document["attestedAt"])
    now = datetime.now(timezone.utc)
    oldest = now - timedelta(days=int(parameters.get("maxAgeDays", 92)))
    if not oldest <= attested <= now:
        return "it is outdated, or in the future"
    if len(set(document["attestedBy"])) < 2:
        return "two people have to attest"
    if not document["evidence"].startswith("https://"):
        return "evidence must be a link"
    claims = document["claims"]
    missing = REVIEWED - set(claims["reviewed"])
    if missing:
        return f"claim reviewed lacks {', '.join(sorted(missing))}"
    if claims["dependsOnOnePerson"] is not False:
        return "claim dependsOnOnePerson"
    if claims["mailboxAndPhoneHeldApart"] is not True:
        return "claim mailboxAndPhoneHeldApart"
    if account_kind != "member" and claims["oneCanCompleteAlone"] is not False:
        return "claim oneCanCompleteAlone"
    return None


def handler(event, _context):
    return handle(event, evaluate)
