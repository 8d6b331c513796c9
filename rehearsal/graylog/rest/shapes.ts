/**
 * The properties that a request's body may have, as Graylog 7.1 knows them: it refuses every other. A property with
 * `any` inside takes whatever is there.
 */
export interface Shape {
  /** The Java class that error answers name. */
  readonly java: string;
  readonly properties: Readonly<Record<string, "any" | Shape | ShapeList | ShapeMap | ShapeByType>>;
}

/** A list of objects of one shape. */
export interface ShapeList {
  readonly each: Shape | ShapeByType;
}

/** A map of objects of one shape. */
export interface ShapeMap {
  readonly values: Shape | ShapeList;
}

/** An object whose `type` says which shape it is. */
export interface ShapeByType {
  readonly types: Readonly<Record<string, Shape>>;
}

const any = (names: string): Record<string, "any"> =>
  Object.fromEntries(names.split(" ").map((name) => [name, "any"]));

export const inputShape: Shape = {
  java: "org.graylog2.rest.models.system.inputs.requests.AutoValue_InputCreateRequest",
  properties: any("title type global configuration node"),
};

export const staticFieldShape: Shape = {
  java: "org.graylog2.rest.models.system.inputs.requests.AutoValue_CreateStaticFieldRequest",
  properties: any("key value"),
};

export const extractorShape: Shape = {
  java: "org.graylog2.rest.models.system.inputs.extractors.requests.AutoValue_CreateExtractorRequest",
  properties: any(
    "title cursor_strategy source_field target_field extractor_type extractor_config converters condition_type condition_value order",
  ),
};

const dataTiering: Shape = {
  java: "org.graylog2.datatiering.DataTieringConfig",
  properties: any("type index_lifetime_min index_lifetime_max"),
};

export const indexSetShape: Shape = {
  java: "org.graylog2.rest.resources.system.indexer.requests.AutoValue_IndexSetCreationRequest",
  properties: {
    ...any(
      "title description index_prefix shards replicas rotation_strategy_class rotation_strategy retention_strategy_class retention_strategy creation_date index_analyzer index_optimization_max_num_segments index_optimization_disabled field_type_refresh_interval index_template_type field_type_profile field_restrictions index_set_template_id use_legacy_rotation writable can_be_default default id",
    ),
    data_tiering: dataTiering,
  },
};

export const mappingShape: Shape = {
  java: "org.graylog2.rest.resources.system.indexer.requests.FieldTypeChangeRequest",
  properties: any("index_sets type field rotate"),
};

const streamRule: Shape = {
  java: "org.graylog2.rest.resources.streams.rules.requests.AutoValue_CreateStreamRuleRequest",
  properties: any("type value field inverted description"),
};

export const streamRuleShape = streamRule;

export const streamShape: Shape = {
  java: "org.graylog2.rest.resources.streams.requests.AutoValue_CreateStreamRequest",
  properties: {
    ...any("title description"),
    rules: { each: streamRule },
    ...any("content_pack matching_type remove_matches_from_default_stream index_set_id"),
  },
};

export const sourceShape = (kind: "Rule" | "Pipeline"): Shape => ({
  java: `org.graylog.plugins.pipelineprocessor.rest.AutoValue_${kind}Source`,
  properties:
    kind === "Rule"
      ? any("id _scope title description source created_at modified_at errors rule_builder simulator_message")
      : any(
          "id _scope title description source created_at modified_at stages errors has_deprecated_functions",
        ),
});

export const connectionShape: Shape = {
  java: "org.graylog.plugins.pipelineprocessor.rest.AutoValue_PipelineConnections",
  properties: any("id stream_id pipeline_ids"),
};

export const reverseConnectionShape: Shape = {
  java: "org.graylog.plugins.pipelineprocessor.rest.AutoValue_PipelineReverseConnections",
  properties: any("pipeline_id stream_ids"),
};

export const allowlistShape: Shape = {
  java: "org.graylog2.system.urlallowlist.AutoValue_UrlAllowlist",
  properties: {
    entries: {
      each: {
        java: "org.graylog2.system.urlallowlist.AutoValue_LiteralAllowlistEntry",
        properties: any("id type title value"),
      },
    },
    disabled: "any",
  },
};

export const userShape: Shape = {
  java: "org.graylog2.rest.models.users.requests.AutoValue_CreateUserRequest",
  properties: any(
    "username password email first_name last_name permissions timezone session_timeout_ms startpage roles service_account",
  ),
};

export const permissionsShape: Shape = {
  java: "org.graylog2.rest.models.users.requests.PermissionEditRequest",
  properties: any("permissions"),
};

export const passwordShape: Shape = {
  java: "org.graylog2.rest.models.users.requests.AutoValue_ChangePasswordRequest",
  properties: any("old_password password"),
};

const http = "basic_auth api_key_as_header api_key api_secret url skip_tls_verification";

export const notificationShape: Shape = {
  java: "org.graylog.events.notifications.AutoValue_NotificationDto$Builder",
  properties: {
    ...any("id title description"),
    config: {
      types: {
        "http-notification-v1": {
          java: "org.graylog.events.notifications.types.AutoValue_HTTPEventNotificationConfig$Builder",
          properties: any(`type ${http}`),
        },
        "http-notification-v2": {
          java: "org.graylog.events.notifications.types.AutoValue_HTTPEventNotificationConfigV2$Builder",
          properties: any(`type ${http} method time_zone content_type headers body_template`),
        },
      },
    },
  },
};

const provider: ShapeByType = {
  types: {
    "template-v1": {
      java: "org.graylog.events.fields.providers.AutoValue_TemplateFieldValueProvider_Config$Builder",
      properties: any("type template require_values"),
    },
    "lookup-v1": {
      java: "org.graylog.events.fields.providers.AutoValue_LookupTableFieldValueProvider_Config$Builder",
      properties: any("type table_name key_field"),
    },
  },
};

export const definitionShape: Shape = {
  java: "org.graylog.events.processor.AutoValue_EventDefinitionDto$Builder",
  properties: {
    ...any(
      "id _scope _entity_source title description remediation_steps updated_at matched_at priority alert key_spec state scheduler event_procedure event_summary_template",
    ),
    config: {
      types: {
        "aggregation-v1": {
          java: "org.graylog.events.processor.aggregation.AutoValue_AggregationEventProcessorConfig$Builder",
          properties: any(
            "type query query_parameters filters streams stream_categories group_by series conditions search_within_ms execute_every_ms event_limit use_cron_scheduling cron_expression cron_timezone",
          ),
        },
      },
    },
    field_spec: {
      values: {
        java: "org.graylog.events.fields.AutoValue_EventFieldSpec$Builder",
        properties: { data_type: "any", providers: { each: provider } },
      },
    },
    notification_settings: {
      java: "org.graylog.events.notifications.AutoValue_EventNotificationSettings$Builder",
      properties: any("grace_period_ms backlog_size"),
    },
    notifications: {
      each: {
        java: "org.graylog.events.notifications.AutoValue_EventNotificationHandler_Config$Builder",
        properties: any("notification_id notification_parameters"),
      },
    },
    storage: {
      each: {
        java: "org.graylog.events.processor.storage.AutoValue_PersistToStreamsStorageHandler_Config$Builder",
        properties: any("type streams"),
      },
    },
  },
};

const query: Shape = {
  java: "org.graylog.plugins.views.search.rest.QueryDTO$Builder",
  properties: any("id timerange filter filters query search_types"),
};

export const searchShape: Shape = {
  java: "org.graylog.plugins.views.search.rest.SearchDTO$Builder",
  properties: { ...any("id"), queries: { each: query }, ...any("parameters skip_no_streams_check") },
};

const widget: Shape = {
  java: "org.graylog.plugins.views.search.views.WidgetDTO$Builder",
  properties: any(
    "id type filter filters timerange query streams stream_categories config description context",
  ),
};

const viewState: Shape = {
  java: "org.graylog.plugins.views.search.views.ViewStateDTO$Builder",
  properties: {
    ...any("selected_fields static_message_list_id titles"),
    widgets: { each: widget },
    ...any("widget_mapping positions formatting display_mode_settings"),
  },
};

export const viewShape: Shape = {
  java: "org.graylog.plugins.views.search.views.ViewDTO$Builder",
  properties: {
    ...any(
      "id _entity_source type title summary description search_id properties requires owner created_at last_updated_at favorite",
    ),
    state: { values: viewState },
  },
};

export const messagesShape: Shape = {
  java: "org.graylog.plugins.views.search.rest.scriptingapi.request.MessagesRequestSpec",
  properties: any("query streams stream_categories timerange sort sort_order from size fields"),
};

export const eventsSearchShape: Shape = {
  java: "org.graylog.events.search.AutoValue_EventsSearchParameters$Builder",
  properties: {
    ...any("page per_page timerange query"),
    filter: {
      java: "org.graylog.events.search.AutoValue_EventsSearchFilter$Builder",
      properties: any("alerts event_definitions priority aggregation_timerange extra_filters key id"),
    },
    ...any("sort_by sort_direction sort_unmapped_type"),
  },
};

export const lookupAdapterShape: Shape = {
  java: "org.graylog2.rest.models.system.lookup.AutoValue_DataAdapterApi$Builder",
  properties: any(
    "id _scope title description name custom_error_ttl_enabled custom_error_ttl custom_error_ttl_unit content_pack config",
  ),
};

export const lookupCacheShape: Shape = {
  java: "org.graylog2.rest.models.system.lookup.AutoValue_CacheApi$Builder",
  properties: any("id _scope title description name content_pack config"),
};

export const lookupTableShape: Shape = {
  java: "org.graylog2.rest.models.system.lookup.AutoValue_LookupTableApi$Builder",
  properties: any(
    "id _scope title description name cache_id data_adapter_id content_pack default_single_value default_single_value_type default_multi_value default_multi_value_type",
  ),
};
