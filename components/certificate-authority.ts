import "reflect-metadata";
import { createHash, type webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import * as x509 from "@peculiar/x509";

/** A private key and its certificate, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What a certificate says of its holder. */
export interface CertificateSubject {
  /**
   * Distinguished name as RFC 2253 writes it, its most specific part first, such as `CN=wazuh.indexer,OU=Wazuh,C=US`: what
   * OpenSearch compares with `nodes_dn` and `admin_dn`, order and all. The certificate holds the parts the other way round.
   */
  readonly distinguishedName: string;
  /** Host names and addresses that a client may know it by; none for a certificate that only clients show. */
  readonly names: readonly string[];
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 24 * 60 * 60 * 1_000;

/** Days that the authority's own certificate is valid. */
const authorityValidity = 3_650;
/** Days that a server's certificate is valid: the most that common clients accept. */
const serverValidity = 820;

/**
 * The lab's own certificate authority. Keys and certificates are made once, encrypted in the state and stable across
 * updates; a server's certificate is made anew with the first update of each calendar year, long before it ends.
 */
export class CertificateAuthority extends pulumi.ComponentResource {
  /** The authority's certificate, PEM: what clients trust. */
  readonly certificate: pulumi.Output<string>;
  readonly #keyPair: pulumi.Output<KeyPair>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:CertificateAuthority", name, {}, opts);
    this.#keyPair = stashedKeyPair(`${name}-root`, () => createAuthority(), { parent: this });
    this.certificate = pulumi.unsecret(this.#keyPair.certificate);
    this.registerOutputs({ certificate: this.certificate });
  }

  /**
   * A certificate for a server, and its private key as a secret. The resource's name has the year and what the certificate
   * says, so that another year, or other names, make another one.
   */
  issue(name: string, subject: CertificateSubject): pulumi.Output<KeyPair> {
    const year = new Date().getUTCFullYear();
    const says = createHash("sha256").update(JSON.stringify(subject)).digest("hex").slice(0, 8);
    return stashedKeyPair(
      `${name}-certificate-${year}-${says}`,
      (authority) => issueCertificate(authority!, subject),
      { parent: this },
      this.#keyPair,
    );
  }
}

function stashedKeyPair(
  name: string,
  create: (authority?: KeyPair) => Promise<KeyPair>,
  opts: pulumi.CustomResourceOptions,
  authority?: pulumi.Output<KeyPair>,
): pulumi.Output<KeyPair> {
  const made = authority ? authority.apply(create) : pulumi.output(create());
  const stash: pulumi.Stash = new pulumi.Stash(
    name,
    { input: pulumi.secret(made) },
    { ...opts, ignoreChanges: ["input"], additionalSecretOutputs: ["input", "output"] },
  );
  return pulumi.secret(stash.output as pulumi.Output<KeyPair>);
}

/** A self-signed certificate that may sign others. */
export async function createAuthority(now = new Date()): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=wazuh-misp-lab authority,O=wazuh-misp-lab",
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + authorityValidity * day),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return keyPair(certificate, keys.privateKey);
}

/** A certificate that a server, or a client, shows; signed by the authority. */
export async function issueCertificate(
  authority: KeyPair,
  { distinguishedName, names }: CertificateSubject,
  now = new Date(),
): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await importPrivateKey(authority.privateKey);
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: new x509.Name(new x509.Name(distinguishedName).toJSON().reverse()).toString(),
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + serverValidity * day),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      // A client has no name to be reached by, and an empty list of names is not allowed.
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names.map(generalName))] : []),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return keyPair(certificate, keys.privateKey);
}

function generalName(value: string): { type: "ip" | "dns"; value: string } {
  return { type: isIP(value) ? "ip" : "dns", value };
}

async function keyPair(certificate: x509.X509Certificate, key: webcrypto.CryptoKey): Promise<KeyPair> {
  const privateKey = x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
  return { certificate: certificate.toString("pem"), privateKey };
}

function importPrivateKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [der] = x509.PemConverter.decode(pem);
  return crypto.subtle.importKey("pkcs8", der!, algorithm, false, ["sign"]);
}
