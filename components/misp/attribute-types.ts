/** Types of attributes that MISP 2.5 knows: https://www.misp-project.org/datamodels/ */
export const attributeTypes: ReadonlySet<string> = new Set(
  `md5 sha1 sha224 sha256 sha384 sha512 sha512/224 sha512/256 sha3-224 sha3-256 sha3-384 sha3-512 ssdeep imphash telfhash
  impfuzzy authentihash vhash pehash tlsh cdhash filename filename|md5 filename|sha1 filename|sha224 filename|sha256
  filename|sha384 filename|sha512 filename|sha512/224 filename|sha512/256 filename|sha3-224 filename|sha3-256
  filename|sha3-384 filename|sha3-512 filename|authentihash filename|vhash filename|ssdeep filename|tlsh filename|imphash
  filename|impfuzzy filename|pehash pdb malware-sample ip-src ip-dst ip-src|port ip-dst|port port hostname hostname|port
  domain domain|ip mac-address mac-eui-64 url uri url-regex onion-address http-method user-agent cookie
  ja3-fingerprint-md5 jarm-fingerprint favicon-mmh3 hassh-md5 hasshserver-md5 ssh-fingerprint AS snort bro zeek
  community-id dom-hash x509-fingerprint-md5 x509-fingerprint-sha1 x509-fingerprint-sha256 email email-src email-dst
  email-subject email-attachment email-body email-header email-reply-to email-x-mailer email-mime-boundary
  email-thread-index email-message-id email-src-display-name email-dst-display-name eppn dkim dkim-signature regkey
  regkey|value mutex process-state windows-scheduled-task windows-service-name windows-service-displayname pattern-in-file
  pattern-in-traffic pattern-in-memory filename-pattern yara stix2-pattern sigma gene kusto-query mime-type named_pipe
  vulnerability cpe weakness attachment link comment text hex other cortex target-user target-email target-machine
  target-org target-location target-external threat-actor campaign-name campaign-id malware-type
  whois-registrant-email whois-registrant-phone whois-registrant-name whois-registrant-org whois-registrar
  whois-creation-date dns-soa-email btc dash xmr iban bic bank-account-nr bin cc-number phone-number mobile-application-id
  azure-application-id chrome-extension-id github-username github-repository github-organisation jabber-id twitter-id
  git-commit-id size-in-bytes counter integer float datetime boolean anonymised pgp-public-key pgp-private-key`.split(
    /\s+/,
  ),
);
