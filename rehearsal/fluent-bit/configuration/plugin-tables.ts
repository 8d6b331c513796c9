/**
 * What the properties of the rehearsed plugins are. `real only` is a property that Fluent Bit 5.1 knows and the
 * stand-in does not act upon; `ignored` is one that makes no difference to what is delivered.
 * From https://docs.fluentbit.io/manual/data-pipeline and the plugins' own config maps.
 */
export type PropertyKind = "text" | "flag" | "size" | "seconds" | "real only" | "ignored";

/** Property names, in lower case, with their kinds. */
export type PropertyTable = Readonly<Record<string, PropertyKind>>;

/** Properties of every input. */
export const inputProperties: PropertyTable = {
  tag: "text",
  alias: "text",
  mem_buf_limit: "size",
  "storage.type": "text",
  "storage.pause_on_chunks_overlimit": "flag",
  log_level: "ignored",
  log_suppress_interval: "ignored",
  routable: "real only",
  threaded: "ignored",
  "thread.ring_buffer.capacity": "ignored",
  "thread.ring_buffer.window": "ignored",
};

/** Properties of every filter. */
export const filterProperties: PropertyTable = {
  match: "text",
  match_regex: "text",
  alias: "text",
  log_level: "ignored",
  log_suppress_interval: "ignored",
};

/** Properties of every output. */
export const outputProperties: PropertyTable = {
  ...filterProperties,
  retry_limit: "text",
  "storage.total_limit_size": "size",
  workers: "ignored",
};

/** Properties of every output that connects to a host. */
export const networkProperties: PropertyTable = {
  host: "text",
  port: "text",
  ipv6: "ignored",
  tls: "flag",
  "tls.verify": "flag",
  "tls.verify_hostname": "flag",
  "tls.vhost": "text",
  "tls.ca_file": "text",
  "tls.ca_path": "real only",
  "tls.crt_file": "text",
  "tls.key_file": "text",
  "tls.key_passwd": "text",
  "tls.min_version": "real only",
  "tls.max_version": "real only",
  "tls.ciphers": "real only",
  "tls.debug": "ignored",
  "net.dns.mode": "ignored",
  "net.dns.resolver": "ignored",
  "net.dns.prefer_ipv4": "ignored",
  "net.dns.prefer_ipv6": "ignored",
  "net.keepalive": "flag",
  "net.keepalive_idle_timeout": "seconds",
  "net.keepalive_max_recycle": "ignored",
  "net.tcp_keepalive": "ignored",
  "net.tcp_keepalive_time": "ignored",
  "net.tcp_keepalive_interval": "ignored",
  "net.tcp_keepalive_probes": "ignored",
  "net.io_timeout": "seconds",
  "net.connect_timeout": "seconds",
  "net.connect_timeout_log_error": "ignored",
  "net.source_address": "real only",
  "net.max_worker_connections": "ignored",
  "net.proxy_env_ignore": "ignored",
};

/** Properties of the input `tail`. */
export const tailProperties: PropertyTable = {
  path: "text",
  exclude_path: "text",
  key: "text",
  read_from_head: "flag",
  read_newly_discovered_files_from_head: "flag",
  refresh_interval: "seconds",
  rotate_wait: "seconds",
  path_key: "text",
  offset_key: "text",
  buffer_chunk_size: "size",
  buffer_max_size: "size",
  skip_long_lines: "flag",
  skip_empty_lines: "flag",
  exit_on_eof: "real only",
  truncate_long_lines: "real only",
  parser: "text",
  db: "text",
  "db.sync": "ignored",
  "db.locking": "flag",
  "db.journal_mode": "ignored",
  "db.compare_filename": "flag",
  watcher_interval: "ignored",
  progress_check_interval: "ignored",
  progress_check_interval_nsec: "ignored",
  static_batch_size: "ignored",
  event_batch_size: "ignored",
  file_cache_advise: "ignored",
  inotify_watcher: "ignored",
  "windows.path_encoding": "ignored",
  docker_mode: "real only",
  docker_mode_flush: "real only",
  docker_mode_parser: "real only",
  ignore_older: "real only",
  ignore_active_older_files: "real only",
  tag_regex: "real only",
  multiline: "real only",
  multiline_flush: "real only",
  parser_firstline: "real only",
  "multiline.parser": "real only",
  "unicode.encoding": "real only",
  "generic.encoding": "real only",
};

/** Properties of the filters. */
export const filterTables: Readonly<Record<string, PropertyTable>> = {
  grep: { regex: "text", exclude: "text", logical_op: "text" },
  record_modifier: {
    record: "text",
    remove_key: "text",
    allowlist_key: "text",
    whitelist_key: "text",
    uuid_key: "real only",
  },
  modify: {
    set: "text",
    add: "text",
    remove: "text",
    remove_wildcard: "text",
    remove_regex: "text",
    rename: "text",
    hard_rename: "text",
    copy: "text",
    hard_copy: "text",
    condition: "real only",
    move_to_start: "real only",
    move_to_end: "real only",
  },
};

const jsonDates: PropertyTable = { json_date_key: "text", json_date_format: "text" };

/** Properties of the outputs. */
export const outputTables: Readonly<Record<string, PropertyTable>> = {
  null: {},
  stdout: { format: "text", ...jsonDates },
  tcp: { ...networkProperties, format: "text", raw_message_key: "text", ...jsonDates },
  http: {
    ...networkProperties,
    ...jsonDates,
    format: "text",
    uri: "text",
    header: "text",
    http_user: "text",
    http_passwd: "text",
    http_method: "text",
    compress: "text",
    header_tag: "text",
    log_response_payload: "ignored",
    allow_duplicated_headers: "ignored",
    "http.response_timeout": "seconds",
    "http.read_idle_timeout": "ignored",
    proxy: "real only",
    aws_auth: "real only",
    aws_service: "real only",
    body_key: "real only",
    headers_key: "real only",
    gelf_timestamp_key: "real only",
    gelf_host_key: "real only",
    gelf_short_message_key: "real only",
    gelf_full_message_key: "real only",
    gelf_level_key: "real only",
    "oauth2.enable": "real only",
  },
  gelf: {
    ...networkProperties,
    mode: "text",
    gelf_tag_key: "text",
    gelf_short_message_key: "text",
    gelf_timestamp_key: "text",
    gelf_host_key: "text",
    gelf_full_message_key: "text",
    gelf_level_key: "text",
    packet_size: "ignored",
    compress: "flag",
  },
};

const realInputs =
  "blob calyptia_fleet collectd cpu disk docker docker_events dummy ebpf elasticsearch emitter exec exec_wasi fluentbit_logs fluentbit_metrics forward gpu_metrics head health http kafka kmsg kubernetes_events lib mem mqtt netif nginx_metrics node_exporter_metrics opentelemetry podman_metrics proc process_exporter_metrics prometheus_remote_write prometheus_scrape prometheus_textfile random serial splunk statsd stdin storage_backlog stream_processor syslog systemd tcp thermal udp unix_socket";
const realFilters =
  "alter_size aws checklist ecs expect geoip2 kubernetes log_to_metrics lua multiline nest nightfall parser rewrite_tag stdout sysinfo tensorflow throttle throttle_size type_converter wasm";
const realOutputs =
  "azure azure_blob azure_kusto azure_logs_ingestion bigquery calyptia chronicle cloudwatch_logs counter datadog es exit file flowcounter forward gcs influxdb kafka kafka-rest kinesis_firehose kinesis_streams lib logdna loki nats nrlogs opensearch opentelemetry oracle_log_analytics pgsql plot prometheus_exporter prometheus_remote_write retry s3 skywalking slack splunk stackdriver syslog td udp vivo_exporter websocket";

/** Names of plugins that Fluent Bit 5.1 has and the stand-in does not. */
export const pluginsOfTheRealOneOnly = {
  input: new Set(realInputs.split(" ")),
  filter: new Set(realFilters.split(" ")),
  output: new Set(realOutputs.split(" ")),
};
