/** What MISP knows of an attribute type: where it belongs and whether it is for detection unless told otherwise. */
export interface AttributeType {
  readonly category: string;
  readonly toIds: boolean;
}

const detection: Readonly<Record<string, string>> = {
  "Payload delivery":
    "md5 sha1 sha224 sha256 sha384 sha512 sha512/224 sha512/256 sha3-224 sha3-256 sha3-384 sha3-512 ssdeep imphash telfhash impfuzzy authentihash vhash pehash tlsh cdhash filename filename|md5 filename|sha1 filename|sha224 filename|sha256 filename|sha384 filename|sha512 filename|sha512/224 filename|sha512/256 filename|sha3-224 filename|sha3-256 filename|sha3-384 filename|sha3-512 filename|authentihash filename|vhash filename|ssdeep filename|tlsh filename|imphash filename|impfuzzy filename|pehash email-src email-attachment malware-sample mobile-application-id azure-application-id chrome-extension-id",
  "Network activity":
    "ip-src ip-dst ip-dst|port ip-src|port hostname hostname|port domain domain|ip email-dst eppn url uri ja3-fingerprint-md5 jarm-fingerprint favicon-mmh3 hassh-md5 hasshserver-md5 snort bro zeek community-id dom-hash pattern-in-traffic x509-fingerprint-md5 x509-fingerprint-sha1 x509-fingerprint-sha256 onion-address",
  "Persistence mechanism": "regkey regkey|value",
  "Payload installation": "pattern-in-file pattern-in-memory filename-pattern yara stix2-pattern sigma",
  "Artifacts dropped": "mutex",
  "Social network": "email",
  "Financial fraud": "btc dash xmr iban bic bank-account-nr bin cc-number",
};

const context: Readonly<Record<string, string>> = {
  "Payload delivery":
    "email-subject email-body email-header email-reply-to email-x-mailer email-message-id email-thread-index email-mime-boundary email-src-display-name email-dst-display-name malware-type",
  "Network activity":
    "http-method user-agent AS ssh-fingerprint cookie port mac-address mac-eui-64 dkim dkim-signature",
  "External analysis": "vulnerability cpe weakness attachment link cortex",
  "Artifacts dropped":
    "pdb gene kusto-query mime-type named_pipe process-state windows-scheduled-task windows-service-name windows-service-displayname",
  "Internal reference": "git-commit-id",
  "Targeting data": "target-user target-email target-machine target-org target-location target-external",
  Attribution:
    "threat-actor campaign-name campaign-id whois-registrant-email whois-registrant-phone whois-registrant-name whois-registrant-org whois-registrar whois-creation-date dns-soa-email",
  Person: "first-name last-name full-name phone-number",
  "Social network": "github-username github-repository github-organisation jabber-id twitter-id",
  Other: "comment text hex other float size-in-bytes counter integer datetime boolean anonymised",
};

const types = new Map<string, AttributeType>([...entriesOf(detection, true), ...entriesOf(context, false)]);

const composites = new Set([...types.keys()].filter((name) => name.includes("|")));

/** Looks a type up; https://www.misp-project.org/datamodels/ */
export function attributeType(name: string): AttributeType | undefined {
  return name === "named pipe" ? types.get("named_pipe") : types.get(name);
}

/** Every category. */
export const categories: readonly string[] = [
  "Internal reference",
  "Targeting data",
  "Antivirus detection",
  "Payload delivery",
  "Artifacts dropped",
  "Payload installation",
  "Persistence mechanism",
  "Network activity",
  "Payload type",
  "Attribution",
  "External analysis",
  "Financial fraud",
  "Support Tool",
  "Social network",
  "Person",
  "Other",
];

/** Whether a value of this type is two values with a `|` between them. */
export function isComposite(name: string): boolean {
  return composites.has(name) || name === "malware-sample";
}

function entriesOf(table: Readonly<Record<string, string>>, toIds: boolean): [string, AttributeType][] {
  return Object.entries(table).flatMap(([category, names]) =>
    names.split(" ").map((name): [string, AttributeType] => [name, { category, toIds }]),
  );
}
