import type { RuleFunction } from "./function.ts";
import { conversionFunctions } from "./functions/conversion.ts";
import { dateFunctions } from "./functions/dates.ts";
import { jsonFunctions } from "./functions/json.ts";
import { listFunctions } from "./functions/lists.ts";
import { messageFunctions } from "./functions/messages.ts";
import { stringFunctions } from "./functions/strings.ts";

/** The rehearsed functions, by name. */
export const functions: ReadonlyMap<string, RuleFunction> = new Map(
  [
    ...messageFunctions,
    ...jsonFunctions,
    ...conversionFunctions,
    ...stringFunctions,
    ...dateFunctions,
    ...listFunctions,
  ].map((one) => [one.name, one]),
);

/** Functions that Graylog 7.1 has and the stand-in does not. */
export const functionsOfTheRealOneOnly: ReadonlySet<string> = new Set(
  "abbreviate abusech_ransom_lookup_domain abusech_ransom_lookup_ip anonymize_ip array_remove base16_decode base16_encode base32_decode base32_encode base32human_decode base32human_encode base64_decode base64_encode base64url_decode base64url_encode cidr_match clone_message crc32 crc32c create_message csv_to_map days debug grok grok_exists hex_to_decimal_byte_list hours in_private_net is_ip is_period is_url key_value length lookup lookup_add_string_list lookup_all lookup_assign_ttl lookup_clear_key lookup_remove_string_list lookup_set_string_list lookup_set_value lookup_string_list lookup_string_list_contains map_copy map_remove map_set metric_counter_inc millis minutes months multi_grok murmur3_128 murmur3_32 normalize_fields otx_lookup_domain otx_lookup_ip period remove_string_fields_by_value rename_fields seconds sha512 shannon_entropy spamhaus_lookup_ip string_array_add string_entropy swapcase syslog_facility syslog_level syslog_priority syslog_priority_as_string threat_intel_lookup_domain threat_intel_lookup_ip to_ip to_url tor_lookup traffic_accounting_size uncapitalize urldecode urlencode weeks whois_lookup_ip years".split(
    " ",
  ),
);
