/**
 * Where the endpoints' programs come from, each pinned with what proves that it is the vendor's: the fingerprint of the
 * key that signs a package repository, or the checksum of a file.
 */

/** A package repository for both families of distributions. */
export interface Repository {
  /** Line of a source list behind the options: address, suite and components. */
  readonly apt: string;
  /** Base address for dnf. */
  readonly yum: string;
  /** Addresses of the files with the keys that sign it. */
  readonly keys: readonly string[];
  /** Fingerprints of those keys; a file with any other key is refused. */
  readonly fingerprints: readonly string[];
}

/** Repositories of the programs of Linux. */
export interface Repositories {
  readonly wazuh: Repository;
  readonly elastic: Repository;
  readonly microsoft: Repository;
}

/** Versions of the endpoints' programs. */
export const endpointVersions = {
  /** The newest release when this was written, and so the one whose checksum for Windows is below. */
  packetbeat: "9.5.4",
  /** The newest release when this was written. */
  sysmonForLinux: "1.5.2",
  /** dockur/windows: its `/oem` folder and its ports behave as documented in docs/agents.md. */
  dockurWindows: "6.05",
} as const;

/**
 * The vendors' own repositories. In Microsoft's, the distribution's name and release are filled in on the host; its newer
 * distributions are signed with the key of 2025.
 */
export const vendorRepositories: Repositories = {
  wazuh: {
    apt: "https://packages.wazuh.com/4.x/apt/ stable main",
    yum: "https://packages.wazuh.com/4.x/yum/",
    keys: ["https://packages.wazuh.com/key/GPG-KEY-WAZUH"],
    fingerprints: ["0DCFCA5547B19D2A6099506096B3EE5F29111145"],
  },
  elastic: {
    apt: "https://artifacts.elastic.co/packages/9.x/apt stable main",
    yum: "https://artifacts.elastic.co/packages/9.x/yum",
    keys: ["https://artifacts.elastic.co/GPG-KEY-elasticsearch"],
    fingerprints: ["46095ACC8548582C1A2699A9D27D666CD88E42B4"],
  },
  microsoft: {
    apt: "https://packages.microsoft.com/@ID@/@VERSION@/prod @CODENAME@ main",
    yum: "https://packages.microsoft.com/@ID@/@MAJOR@/prod/",
    keys: [
      "https://packages.microsoft.com/keys/microsoft.asc",
      "https://packages.microsoft.com/keys/microsoft-2025.asc",
    ],
    fingerprints: ["BC528686B50D79E339D3721CEB3E94ADBE1229CF", "AA86F75E427A19DD33346403EE4D7792F748182B"],
  },
};

/** A file for Windows. */
export interface Download {
  readonly url: string;
  /** SHA-256 in hexadecimal, or undefined where the vendor changes the file under one address: then the signature counts. */
  readonly sha256?: string;
  /** Organisation that must have signed the file, as its certificate's subject names it (Authenticode). */
  readonly signer: string;
}

/** Files for Windows, with the checksums that the Windows Package Manager's community repository publishes for them. */
export interface Downloads {
  readonly wazuhAgent: Download;
  readonly packetbeat: Download;
  readonly sysmon: Download;
}

/** SHA-256 of the Wazuh agent's MSI, by release of Wazuh. */
const wazuhAgentChecksums: Readonly<Record<string, string>> = {
  "4.14.6": "bc1412d6cfd6d82ba8d5d5ec22ecfc80d85990228adeac40b809b3b46e745351",
  "4.14.7": "e967f36b75589d6210244fd58239c7021fa53a77c38d92315c3b3bd115002ede",
  "4.14.8": "a696449694e797b70cc16eddc95e52ef53e6ef97ff65c0b0b2b4d6b9e23b0885",
};

/** The vendors' files for Windows, with the agent of this release of Wazuh. */
export function vendorDownloads(wazuh: string): Downloads {
  const sha256 = wazuhAgentChecksums[wazuh];
  return {
    wazuhAgent: {
      url: `https://packages.wazuh.com/4.x/windows/wazuh-agent-${wazuh}-1.msi`,
      signer: "Wazuh, Inc",
      ...(sha256 && { sha256 }),
    },
    packetbeat: {
      url: `https://artifacts.elastic.co/downloads/beats/packetbeat/packetbeat-${endpointVersions.packetbeat}-windows-x86_64.msi`,
      signer: "Elasticsearch, Inc.",
      sha256: "4e0191beabc61987b11cbe9e4146d55d50aabfdc81b73f7fbfc49f73afb0728c",
    },
    sysmon: {
      // One address for every release: a checksum would refuse the next one.
      url: "https://download.sysinternals.com/files/Sysmon.zip",
      signer: "Microsoft Corporation",
    },
  };
}
